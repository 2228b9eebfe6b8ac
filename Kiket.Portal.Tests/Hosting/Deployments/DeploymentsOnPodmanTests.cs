using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Kiket.Portal.Containers;
using Kiket.Portal.Data;
using Kiket.Portal.Hosting;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Tests.Hosting.Builds;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Kiket.Portal.Tiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Hosting.Deployments;

/// <summary>Extensions in real containers behind a real edge.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
[Collection(PodmanService.Collection)]
public sealed class DeploymentsOnPodmanTests(PodmanService podman, HostedOnPodman hosted) : IClassFixture<HostedOnPodman>, IDisposable
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly Scenario _scenario = hosted.Scenario;
    private readonly HostedBench _bench = hosted.Bench;
    private Uri _ingress = null!;

    public void Dispose() => _client.Dispose();

    [ContainerFact]
    public async Task It_says_why_it_fails_runs_is_started_again_is_switched_without_a_failed_call_and_leaves_nothing()
    {
        // It takes too much memory, and writes where it must not.
        await _bench.ReleaseAsync("1.0.0", await hosted.ImageAsync(
            "touch /x; /bin/busybox httpd -p $PORT -h /www; exec /bin/busybox dd if=/dev/zero of=/dev/null bs=400M count=1;", ("health", "ok")));
        var number = await _bench.Installations.InstalledAsync();
        await UntilAsync(DeploymentState.Restarting);
        var hosting = Scenario.Done(await _scenario.Get<DeploymentQueries>().FindAsync(number, null, _scenario.Gus, CancellationToken.None))!;
        Assert.Matches(@"out of memory \(256 MiB on minimal\)\. Only /tmp can be written\.$", hosting.Deployment.Reason);
        var output = Scenario.Done(await _scenario.Get<DeploymentQueries>().OutputAsync(number, null, new(1, 10), _scenario.Gus, CancellationToken.None));
        Assert.Contains(output.Items, line => line.Text.Contains("Read-only file system", StringComparison.Ordinal));

        await UpgradeAsync(number, "1.1.0", "one");
        await UntilAsync(DeploymentState.Healthy);
        _ingress = await hosted.IngressAsync();
        Assert.Equal("one", await CallAsync());
        Assert.InRange(await podman.Engine.MemoryAsync((await CurrentAsync()).ContainerName, default) ?? 0, 1, 256 * 1024 * 1024);

        var restarts = (await _bench.DeploymentAsync()).Restarts;
        await podman.RunAsync("kill", (await CurrentAsync()).ContainerName);
        await UntilAsync(DeploymentState.Restarting);
        _scenario.Clock.Advance(Deployment.FirstBackOff);
        await UntilAsync(DeploymentState.Healthy);
        Assert.Equal("one", await CallAsync());
        Assert.Equal(restarts + 1, (await _bench.DeploymentAsync()).Restarts);

        await UpgradeAsync(number, "1.2.0", "two");
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
            return (await _bench.GenerationsAsync()).Exists(one => one is { Number: 3, State: GenerationState.Current });
        }, isSo => isSo);
        _scenario.Clock.Advance(Generation.DrainTime);
        await Wait.UntilAsync(async () =>
        {
            await CycleAsync();
            return (await podman.Engine.ObserveAsync(default)).Count;
        }, count => count == 2);
        await switched.CancelAsync();
        await calling;
        Assert.Equal(["one", "two"], answers.Order(StringComparer.Ordinal));

        Assert.True((await _bench.Installations.UninstallAsync(number)).Succeeded);
        await _bench.Installations.WorkAsync();
        await UntilAsync(DeploymentState.Removed);
        Assert.StartsWith("kx-edge-", Assert.Single(await podman.Engine.ObserveAsync(default)).Name, StringComparison.Ordinal);
        Assert.DoesNotContain((await _bench.DeploymentAsync()).Key, await hosted.NetworksAsync(), StringComparison.Ordinal);
    }

    [ContainerFact]
    public async Task Nothing_gets_out_of_a_container_and_the_test_leaves_nothing()
    {
        var outcome = await _scenario.Get<RunSelfTest>().RunAsync(default);

        Assert.Empty(outcome.Reasons);
        Assert.DoesNotContain(outcome.Attempts, attempt => attempt.Leaked);
        Assert.True(outcome.Attempts.Count >= LeakProbe.Least);
        Assert.DoesNotContain("kx-self-test", await hosted.NetworksAsync(), StringComparison.Ordinal);
    }

    [ContainerFact]
    public async Task In_an_ordinary_network_the_same_attempts_get_out_so_the_self_test_can_fail()
    {
        var lines = new Lines();
        var probe = new ContainerSpec("kx-leaky", (await podman.Portal).Value, 1, 512, Network: null)
        {
            Command = [.. LeakProbe.Command.Split(' '), podman.Gateway.ToString()],
        };
        var end = await podman.Engine.RunBoxAsync(new BoxSpec(probe, TimeSpan.FromSeconds(60)), lines, default);

        var attempts = lines.All.Select(line => JsonSerializer.Deserialize<LeakAttempt>(line.Text, JsonColumn.Options)!).ToList();
        var leaked = attempts.Where(attempt => attempt.Leaked).Select(attempt => attempt.Name).ToList();
        Assert.Contains("Find a default route", leaked);
        Assert.Contains("Send a datagram to a name server", leaked);
        Assert.Contains("Send a datagram to QUIC", leaked);
        // What the container itself holds back is held here too.
        Assert.DoesNotContain("Open a raw socket", leaked);
        var reason = Assert.Single(RunSelfTest.Judge(attempts, end.ExitCode, blocked: true));
        Assert.Contains($"{leaked.Count} of {attempts.Count}", reason, StringComparison.Ordinal);
    }

    [ContainerFact]
    public async Task A_build_fetches_its_base_image_through_the_edge_and_reaches_nothing_else()
    {
        var (options, instance) = (_scenario.Get<IOptions<HostingOptions>>(), _scenario.Get<PortalInstance>());
        var network = new BuildNetwork(podman.Engine, _scenario.Get<EdgeContainer>(), _scenario.Get<IEdgeSnapshots>(), options, instance);
        // The address of this machine in the engine's network is there once a container is, such as the edge.
        Assert.True((await network.EnsureAsync(default)).Succeeded);
        await hosted.Registry.StartAsync(podman.Gateway);
        var (log, id) = (new BuildLog(), Guid.CreateVersion7());
        var files = new FilesOfCommit().Add("www/health", "ok").Add("Dockerfile", $"""
            FROM {PodmanService.Registry}/base:1
            COPY www /www
            RUN printf 'CONNECT elsewhere.kiket.test:443 HTTP/1.1\r\n\r\n' | busybox nc $(busybox sed -n 's/nameserver //p' /etc/resolv.conf) 3128
            CMD ["/bin/busybox", "httpd", "-f", "-p", "8080", "-h", "/www"]
            """);
        var build = new BuildImage(new PackContext(files), podman.Engine, network, new TrialRun(podman.Engine, options), options);

        var outcome = await build.RunAsync(new BuildJob(id, FilesOfCommit.Repository, new string('a', 40), null, HostingTiers.Minimal), log, default);

        Assert.True(outcome.Failure is null, log.ToString());
        Assert.StartsWith($"{PodmanService.Registry}/base:1@sha256:", Assert.Single(outcome.Bases), StringComparison.Ordinal);
        Assert.Contains("X-Kiket-Egress: undeclared_host", log.ToString(), StringComparison.Ordinal);
        await podman.Engine.RemoveImageAsync(new ImageId(outcome.ImageId!), default);
        await podman.Engine.RemoveNetworkAsync($"{BuildBox.Prefix}{instance.Id}", default);
    }

    private async Task UpgradeAsync(long number, string version, string answer)
    {
        await _bench.ReleaseAsync(version, await hosted.ImageAsync("", ("health", "ok"), ("version", answer)));
        Scenario.Done(await _bench.Installations.UpgradeAsync(number));
        await _bench.Installations.WorkAsync();
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

    private sealed class Lines : IProgress<LogLine>
    {
        public ConcurrentQueue<LogLine> All { get; } = new();

        public void Report(LogLine value) => All.Enqueue(value);
    }
}
