using System.Collections.Concurrent;
using Kiket.Portal.Components.PublicPages;

[assembly: System.Reflection.Metadata.MetadataUpdateHandler(typeof(VisitorFrames))]

namespace Kiket.Portal.Components.PublicPages;

/// <summary>The frames that were rendered so far. A frame only changes by hot reload while the portal runs.</summary>
public sealed class VisitorFrames
{
    private static int _edits;

    /// <summary>Keyed by the only thing a frame depends on: whether the bar marks the marketplace as the current page.</summary>
    private readonly ConcurrentDictionary<(bool IsInMarketplace, int Edits), VisitorFrame> _frames = new();

    /// <summary>The number of cached frames.</summary>
    public int Count => _frames.Count;

    /// <summary>Clears all frames, so that the next page of each kind is rendered completely.</summary>
    public void Clear() => _frames.Clear();

    /// <summary>Called by hot reload through this name, because cached frames are outdated after an edit.</summary>
    internal static void ClearCache(Type[]? _) => Interlocked.Increment(ref _edits);

    internal VisitorFrame? Find(PathString path) => _frames.GetValueOrDefault(Key(path));

    /// <returns>False when the document contains no page, because it failed while rendering and the layout shows an error instead.</returns>
    internal bool Store(PathString path, ReadOnlySpan<byte> document)
    {
        if (VisitorFrame.Of(document) is not { } frame)
        {
            return false;
        }

        _frames[Key(path)] = frame;
        return true;
    }

    private static (bool IsInMarketplace, int Edits) Key(PathString path) =>
        (path.StartsWithSegments("/marketplace", StringComparison.OrdinalIgnoreCase), _edits);
}
