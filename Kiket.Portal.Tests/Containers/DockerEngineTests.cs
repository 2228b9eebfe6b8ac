using System.Collections.Concurrent;
using Kiket.Portal.Containers;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Containers;

/// <summary>What the portal relies on from an engine, on a real podman.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
[Collection(PodmanService.Collection)]
public sealed class DockerEngineTests(PodmanService podman)
{
    private const string Sleep = "sleep 600";

    /// <summary>Ends at SIGTERM, which the first process of a container ignores unless it says so.</summary>
    private const string Polite = "trap 'exit 0' TERM; while :; do sleep 0.1; done";

    private static int _count;

    private readonly DockerEngine _engine = podman.Engine;

    [ContainerFact]
    public async Task The_engine_says_what_it_is_and_that_it_can_be_used()
    {
        var state = await _engine.ProbeAsync(default);

        Assert.Empty(state.Reasons);
        Assert.Equal("podman", state.Name);
        Assert.Matches(@"^\d+\.\d+", state.Version);
        Assert.True(state is { Cpu: > 0, MemoryMiB: > 0 });
    }

    [ContainerFact]
    public async Task Starting_twice_is_starting_once()
    {
        var spec = Spec(Polite);
        var first = await _engine.StartAsync(spec, default);
        var before = await podman.RunAsync("inspect", "--format", "{{.Id}} {{.State.Pid}}", spec.Name);

        Assert.Equal(first, await _engine.StartAsync(spec, default));
        Assert.Equal(before, await podman.RunAsync("inspect", "--format", "{{.Id}} {{.State.Pid}}", spec.Name));
        await Assert.ThrowsAsync<EngineException>(() => _engine.StartAsync(spec with { Image = "sha256:" + new string('0', 64) }, default));
        await _engine.RetireAsync(spec.Name, TimeSpan.FromSeconds(5), default);
    }

    [ContainerFact]
    public async Task A_container_has_its_limits_and_no_rights()
    {
        var spec = Spec(Polite);
        await _engine.StartAsync(spec, default);

        Assert.Equal(
            "67108864 67108864 1500000000 256 true no k8s-file []\n",
            await podman.RunAsync(
                "inspect",
                "--format",
                "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}} {{.HostConfig.ReadonlyRootfs}} " +
                "{{.HostConfig.RestartPolicy.Name}} {{.HostConfig.LogConfig.Type}} {{.EffectiveCaps}}",
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
    public async Task Memory_above_the_limit_ends_the_container() =>
        Assert.Equal(137, (await BoxAsync("exec dd if=/dev/zero of=/dev/null bs=200M count=1")).Result.ExitCode);

    [ContainerFact]
    public async Task More_processes_than_its_limit_are_refused()
    {
        var (_, lines) = await BoxAsync("i=0; while [ $i -lt 40 ]; do sleep 600 & i=$((i+1)); done; echo all", processes: 32);

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
        var (running, ended) = (Spec(Polite), Spec("exit 3"));
        await _engine.StartAsync(running with { Labels = new Dictionary<string, string> { ["dev.kiket.generation"] = "4" } }, default);
        await _engine.StartAsync(ended, default);
        var list = await Wait.UntilAsync(
            () => _engine.ObserveAsync(default), all => all.Any(observed => observed.Name == ended.Name && observed.ExitCode is not null));

        var seen = list.Single(observed => observed.Name == running.Name);
        Assert.Equal((true, (int?)null, podman.Busybox.Value), (seen.IsRunning, seen.ExitCode, seen.ImageId));
        Assert.Equal("4", seen.Labels["dev.kiket.generation"]);
        var other = list.Single(observed => observed.Name == ended.Name);
        Assert.Equal((false, (int?)3), (other.IsRunning, other.ExitCode));
        using var another = new DockerEngine(new DockerEndpoint(podman.Endpoint, new("dev.kiket.portal", "another")));
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
    public async Task Loading_an_image_twice_gives_one_id_without_a_name()
    {
        using var archive = ImageArchives.Busybox();

        Assert.Equal(podman.Busybox, (await _engine.LoadAsync(archive, default)).Value);
        Assert.Equal("[]\n", await podman.RunAsync("image", "inspect", "--format", "{{.RepoTags}}", podman.Busybox.Value));
    }

    private async Task<(BoxResult Result, IReadOnlyList<string> Lines)> BoxAsync(string script, int processes = ContainerSpec.DefaultProcesses)
    {
        var lines = new Lines();
        var spec = Spec(script, "box") with { MaxProcesses = processes };
        var result = await _engine.RunBoxAsync(new BoxSpec(spec, TimeSpan.FromMinutes(1)), lines, default);
        return (result, [.. lines.All.Select(line => line.Text)]);
    }

    private ContainerSpec Spec(string script, string prefix = "kx") => new(
        FormattableString.Invariant($"{prefix}-{Interlocked.Increment(ref _count)}"), podman.Busybox.Value, 1.5m, 64, Network: null)
    {
        Command = ["/bin/sh", "-c", script],
    };

    private sealed class Lines : IProgress<LogLine>
    {
        public ConcurrentQueue<LogLine> All { get; } = new();

        public void Report(LogLine value) => All.Enqueue(value);
    }
}
