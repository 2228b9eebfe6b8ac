using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Containers;
using Kiket.Portal.Edge;
using Kiket.Portal.Foundation;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Hosting;

/// <param name="Starts">How often its container was created here. One that was created since is in no network of an installation yet.</param>
public sealed record RunningEdge(EdgeClient Client, long Starts);

/// <summary>The container in which the edge of this portal runs.</summary>
public sealed class EdgeContainer(
    IContainerEngine engine, IOptions<HostingOptions> options, IOptions<EdgeOptions> edge, PortalInstance instance, IHostEnvironment environment)
{
    private const decimal Cpu = 1;
    private const int MemoryMiB = 512;
    private const string Settings = "dev.kiket.settings";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private long _starts;

    public string Name => $"kx-edge-{instance.Id}";

    /// <summary>Starts the edge unless it runs with the current settings, and waits until it responds.</summary>
    /// <param name="observed">The containers of this portal.</param>
    public async Task<Result<RunningEdge>> EnsureAsync(IReadOnlyList<Observed> observed, CancellationToken cancellationToken)
    {
        var spec = Spec();
        var running = observed.FirstOrDefault(container => container.Name == Name);
        var isNew = running is null;
        if (running is not null && running.Labels.GetValueOrDefault(Settings) != spec.Labels[Settings])
        {
            await engine.RetireAsync(Name, Grace, cancellationToken);
            isNew = true;
        }

        if (isNew)
        {
            Interlocked.Increment(ref _starts);
        }

        var address = await engine.StartAsync(spec, cancellationToken);
        var client = new EdgeClient(AdminOf(address.Address), instance.EdgeKey);
        for (var waited = TimeSpan.Zero; ; waited += Look)
        {
            var status = await client.StatusAsync(cancellationToken);
            if (status.Succeeded)
            {
                return new RunningEdge(client, Interlocked.Read(ref _starts));
            }

            if (waited > StartLimit)
            {
                client.Dispose();
                return status.Error;
            }

            await Task.Delay(Look, cancellationToken);
        }
    }

    private Uri AdminOf(IPAddress address) => new(string.Create(CultureInfo.InvariantCulture, $"http://{address}:{edge.Value.AdminPort}"));

    private ContainerSpec Spec()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = environment.EnvironmentName,
            ["Portal__Role"] = "edge",
            ["Portal__DataDirectory"] = "/data",
            ["Hosting__Network"] = options.Value.Network,
            ["Hosting__Edge__Key"] = instance.EdgeKey,
            ["Hosting__BaseDomain"] = options.Value.BaseDomain,
            ["Hosting__Edge__IngressPort"] = edge.Value.IngressPort.ToString(CultureInfo.InvariantCulture),
            ["Hosting__Edge__AdminPort"] = edge.Value.AdminPort.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (index, range) in edge.Value.AllowRanges.Index())
        {
            variables[string.Create(CultureInfo.InvariantCulture, $"Hosting__Edge__AllowRanges__{index}")] = range;
        }

        var text = string.Join(
            '\n', variables.Select(variable => $"{variable.Key}={variable.Value}").Prepend(options.Value.Ingress).Prepend(options.Value.EdgeImage));
        return new ContainerSpec(Name, options.Value.EdgeImage, Cpu, MemoryMiB, Network: null)
        {
            User = "",
            MaxFiles = ContainerSpec.FilesOfEdge,
            Environment = variables,
            Storage = (Name, "/data"),
            Published = options.Value.IngressEndPoint is { } outside ? new PublishedPort(outside, edge.Value.IngressPort) : null,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                // A hash, because labels are readable by everyone who can list containers, and the key is among the settings.
                [Settings] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
            },
        };
    }
}
