using System.Collections.Concurrent;
using Kiket.Portal.Components.PublicPages;

[assembly: System.Reflection.Metadata.MetadataUpdateHandler(typeof(VisitorFrames))]

namespace Kiket.Portal.Components.PublicPages;

/// <summary>The frames that were drawn so far. Nothing in a frame changes while the portal runs, but by hot reload.</summary>
public sealed class VisitorFrames
{
    private static int _edits;

    /// <summary>By the only thing that a frame depends on: whether the bar marks the marketplace as where one is.</summary>
    private readonly ConcurrentDictionary<(bool IsInMarketplace, int Edits), VisitorFrame> _frames = new();

    /// <summary>How many are kept.</summary>
    public int Count => _frames.Count;

    /// <summary>Forgets all: the next page of each kind is drawn whole.</summary>
    public void Clear() => _frames.Clear();

    /// <summary>Called by hot reload, by this name: what was drawn before an edit is not what it looks like now.</summary>
    internal static void ClearCache(Type[]? _) => Interlocked.Increment(ref _edits);

    internal VisitorFrame? Find(PathString path) => _frames.GetValueOrDefault(Key(path));

    /// <returns>False when there is no page in the document: it broke while it was drawn, and the layout says so in its place.</returns>
    internal bool Store(PathString path, ReadOnlySpan<byte> document)
    {
        if (VisitorFrame.Of(document) is not { } frame)
        {
            return false;
        }

        _frames[Key(path)] = frame;
        return true;
    }

    private static (bool IsInMarketplace, int Edits) Key(PathString path) => (path.StartsWithSegments("/marketplace", StringComparison.OrdinalIgnoreCase), _edits);
}
