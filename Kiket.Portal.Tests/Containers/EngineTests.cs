using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Kiket.Portal.Containers;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Containers;

/// <summary>What the portal relies on from an engine, on each real one.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public abstract class EngineTests(IEngineService service)
{
    private const string Sleep = "sleep 600";

    /// <summary>Ends at SIGTERM, which the first process of a container ignores unless it says so.</summary>
    protected const string Polite = "trap 'exit 0' TERM; while :; do sleep 0.1; done";

    private static int _count;

    /// <summary>Of networks that no other of this machine is likely to have.</summary>
    private static readonly int _second = Random.Shared.Next(100, 250);

    private readonly DockerEngine _engine = service.Engine;

    protected abstract string Name { get; }

    protected abstract string LogDriver { get; }

    /// <summary>A format of the engine's inspection that prints the rights of a container, and what it prints for none.</summary>
    protected abstract (string Format, string None) Rights { get; }

    /// <summary>Whether it says that a container ended for its memory; podman 4 doesn't.</summary>
    protected virtual bool SaysOutOfMemory => true;

    /// <summary>A format of the engine's inspection that prints what keeps the host out of a network, and what it prints.</summary>
    protected abstract (string Format, string Held) Isolation { get; }

    /// <summary>Whether the edge gets the MAC address that it is to have in a network.</summary>
    protected virtual bool GivesMac(string version) => true;

    /// <summary>Why this version can't be used; null for one that can.</summary>
    protected virtual string? Refusal(string version) => null;

    [ContainerFact]
    public async Task The_engine_says_what_it_is_and_whether_it_can_be_used()
    {
        var state = await StateAsync();

        Assert.Equal(Refusal(state.Version), state.Reasons.SingleOrDefault());
        Assert.Equal(Name, state.Name);
        Assert.Matches(@"^\d+\.\d+", state.Version);
        Assert.True(state is { Cpu: > 0, MemoryMiB: > 0 });
    }

    [ContainerFact]
    public async Task Starting_twice_is_starting_once()
    {
        var spec = Spec(Polite);
        var first = await _engine.StartAsync(spec, default);
        var before = await service.RunAsync("inspect", "--format", "{{.Id}} {{.State.Pid}}", spec.Name);

        Assert.Equal(first, await _engine.StartAsync(spec, default));
        Assert.Equal(before, await service.RunAsync("inspect", "--format", "{{.Id}} {{.State.Pid}}", spec.Name));
        await Assert.ThrowsAsync<EngineException>(() => _engine.StartAsync(spec with { Image = "sha256:" + new string('0', 64) }, default));
        await _engine.RetireAsync(spec.Name, TimeSpan.FromSeconds(5), default);
    }

    [ContainerFact]
    public async Task A_container_has_its_limits_and_no_rights()
    {
        var spec = Spec(Polite);
        await _engine.StartAsync(spec, default);

        Assert.Equal(
            $"67108864 67108864 1500000000 256 true no {LogDriver} {Rights.None}\n",
            await service.RunAsync(
                "inspect",
                "--format",
                "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}} {{.HostConfig.ReadonlyRootfs}} " +
                "{{.HostConfig.RestartPolicy.Name}} {{.HostConfig.LogConfig.Type}} " + Rights.Format,
                spec.Name));
        await _engine.RetireAsync(spec.Name, TimeSpan.FromSeconds(5), default);

        var (_, lines) = await BoxAsync(
            "id -u; cat /proc/self/status; cat /proc/sys/net/ipv6/conf/all/disable_ipv6; ulimit -n; " +
            "touch /x 2>&1; touch /tmp/x && echo /tmp can be written; mount");
        Assert.Equal("10001", lines[0]);
        Assert.Contains("CapEff:\t0000000000000000", lines);
        Assert.Contains("CapBnd:\t0000000000000000", lines);
        Assert.Contains("NoNewPrivs:\t1", lines);
        Assert.Contains("Seccomp:\t2", lines);
        Assert.Contains("1", lines);
        Assert.Contains("1024", lines);
        Assert.Contains(lines, line => line.Contains("Read-only file system", StringComparison.Ordinal));
        Assert.Contains("/tmp can be written", lines);
        Assert.Contains(lines, line => line.Contains(" on /tmp ", StringComparison.Ordinal) && line.Contains("noexec", StringComparison.Ordinal)
            && line.Contains("nosuid", StringComparison.Ordinal) && line.Contains("size=65536k", StringComparison.Ordinal));
    }

    [ContainerFact]
    public async Task Memory_above_the_limit_ends_the_container_and_the_engine_says_so_where_it_can()
    {
        var spec = Spec("exec dd if=/dev/zero of=/dev/null bs=200M count=1");
        await _engine.StartAsync(spec, default);

        // What the engine says of its memory may come a moment later.
        var end = await Wait.UntilAsync(
            () => _engine.EndAsync(spec.Name, default), ended => ended is not null && (ended.IsOutOfMemory || !SaysOutOfMemory));
        Assert.Equal(137, end!.ExitCode);
        Assert.Equal(SaysOutOfMemory, end.IsOutOfMemory);
        await _engine.RetireAsync(spec.Name, TimeSpan.Zero, default);
    }

    [ContainerFact]
    public async Task More_processes_than_its_limit_are_refused()
    {
        var (_, lines) = await BoxAsync("i=0; while [ $i -lt 40 ]; do sleep 600 & i=$((i+1)); done; echo all", spec => spec with { MaxProcesses = 32 });

        Assert.Contains(lines, line => line.Contains("can't fork", StringComparison.Ordinal));
        Assert.DoesNotContain("all", lines);
    }

    [ContainerFact]
    public async Task A_box_gives_its_output_and_exit_code_and_is_gone()
    {
        var (result, lines) = await BoxAsync("echo out; echo err >&2; exit 7");

        Assert.Equal(new BoxResult(7, TimedOut: false), result);
        Assert.Equal(["err", "out"], lines.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(await _engine.ObserveAsync(default), observed => observed.Name.StartsWith("box", StringComparison.Ordinal));
    }

    [ContainerFact]
    public async Task A_box_above_its_time_is_killed_and_gone()
    {
        var spec = Spec(Sleep, "box");

        Assert.True((await _engine.RunBoxAsync(new BoxSpec(spec, TimeSpan.FromSeconds(1)), new Lines(), default)).TimedOut);
        Assert.DoesNotContain(await _engine.ObserveAsync(default), observed => observed.Name == spec.Name);
    }

    [ContainerFact]
    public async Task A_cancelled_box_is_killed_and_gone()
    {
        using var cancel = new CancellationTokenSource();
        var (spec, lines) = (Spec($"echo started; {Sleep}", "box"), new Lines());
        var running = _engine.RunBoxAsync(new BoxSpec(spec, TimeSpan.FromMinutes(5)), lines, cancel.Token);
        await Wait.UntilAsync(() => lines.All.Any(line => line.Text == "started"));
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.DoesNotContain(await _engine.ObserveAsync(default), observed => observed.Name == spec.Name);
    }

    [ContainerFact]
    public async Task Retiring_asks_first_and_ends_what_ignores_it()
    {
        var (polite, stubborn) = (Spec(Polite), Spec("trap '' TERM; while :; do sleep 1; done"));
        await _engine.StartAsync(polite, default);
        await _engine.StartAsync(stubborn, default);

        // Above the patience of a test, so this ends only because the container does.
        await _engine.RetireAsync(polite.Name, TimeSpan.FromMinutes(10), default);
        await _engine.RetireAsync(stubborn.Name, TimeSpan.FromSeconds(1), default);
        await _engine.RetireAsync(stubborn.Name, TimeSpan.FromSeconds(1), default); // again: it is gone already

        Assert.DoesNotContain(await _engine.ObserveAsync(default), observed => observed.Name == polite.Name || observed.Name == stubborn.Name);
    }

    [ContainerFact]
    public async Task A_start_that_fails_leaves_nothing()
    {
        var spec = Spec("") with { Command = ["/no/such/program"] };

        await Assert.ThrowsAsync<EngineException>(() => _engine.StartAsync(spec, default));
        Assert.DoesNotContain(await _engine.ObserveAsync(default), observed => observed.Name == spec.Name);
    }

    [ContainerFact]
    public async Task One_list_shows_what_runs_and_how_the_rest_ended_and_nothing_of_others()
    {
        var (running, ended) = (Spec(Polite), Spec("sleep 1; exit 3"));
        await _engine.StartAsync(running with { Labels = new Dictionary<string, string> { ["dev.kiket.generation"] = "4" } }, default);
        await _engine.StartAsync(ended, default);
        var list = await Wait.UntilAsync(
            () => _engine.ObserveAsync(default), all => all.Any(observed => observed.Name == ended.Name && observed.ExitCode is not null));

        var seen = list.Single(observed => observed.Name == running.Name);
        Assert.Equal((true, (int?)null, service.Busybox.Value), (seen.IsRunning, seen.ExitCode, seen.ImageId));
        Assert.Equal("4", seen.Labels["dev.kiket.generation"]);
        var other = list.Single(observed => observed.Name == ended.Name);
        Assert.Equal((false, (int?)3), (other.IsRunning, other.ExitCode));
        using var another = new DockerEngine(new DockerEndpoint(service.Endpoint, new("dev.kiket.portal", "another")));
        Assert.Empty(await another.ObserveAsync(default));
        await _engine.RetireAsync(running.Name, TimeSpan.FromSeconds(5), default);
        await _engine.RetireAsync(ended.Name, TimeSpan.Zero, default);
    }

    [ContainerFact]
    public async Task Output_comes_in_lines_with_their_time_and_is_followed_to_the_end()
    {
        var spec = Spec("echo one; echo two >&2; sleep 0.3; echo three");
        var start = DateTimeOffset.UtcNow.AddMinutes(-1);
        await _engine.StartAsync(spec, default);
        var lines = new List<LogLine>();
        await foreach (var line in _engine.LogsAsync(spec.Name, start, default))
        {
            lines.Add(line);
        }

        Assert.Equal(["one", "three", "two"], lines.Select(line => line.Text).Order(StringComparer.Ordinal));
        Assert.Equal("two", lines.Single(line => line.IsError).Text);
        Assert.All(lines, line => Assert.InRange(line.At, start, DateTimeOffset.UtcNow.AddMinutes(1)));
        await _engine.RetireAsync(spec.Name, TimeSpan.Zero, default);
    }

    [ContainerFact]
    public async Task Much_output_at_once_keeps_its_lines_whole()
    {
        // The engine records what it reads at once, up to 8 KiB, and cuts lines there.
        var expected = Enumerable.Range(0, 400).Select(number => FormattableString.Invariant($"{number}:abcdefghijklmnopqrstuvwxyz0123456789"));

        var (_, lines) = await BoxAsync("i=0; while [ $i -lt 400 ]; do t=$t$i:abcdefghijklmnopqrstuvwxyz0123456789@; i=$((i+1)); done; echo $t | tr @ '\\n'");

        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            lines.Where(line => line.Length > 0).Order(StringComparer.Ordinal));
    }

    [ContainerFact]
    public async Task In_its_network_a_container_reaches_the_edge_and_reaches_the_host_only_on_an_engine_that_is_refused()
    {
        var engine = await StateAsync();
        using var host = new TcpListener(IPAddress.Any, 0);
        host.Start();
        _ = Task.Run(async () =>
        {
            using var caller = await host.AcceptSocketAsync();
            await caller.SendAsync("the host\n"u8.ToArray());
        });
        var edge = Spec("echo the edge > /tmp/index.html; exec busybox httpd -f -p 8080 -h /tmp", "edge");
        await _engine.StartAsync(edge, default);
        var subnets = Enumerable.Range(0, 2).Select(number => IPNetwork.Parse(FormattableString.Invariant($"10.{_second}.{number}.0/29"))).ToList();
        var networks = subnets.ConvertAll(subnet => new NetworkSpec(
            FormattableString.Invariant($"kx-{Interlocked.Increment(ref _count)}"), subnet, edge.Name, At(subnet, 6), "02:00:00:00:00:06"));
        foreach (var network in networks)
        {
            await _engine.EnsureNetworkAsync(network, default);
            await _engine.EnsureNetworkAsync(network, default);
        }

        await Assert.ThrowsAsync<EngineException>(() => _engine.EnsureNetworkAsync(networks[0] with { Subnet = IPNetwork.Parse("10.251.0.0/29") }, default));
        Assert.Equal(
            $"true {Isolation.Held}\n",
            await service.RunAsync("network", "inspect", "--format", "{{.Internal}} " + Isolation.Format, networks[0].Name));
        Assert.Equal(
            $"{networks[0].EdgeAddress} {(GivesMac(engine.Version) ? "true" : "false")}\n",
            await service.RunAsync(
                "inspect",
                "--format",
                $$$"""{{with index .NetworkSettings.Networks "{{{networks[0].Name}}}"}}{{.IPAddress}} {{eq .MacAddress "{{{networks[0].EdgeMac}}}"}}{{end}}""",
                edge.Name));

        var (_, lines) = await BoxAsync(
            FormattableString.Invariant($"busybox wget -q -O - http://{networks[0].EdgeAddress}:8080/index.html; ") +
            FormattableString.Invariant($"busybox nc -w 3 {At(subnets[0], 1)} {((IPEndPoint)host.LocalEndpoint).Port} </dev/null"),
            spec => spec with { Network = new ContainerNetwork(networks[0].Name, At(subnets[0], 2), networks[0].EdgeAddress) });
        Assert.Contains("the edge", lines);
        Assert.Equal(engine.IsUsable, !lines.Contains("the host"));

        await _engine.RemoveNetworkAsync(networks[0].Name, default);
        await _engine.RemoveNetworkAsync(networks[0].Name, default);
        var left = await service.RunAsync("network", "ls", "--format", "{{.Name}}");
        Assert.DoesNotContain(networks[0].Name, left.Split('\n'));
        Assert.Contains(networks[1].Name, left.Split('\n'));
        Assert.Contains(await _engine.ObserveAsync(default), observed => observed.Name == edge.Name && observed.IsRunning);
        await _engine.RetireAsync(edge.Name, TimeSpan.Zero, default);
        await _engine.RemoveNetworkAsync(networks[1].Name, default);
    }

    [ContainerFact]
    public async Task Loading_an_image_twice_gives_one_id_without_a_name()
    {
        using var archive = ImageArchives.Busybox();

        Assert.Equal(service.Busybox, (await _engine.LoadAsync(archive, default)).Value);
        Assert.Equal("[]\n", await service.RunAsync("image", "inspect", "--format", "{{.RepoTags}}", service.Busybox.Value));
    }

    /// <summary>A busy machine may need more than one question.</summary>
    private Task<EngineState> StateAsync() => Wait.UntilAsync(() => _engine.ProbeAsync(default), state => state.Name.Length > 0);

    private static IPAddress At(IPNetwork subnet, byte host) => new([.. subnet.BaseAddress.GetAddressBytes()[..3], host]);

    private async Task<(BoxResult Result, IReadOnlyList<string> Lines)> BoxAsync(string script, Func<ContainerSpec, ContainerSpec>? change = null)
    {
        var lines = new Lines();
        var spec = Spec(script, "box");
        spec = change?.Invoke(spec) ?? spec;
        var result = await _engine.RunBoxAsync(new BoxSpec(spec, TimeSpan.FromMinutes(1)), lines, default);
        return (result, [.. lines.All.Select(line => line.Text)]);
    }

    protected ContainerSpec Spec(string script, string prefix = "kx") => new(
        FormattableString.Invariant($"{prefix}-{Interlocked.Increment(ref _count)}"), service.Busybox.Value, 1.5m, 64, Network: null)
    {
        Command = ["/bin/sh", "-c", script],
    };

    private sealed class Lines : IProgress<LogLine>
    {
        public ConcurrentQueue<LogLine> All { get; } = new();

        public void Report(LogLine value) => All.Enqueue(value);
    }
}
