using System.Globalization;
using Kiket.Portal.Edge;
using Kiket.Portal.Hosting;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Hosting.Deployments;

/// <summary>A portal with one edge on a real podman, for all tests of a class.</summary>
public sealed class HostedOnPodman(PodmanService podman) : IAsyncLifetime
{
    public Scenario Scenario { get; private set; } = null!;

    /// <summary>From which builds fetch base images through the edge, once it is started.</summary>
    internal HttpsRegistry Registry { get; } = new();

    internal HostedBench Bench { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (ContainerFactAttribute.Obstacle is not null)
        {
            return;
        }

        var (portal, builder) = (await podman.Portal, await podman.LoadAsync(ImageArchives.Builder(authority: Registry.Certificate.ExportCertificatePem())));
        Scenario = await Scenario.OpenAsync(more: services =>
        {
            HostedBench.Register(services, podman.Engine);
            services.Configure<HostingOptions>(options =>
            {
                (options.EdgeImage, options.BuilderImage) = (portal.Value, builder.Value);
                options.Network = string.Create(CultureInfo.InvariantCulture, $"10.{Random.Shared.Next(30, 99)}.0.0/16");
                options.Build.Egress.Add(PodmanService.Registry);
            });
            // The registry is on this machine, as no image can be fetched from elsewhere.
            services.Configure<EdgeOptions>(options => options.AllowRanges.Add(podman.Gateway.ToString() + "/32"));
        });
        Bench = new HostedBench(Scenario);
        await Bench.SwitchOnAsync();
        // The edge alone finds the registry by its name; what is in the other networks asks the edge.
        await podman.NameRegistryAsync(isThere: true);
        Scenario.Done(await Scenario.Get<EdgeContainer>().EnsureAsync([], CancellationToken.None)).Client.Dispose();
        await podman.NameRegistryAsync(isThere: false);
    }

    public async Task<ReleaseImage> ImageAsync(string first, params (string Name, string Text)[] pages) =>
        new((await podman.LoadAsync(ContainerImages.Extension(first, pages))).Value, 8080, null);

    /// <summary>Where the edge takes calls to extensions; they name the installation by their host.</summary>
    public async Task<Uri> IngressAsync()
    {
        var edge = (await podman.Engine.ObserveAsync(default)).Single(one => one.Name.StartsWith("kx-edge-", StringComparison.Ordinal)).Name;
        var address = await podman.RunAsync("inspect", "--format", "{{.NetworkSettings.Networks.podman.IPAddress}}", edge);
        return new Uri($"http://{address.Trim()}:3130/version");
    }

    /// <summary>The networks of installations, builds and self-tests.</summary>
    public async Task<string> NetworksAsync() => await podman.RunAsync("network", "ls", "--format", "{{.Name}}");

    public async Task DisposeAsync()
    {
        await Registry.DisposeAsync();
        if (Scenario is not null)
        {
            foreach (var container in await podman.Engine.ObserveAsync(default))
            {
                await podman.Engine.RetireAsync(container.Name, TimeSpan.Zero, default);
            }

            foreach (var deployment in await Scenario.QueryAsync(db => db.Set<Deployment>().AsNoTracking().ToListAsync()))
            {
                await podman.Engine.RemoveNetworkAsync(ContainerSpecs.NetworkName(deployment.Key), default);
            }

            await Scenario.DisposeAsync();
        }
    }
}
