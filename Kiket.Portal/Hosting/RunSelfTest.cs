using System.Collections.Concurrent;
using System.Text.Json;
using Kiket.Portal.Containers;
using Kiket.Portal.Data;
using Kiket.Portal.Edge;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Hosting;

/// <summary>How a self-test ended.</summary>
/// <param name="Reasons">Why hosting stays off; empty when it passed.</param>
public sealed record SelfTestOutcome(EngineState Engine, IReadOnlyList<LeakAttempt> Attempts, IReadOnlyList<string> Reasons)
{
    /// <summary>It neither passed nor found a leak.</summary>
    public bool ShowsNothing => Reasons.Count > 0 && !Attempts.Any(attempt => attempt.Leaked);
}

/// <summary>
/// Starts a container as the extensions' ones are, has it try to get out, and looks whether anything did. A test that can't run
/// to its end has failed.
/// </summary>
public sealed class RunSelfTest(
    IContainerEngine engine, EdgeContainer edge, IEdgeSnapshots snapshots, IOptions<HostingOptions> options, PortalInstance instance)
{
    /// <summary>An installation that can't be: keys are random.</summary>
    private static readonly string Key = Guid.Empty.ToString("N");

    private const decimal Cpu = 1;
    private const int MemoryMiB = 512;

    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(90);

    /// <summary>What the edge knows of the test. It is in every snapshot, so that one of the installations doesn't end a test that runs.</summary>
    public static EdgeInstallation Installation(HostingOptions options) => new(Key, NetworkOf(options).Edge.ToString(), []);

    /// <summary>The last network: installations are given the first that is free.</summary>
    private static EdgeNetwork NetworkOf(HostingOptions options) => EdgeNetworks.At(options.Whole, EdgeNetworks.Count(options.Whole) - 1);

    public async Task<SelfTestOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var state = await engine.ProbeAsync(cancellationToken);
        if (!state.IsUsable)
        {
            return new SelfTestOutcome(state, [], state.Reasons);
        }

        try
        {
            return await TryAsync(state, cancellationToken);
        }
        catch (EngineException exception)
        {
            return new SelfTestOutcome(state, [], [$"The self-test couldn't run. {exception.Message}"]);
        }
    }

    /// <summary>What the attempts say: one that got out, or none made at all, keeps hosting off.</summary>
    /// <param name="blocked">Whether the edge counted calls of the test.</param>
    public static IReadOnlyList<string> Judge(IReadOnlyList<LeakAttempt> attempts, long exitCode, bool blocked)
    {
        var leaked = attempts.Count(attempt => attempt.Leaked);
        var unclear = attempts.Count(attempt => attempt.IsUnclear);
        return leaked > 0 ? [$"{leaked} of {attempts.Count} attempts to get out of a container succeeded."]
            : exitCode != 0 || attempts.Count < LeakProbe.Least ? [$"The self-test ended with {exitCode} after {attempts.Count} attempts, so it shows nothing."]
            : unclear > 0 ? [$"{unclear} of {attempts.Count} attempts failed, so the self-test shows nothing. The edge was probably away."]
            : !blocked ? ["The edge counted no call of the self-test, so the container doesn't go through it."]
            : [];
    }

    private async Task<SelfTestOutcome> TryAsync(EngineState state, CancellationToken cancellationToken)
    {
        var ensured = await edge.EnsureAsync(await engine.ObserveAsync(cancellationToken), cancellationToken);
        if (!ensured.TryGet(out var running, out var error))
        {
            return new SelfTestOutcome(state, [], [$"The edge doesn't start. {error.Message}"]);
        }

        using var client = running.Client;
        var network = NetworkOf(options.Value);
        var name = $"kx-self-test-{instance.Id}";
        var spec = new NetworkSpec(name, network.Subnet, edge.Name, network.Edge, EdgeNetworks.EdgeMac(instance.Id));
        try
        {
            await engine.EnsureNetworkAsync(spec, cancellationToken);
            var replaced = await client.ReplaceAsync(await SnapshotAsync(client, cancellationToken), cancellationToken);
            return replaced.Succeeded
                ? await ProbeAsync(state, client, network, name, cancellationToken)
                : new SelfTestOutcome(state, [], [replaced.Error.Message]);
        }
        finally
        {
            await engine.RetireAsync(name, TimeSpan.Zero, CancellationToken.None);
            await engine.RemoveNetworkAsync(name, CancellationToken.None);
        }
    }

    private async Task<SelfTestOutcome> ProbeAsync(
        EngineState state, EdgeClient client, EdgeNetwork network, string name, CancellationToken cancellationToken)
    {
        var container = new ContainerSpec(name, options.Value.EdgeImage, Cpu, MemoryMiB, new ContainerNetwork(name, network.Container, network.Edge))
        {
            Command = [.. LeakProbe.Command.Split(' '), network.Edge.ToString()],
        };
        var output = new Lines();
        var end = await engine.RunBoxAsync(new BoxSpec(container, ProbeLimit), output, cancellationToken);
        var attempts = output.All.Select(Read).OfType<LeakAttempt>().ToList();
        var blocked = await client.BlockedAsync(cancellationToken);
        var counted = blocked.Succeeded && blocked.Value.Counts.Any(count => count.Installation == Key);
        return new SelfTestOutcome(state, attempts, Judge(attempts, end.ExitCode, counted));
    }

    private async Task<EdgeSnapshot> SnapshotAsync(EdgeClient client, CancellationToken cancellationToken)
    {
        var status = await client.StatusAsync(cancellationToken);
        return await snapshots.ReadAsync(status.Succeeded ? status.Value.Snapshot : 0, cancellationToken);
    }

    private static LeakAttempt? Read(LogLine line)
    {
        try
        {
            return line.Text.StartsWith('{') ? JsonSerializer.Deserialize<LeakAttempt>(line.Text, JsonColumn.Options) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed class Lines : IProgress<LogLine>
    {
        public ConcurrentQueue<LogLine> All { get; } = new();

        public void Report(LogLine value) => All.Enqueue(value);
    }
}
