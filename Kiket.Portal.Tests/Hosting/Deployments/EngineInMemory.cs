using System.Collections.Concurrent;
using Kiket.Portal.Containers;
using Kiket.Portal.Edge;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting.Deployments;

namespace Kiket.Portal.Tests.Hosting.Deployments;

/// <summary>The process was killed here.</summary>
internal sealed class KilledException : Exception;

/// <summary>An engine that keeps its containers in memory, and an edge beside it.</summary>
internal sealed class EngineInMemory : IContainerEngine, IHostingEdge
{
    private int _calls;

    public ConcurrentDictionary<string, (ContainerSpec Spec, bool IsRunning, int? ExitCode)> Containers { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, NetworkSpec> Networks { get; } = new(StringComparer.Ordinal);

    /// <summary>Every start that changed something.</summary>
    public ConcurrentQueue<string> Starts { get; } = new();

    public ConcurrentQueue<string> Retired { get; } = new();

    public EdgeSnapshot Snapshot { get; private set; } = new(0, [], []);

    /// <summary>What a container answers at /health, by its name; nothing is healthy.</summary>
    public Func<string, string?> Health { get; set; } = _ => null;

    public BlockedReport Blocked { get; set; } = new(Guid.NewGuid(), []);

    public IReadOnlyList<LogLine> Output { get; set; } = [];

    public bool IsDown { get; set; }

    /// <summary>The process dies at this call of the engine, before or after it has its effect; null for never.</summary>
    public int? KillAt { get; set; }

    public bool KillsAfterwards { get; set; }

    public string Name => "kx-edge";

    public void End(string name, int exitCode) => Containers[name] = (Containers[name].Spec, false, exitCode);

    public Task<EngineState> ProbeAsync(CancellationToken cancellationToken) =>
        Task.FromResult(IsDown ? EngineState.Unusable("It is down.") : new EngineState("memory", "1", 2, 4096, []));

    public Task EnsureNetworkAsync(NetworkSpec network, CancellationToken cancellationToken) => ActAsync(() => Networks[network.Name] = network);

    public Task RemoveNetworkAsync(string name, CancellationToken cancellationToken) => ActAsync(() => Networks.TryRemove(name, out _));

    public async Task<ContainerAddress> StartAsync(ContainerSpec container, CancellationToken cancellationToken)
    {
        await ActAsync(() =>
        {
            if (!Containers.TryGetValue(container.Name, out var known) || !known.IsRunning)
            {
                Containers[container.Name] = (container, true, null);
                Starts.Enqueue(container.Name);
            }
        });
        return new ContainerAddress(container.Name, container.Network!.Address);
    }

    public Task RetireAsync(string name, TimeSpan grace, CancellationToken cancellationToken) => ActAsync(() =>
    {
        if (Containers.TryRemove(name, out _))
        {
            Retired.Enqueue(name);
        }
    });

    /// <summary>How often all containers were listed.</summary>
    public int Lists { get; private set; }

    public async Task<IReadOnlyList<Observed>> ObserveAsync(CancellationToken cancellationToken)
    {
        Lists++;
        await ActAsync(() => { });
        return [.. Containers.Select(container => new Observed(
            container.Key, container.Value.Spec.Image, container.Value.IsRunning, container.Value.ExitCode, container.Value.Spec.Labels))];
    }

    /// <summary>What is said once of containers that it had lost.</summary>
    public ConcurrentBag<string> Lost { get; } = [];

    public IReadOnlyList<string> TakeLost()
    {
        string[] taken = [.. Lost];
        Lost.Clear();
        return taken;
    }

    public string Label => "dev.kiket.portal=memory";

    /// <summary>The bytes that a container uses, by its name.</summary>
    public Func<string, long?> Memory { get; set; } = _ => null;

    public Task<long?> MemoryAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Memory(name));

    public Task<IReadOnlyList<ImageId>> ImagesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ContainerEnd?> EndAsync(string name, CancellationToken cancellationToken) => Task.FromResult(
        Containers.TryGetValue(name, out var container) && !container.IsRunning ? new ContainerEnd(container.ExitCode ?? 0, false) : null);

    public async IAsyncEnumerable<LogLine> OutputAsync(
        string name, DateTimeOffset since, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var line in Output)
        {
            yield return line;
        }
    }

    public Task<Result<bool>> EnsureAsync(IReadOnlyList<Observed> observed, CancellationToken cancellationToken) => Task.FromResult<Result<bool>>(false);

    public Task<Result<EdgeStatus>> StatusAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Result<EdgeStatus>>(new EdgeStatus(Snapshot.Number));

    public Task<Result<EdgeStatus>> ReplaceAsync(EdgeSnapshot snapshot, CancellationToken cancellationToken)
    {
        Assert.True(snapshot.Number > Snapshot.Number);
        Snapshot = snapshot;
        return Task.FromResult<Result<EdgeStatus>>(new EdgeStatus(snapshot.Number));
    }

    public Task<Result<BlockedReport>> BlockedAsync(CancellationToken cancellationToken) => Task.FromResult<Result<BlockedReport>>(Blocked);

    public Task<Result<HealthReport>> HealthAsync(HealthRequest request, CancellationToken cancellationToken) => Task.FromResult<Result<HealthReport>>(
        new HealthReport([.. request.Targets.Select(target => new HealthResult(
            target.Key, target.Generation, Health(Generation.NameOf(target.Key, target.Generation))))]));

    public Task<Result<ImageId>> LoadAsync(Stream archive, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ImageFacts?> DescribeAsync(ImageId image, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RemoveImageAsync(ImageId image, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<BoxResult> RunBoxAsync(BoxSpec box, IProgress<LogLine> output, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<EngineEvent> WatchAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<LogLine> LogsAsync(string name, DateTimeOffset since, CancellationToken cancellationToken) => throw new NotSupportedException();

    private Task ActAsync(Action act)
    {
        if (IsDown)
        {
            return Task.FromException(new EngineException("The engine doesn't respond: it is down."));
        }

        var isKilled = Interlocked.Increment(ref _calls) == KillAt;
        if (!isKilled || KillsAfterwards)
        {
            act();
        }

        return isKilled ? Task.FromException(new KilledException()) : Task.CompletedTask;
    }

    /// <summary>Counts calls from here on, for <see cref="KillAt"/>.</summary>
    public void CountAnew() => _calls = 0;
}
