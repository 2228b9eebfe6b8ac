using System.Net;

namespace Kiket.Portal.Containers;

/// <summary>The id of an image, <c>sha256:</c> and 64 hex digits. Unlike a name it can't be moved to another image.</summary>
public readonly record struct ImageId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>What an engine is.</summary>
/// <param name="Name"><c>podman</c> or <c>Docker</c>; empty when it doesn't respond.</param>
/// <param name="Cpu">Cores of its machine.</param>
/// <param name="Reasons">Why it can't be used, one sentence each; empty when it can.</param>
public sealed record EngineState(string Name, string Version, int Cpu, long MemoryMiB, IReadOnlyList<string> Reasons)
{
    public bool IsUsable => Reasons.Count == 0;

    public static EngineState Unusable(string reason) => new("", "", 0, 0, [reason]);
}

/// <summary>A network with one container and the edge.</summary>
/// <param name="Name">Begins with <see cref="Prefix"/>.</param>
/// <param name="EdgeContainer">The name of the edge's container.</param>
/// <param name="EdgeMac">Always the same for a network, so that a new edge is found at once.</param>
public sealed record NetworkSpec(string Name, IPNetwork Subnet, string EdgeContainer, IPAddress EdgeAddress, string EdgeMac)
{
    /// <summary>Of all names of networks, which tells them from the engine's own.</summary>
    public const string Prefix = "kx-";
}

/// <summary>Where a container is connected: one network, one address, and only the edge to ask for names.</summary>
public sealed record ContainerNetwork(string Name, IPAddress Address, IPAddress Edge)
{
    /// <summary>
    /// The same for each start of a container, so that the edge finds one that was started again at once. Null leaves it to the engine.
    /// </summary>
    public string? Mac { get; init; }
}

/// <summary>A port of a container that is reached through an address of the engine's machine.</summary>
public sealed record PublishedPort(IPEndPoint Outside, int Inside);

/// <summary>A container. Everything that isn't here is the same for all: read-only, without rights, with limits.</summary>
/// <param name="Image">An id. Only the edge's own image may have a name.</param>
/// <param name="Network">Null connects it to the engine's own network, for the edge alone.</param>
public sealed record ContainerSpec(string Name, string Image, decimal Cpu, int MemoryMiB, ContainerNetwork? Network)
{
    public const string DefaultUser = "10001:10001";

    /// <summary>Open files of a container.</summary>
    public const int DefaultFiles = 1024;

    public const int DefaultProcesses = 256;

    /// <summary>Two for each connection of a container. More than this isn't allowed on every machine.</summary>
    public const int FilesOfEdge = 16 * 1024;

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Null for <see cref="DefaultUser"/>, empty for the image's own.</summary>
    public string? User { get; init; }

    public int MaxFiles { get; init; } = DefaultFiles;

    /// <summary>Null for the image's own.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A folder whose files outlive the container, with the name of its volume. For the edge alone.</summary>
    public (string Volume, string Path)? Storage { get; init; }

    public int MaxProcesses { get; init; } = DefaultProcesses;

    /// <summary>Capabilities such as <c>CHOWN</c> that it has beside none. For builds alone.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Whether it can write to its own files, which are gone with it. For builds alone.</summary>
    public bool IsWritable { get; init; }

    /// <summary>It has no network at all, only its own loopback.</summary>
    public bool HasNoNetwork { get; init; }

    /// <summary>The name of another container whose network it shares, such as to call what listens there.</summary>
    public string? NetworkOf { get; init; }
    /// <summary>For the edge alone.</summary>
    public PublishedPort? Published { get; init; }
}

/// <summary>A container that runs to its end.</summary>
/// <param name="Limit">It is killed after this time.</param>
public sealed record BoxSpec(ContainerSpec Container, TimeSpan Limit)
{
    /// <summary>Files that it gets before it starts: a tar archive, and the folder into which it is unpacked.</summary>
    public (Stream Archive, string Folder)? Input { get; init; }

    /// <summary>Files that are read from it after it has ended with 0.</summary>
    public BoxFiles? Output { get; init; }

    /// <summary>It is killed when its own files have more bytes. Looked at every few seconds.</summary>
    public long? MaxBytes { get; init; }
}

/// <summary>Files that are read from a box.</summary>
/// <param name="Folder">All files in it are read.</param>
/// <param name="ReadAsync">Gets the name and the bytes of each file, in no certain order.</param>
public sealed record BoxFiles(string Folder, Func<string, Stream, CancellationToken, Task> ReadAsync);

/// <summary>How a box ended.</summary>
/// <param name="ExitCode">137 when it was killed.</param>
public sealed record BoxResult(long ExitCode, bool TimedOut)
{
    /// <summary>It was killed, because its files had more than <see cref="BoxSpec.MaxBytes"/>.</summary>
    public bool FilledDisk { get; init; }
}

/// <summary>What an image says about itself.</summary>
/// <param name="Ports">The TCP ports that it exposes.</param>
/// <param name="User">A name or a number, with or without a group; empty for root.</param>
public sealed record ImageFacts(IReadOnlyList<int> Ports, string User);

/// <summary>Where a container can be reached.</summary>
public sealed record ContainerAddress(string Name, IPAddress Address);

/// <summary>A container as the engine lists it.</summary>
/// <param name="ExitCode">Null while it runs, or when the engine doesn't say.</param>
public sealed record Observed(string Name, string ImageId, bool IsRunning, int? ExitCode, IReadOnlyDictionary<string, string> Labels);

/// <summary>A line that a container printed; long lines are split.</summary>
public sealed record LogLine(DateTimeOffset At, bool IsError, string Text);

/// <summary>How a container ended.</summary>
/// <param name="IsOutOfMemory">Whether the engine says so. Some never do.</param>
public sealed record ContainerEnd(long ExitCode, bool IsOutOfMemory);

/// <summary>Something happened to a container of this portal: a hint to look, never the truth.</summary>
public sealed record EngineEvent(string Container, string Action);
