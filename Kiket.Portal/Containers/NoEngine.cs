using System.Runtime.CompilerServices;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Containers;

/// <summary>A portal without an engine. Nobody calls anything but the probe, which says why.</summary>
public sealed class NoEngine : IContainerEngine
{
    public const string Reason = "No container engine is configured (Hosting:Engine is none).";

    public Task<EngineState> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult(EngineState.Unusable(Reason));

    public Task EnsureNetworkAsync(NetworkSpec network, CancellationToken cancellationToken) => Task.FromException(None());

    public Task RemoveNetworkAsync(string name, CancellationToken cancellationToken) => Task.FromException(None());

    public Task<Result<ImageId>> LoadAsync(Stream archive, CancellationToken cancellationToken) => Task.FromException<Result<ImageId>>(None());

    public Task<ImageFacts?> DescribeAsync(ImageId image, CancellationToken cancellationToken) => Task.FromException<ImageFacts?>(None());

    public Task RemoveImageAsync(ImageId image, CancellationToken cancellationToken) => Task.FromException(None());

    public string Label => "";

    public Task<IReadOnlyList<ImageId>> ImagesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ImageId>>([]);

    public Task<BoxResult> RunBoxAsync(BoxSpec box, IProgress<LogLine> output, CancellationToken cancellationToken) =>
        Task.FromException<BoxResult>(None());

    public Task<ContainerAddress> StartAsync(ContainerSpec container, CancellationToken cancellationToken) =>
        Task.FromException<ContainerAddress>(None());

    public Task RetireAsync(string name, TimeSpan grace, CancellationToken cancellationToken) => Task.FromException(None());

    public Task<IReadOnlyList<Observed>> ObserveAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Observed>>([]);

    public IReadOnlyList<string> TakeLost() => [];

    public Task<ContainerEnd?> EndAsync(string name, CancellationToken cancellationToken) => Task.FromException<ContainerEnd?>(None());

    public Task<long?> MemoryAsync(string name, CancellationToken cancellationToken) => Task.FromException<long?>(None());

    public async IAsyncEnumerable<EngineEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.FromException(None());
        yield break;
    }

    public IAsyncEnumerable<LogLine> OutputAsync(string name, DateTimeOffset since, CancellationToken cancellationToken) =>
        LogsAsync(name, since, cancellationToken);

    public async IAsyncEnumerable<LogLine> LogsAsync(string name, DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.FromException(None());
        yield break;
    }

    private static EngineException None() => new(Reason);
}
