using Kiket.Portal.Foundation;

namespace Kiket.Portal.Containers;

/// <summary>
/// Runs containers. All calls can be repeated: what is there already stays, what is gone already is no error.
/// </summary>
/// <exception cref="EngineException">From every call: the engine doesn't respond or fails, with a sentence for operators.</exception>
public interface IContainerEngine
{
    /// <summary>What the engine is, and why it can't be used. Never throws for an engine that doesn't respond.</summary>
    Task<EngineState> ProbeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Creates a network without a way out: internal, without an address of the host and without the engine's own DNS, and
    /// connects the edge to it.
    /// </summary>
    Task EnsureNetworkAsync(NetworkSpec network, CancellationToken cancellationToken);

    /// <summary>Removes a network and disconnects everything from it.</summary>
    Task RemoveNetworkAsync(string name, CancellationToken cancellationToken);

    /// <summary>Loads an image from an archive in the format of <c>docker save</c>, and refuses one that brings a name for it.</summary>
    Task<Result<ImageId>> LoadAsync(Stream archive, CancellationToken cancellationToken);

    /// <summary>What an image says about itself; null when it isn't here.</summary>
    Task<ImageFacts?> DescribeAsync(ImageId image, CancellationToken cancellationToken);

    /// <summary>Removes an image that no container runs. One that a container runs stays.</summary>
    Task RemoveImageAsync(ImageId image, CancellationToken cancellationToken);

    /// <summary>
    /// <c>name=value</c>: the label of everything that this portal creates. An image that is built with it is one of <see cref="ImagesAsync"/>.
    /// </summary>
    string Label { get; }

    /// <summary>All images with the label of this portal.</summary>
    Task<IReadOnlyList<ImageId>> ImagesAsync(CancellationToken cancellationToken);

    /// <summary>Runs a container to its end and removes it, also when it is cancelled or its time is up.</summary>
    /// <param name="output">Gets what it prints.</param>
    Task<BoxResult> RunBoxAsync(BoxSpec box, IProgress<LogLine> output, CancellationToken cancellationToken);

    /// <summary>Starts a container; does nothing when one with this name and image runs. A start that fails leaves nothing behind.</summary>
    Task<ContainerAddress> StartAsync(ContainerSpec container, CancellationToken cancellationToken);

    /// <summary>Asks a container to stop, kills it after <paramref name="grace"/>, and removes it.</summary>
    Task RetireAsync(string name, TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>All containers of this portal, in one call. One that the engine has lost is removed and isn't among them.</summary>
    Task<IReadOnlyList<Observed>> ObserveAsync(CancellationToken cancellationToken);

    /// <summary>What operators should know of containers that the engine had lost: a sentence each, said once.</summary>
    IReadOnlyList<string> TakeLost();

    /// <summary>How a container ended; null when it runs or is gone.</summary>
    Task<ContainerEnd?> EndAsync(string name, CancellationToken cancellationToken);

    /// <summary>The bytes of memory that a container uses, without files that can be read again; null when it doesn't run or the engine doesn't say.</summary>
    Task<long?> MemoryAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Follows what happens to containers of this portal until the engine ends that. Some is missed, so it only says when to observe earlier.
    /// </summary>
    IAsyncEnumerable<EngineEvent> WatchAsync(CancellationToken cancellationToken);

    /// <summary>What a container has printed so far. Whole seconds count, so lines from before <paramref name="since"/> may be among them.</summary>
    IAsyncEnumerable<LogLine> OutputAsync(string name, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>What a container printed, and prints until it ends.</summary>
    IAsyncEnumerable<LogLine> LogsAsync(string name, DateTimeOffset since, CancellationToken cancellationToken);
}

/// <summary>The engine doesn't respond or can't do what it was asked. The message is for operators.</summary>
public sealed class EngineException(string message, Exception? cause = null) : Exception(message, cause);
