using System.Globalization;
using System.Net;
using System.Text;
using Kiket.Portal.Hosting;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Hosting.Deployments;

/// <summary>Extensions in real containers behind a real edge.</summary>
[Collection(PodmanService.Collection)]
public sealed class DeploymentsOnPodmanTests(PodmanService podman) : IAsyncLifetime
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(20) };
    private Scenario _scenario = null!;
    private HostedBench _bench = null!;
    private Uri _ingress = null!;

    public async Task InitializeAsync()
    {
        if (ContainerFactAttribute.Obstacle is not null)
        {
            return;
        }

        var portal = await ImageAsync(ContainerImages.Portal());
        _scenario = await Scenario.OpenAsync(more: services =>
        {
            HostedBench.Register(services, podman.Engine);
            services.Configure<HostingOptions>(options =>
            {
                options.EdgeImage = portal.ImageId;
                options.Network = string.Create(CultureInfo.InvariantCulture, $"10.{Random.Shared.Next(30, 99)}.0.0/16");
            });
        });
        _bench = new HostedBench(_scenario);
        await _bench.SwitchOnAsync();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        if (_scenario is not null)
        {
            foreach (var container in await podman.Engine.ObserveAsync(default))
            {
                await podman.Engine.RetireAsync(container.Name, TimeSpan.Zero, default);
            }

            foreach (var deployment in await _scenario.QueryAsync(db => db.Set<Deployment>().AsNoTracking().ToListAsync()))
            {
                await podman.Engine.RemoveNetworkAsync(ContainerSpecs.NetworkName(deployment.Key), default);
            }

            await _scenario.DisposeAsync();
        }
    }

    [ContainerFact]
    public async Task It_runs_is_started_again_is_switched_without_a_failed_call_and_leaves_nothing()
    {
        await _bench.ReleaseAsync("1.0.0", await ImageAsync(ContainerImages.Extension("", ("health", "ok"), ("version", "one"))));
        var number = await _bench.Installations.InstalledAsync();
        await UntilAsync(DeploymentState.Healthy);
        _ingress = await IngressAsync();
        Assert.Equal("one", await CallAsync());

        await podman.RunAsync("kill", (await CurrentAsync()).ContainerName);
        await UntilAsync(DeploymentState.Restarting);
        await UntilAsync(DeploymentState.Healthy);
        Assert.Equal("one", await CallAsync());
        Assert.Equal(1, (await _bench.DeploymentAsync()).Restarts);

        await _bench.ReleaseAsync("1.1.0", await ImageAsync(ContainerImages.Extension("", ("health", "ok"), ("version", "two"))));
        Scenario.Done(await _bench.Installations.UpgradeAsync(number));
        await _bench.Installations.WorkAsync();
        var answers = new HashSet<string>(StringComparer.Ordinal);
        using var switched = new CancellationTokenSource();
        var calling = Task.Run(async () =>
        {
            while (!switched.IsCancellationRequested || !answers.Contains("two"))
            {
                answers.Add(await CallAsync());
            }
        });
        await Wait.UntilAsync(async () =>
        {
            await CycleAsync();
            return (await _bench.GenerationsAsync()).Exists(one => one is { Number: 2, State: GenerationState.Current })
                && (await podman.Engine.ObserveAsync(default)).Count == 2;
        }, isSo => isSo);
        await switched.CancelAsync();
        await calling;
        Assert.Equal(["one", "two"], answers.Order(StringComparer.Ordinal));

        Assert.True((await _bench.Installations.UninstallAsync(number)).Succeeded);
        await _bench.Installations.WorkAsync();
        await UntilAsync(DeploymentState.Removed);
        Assert.StartsWith("kx-edge-", Assert.Single(await podman.Engine.ObserveAsync(default)).Name, StringComparison.Ordinal);
        Assert.DoesNotContain("kx-", await podman.RunAsync("network", "ls", "--format", "{{.Name}}"), StringComparison.Ordinal);
    }

    [ContainerFact]
    public async Task What_takes_too_much_memory_or_writes_where_it_must_not_is_told_so()
    {
        await _bench.ReleaseAsync("1.0.0", await ImageAsync(ContainerImages.Extension(
            "touch /x; /bin/busybox httpd -p $PORT -h /www; exec /bin/busybox dd if=/dev/zero of=/dev/null bs=400M count=1;", ("health", "ok"))));
        var number = await _bench.Installations.InstalledAsync();
        await UntilAsync(DeploymentState.Restarting);

        var hosting = Scenario.Done(await _scenario.Get<DeploymentQueries>().FindAsync(number, null, _scenario.Gus, CancellationToken.None))!;
        Assert.Matches(@"out of memory \(256 MiB on minimal\)\. Only /tmp can be written\.$", hosting.Deployment.Reason);
        var output = Scenario.Done(await _scenario.Get<DeploymentQueries>().OutputAsync(number, null, new(1, 10), _scenario.Gus, CancellationToken.None));
        Assert.Contains(output.Items, line => line.Text.Contains("Read-only file system", StringComparison.Ordinal));
    }

    [ContainerFact]
    public async Task Nothing_gets_out_of_a_container_and_the_test_leaves_nothing()
    {
        var outcome = await _scenario.Get<RunSelfTest>().RunAsync(default);

        Assert.Empty(outcome.Reasons);
        Assert.DoesNotContain(outcome.Attempts, attempt => attempt.Leaked);
        Assert.True(outcome.Attempts.Count >= LeakProbe.Least);
        Assert.DoesNotContain("kx-self-test", await podman.RunAsync("network", "ls", "--format", "{{.Name}}"), StringComparison.Ordinal);
    }

    private async Task<ReleaseImage> ImageAsync(Stream archive)
    {
        await using (archive)
        {
            return new ReleaseImage(Scenario.Done(await podman.Engine.LoadAsync(archive, default)).Value, 8080, null);
        }
    }

    private async Task<Uri> IngressAsync()
    {
        var edge = (await podman.Engine.ObserveAsync(default)).Single(one => one.Name.StartsWith("kx-edge-", StringComparison.Ordinal)).Name;
        var address = await podman.RunAsync("inspect", "--format", "{{.NetworkSettings.Networks.podman.IPAddress}}", edge);
        return new Uri($"http://{address.Trim()}:3130/version");
    }

    private async Task<string> CallAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _ingress);
        request.Headers.Host = $"{(await _bench.DeploymentAsync()).Key}.apps.localhost";
        using var response = await _client.SendAsync(request);
        return response.StatusCode == HttpStatusCode.OK ? await response.Content.ReadAsStringAsync() : response.StatusCode.ToString();
    }

    private async Task<Generation> CurrentAsync() => (await _bench.GenerationsAsync()).Single(one => one.State == GenerationState.Current);

    private async Task UntilAsync(DeploymentState state)
    {
        try
        {
            await Wait.UntilAsync(async () =>
            {
                await CycleAsync();
                return await _bench.DeploymentAsync();
            }, deployment => deployment.State == state);
        }
        catch (TimeoutException)
        {
            var deployment = await _bench.DeploymentAsync();
            var lease = await _scenario.QueryAsync(db => db.Set<HostLease>().SingleAsync());
            Assert.Fail($"It is {deployment.State}. {deployment.Reason} {lease.Problem}\n{await podman.RunAsync("ps", "--all")}\n{await OutputAsync()}");
        }
    }

    private async Task<string> OutputAsync()
    {
        var text = new StringBuilder();
        foreach (var container in await podman.Engine.ObserveAsync(default))
        {
            text.AppendLine(container.Name);
            await foreach (var line in podman.Engine.OutputAsync(container.Name, DateTimeOffset.UnixEpoch, default))
            {
                text.AppendLine(line.Text);
            }
        }

        return text.ToString();
    }

    private async Task CycleAsync()
    {
        _scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        await _scenario.Get<ReconcileDeployments>().RunAsync(CancellationToken.None);
    }
}
