using System.Collections.Concurrent;

namespace Kiket.Portal.Listings;

/// <summary>
/// Counts the changes of listings. A cache reads the stamp <em>before</em> it reads a listing, and uses the cached
/// value only while the stamp is the same. A page that was created while its listing changed is therefore never
/// mistaken for the new one.
/// </summary>
public sealed class ListingStamps
{
    private readonly ConcurrentDictionary<string, long> _listings = new(StringComparer.Ordinal);
    private long _catalogue;
    private long _changes;
    private long _all;

    /// <summary>Increases with every change of what a page with several listings shows: not with one of documents alone.</summary>
    public long Catalogue => Interlocked.Read(ref _catalogue);

    /// <summary>Increases with every change of any listing.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>Increases with every change of one listing.</summary>
    /// <param name="normalizedId">The extension's id in lower case.</param>
    public (long All, long Own) Of(string normalizedId) =>
        (Interlocked.Read(ref _all), _listings.GetValueOrDefault(normalizedId));

    /// <param name="normalizedId">The listing that changed; null when it isn't known, which counts as a change of all of them.</param>
    public void Raise(string? normalizedId)
    {
        if (normalizedId is null)
        {
            Interlocked.Increment(ref _all);
        }
        else
        {
            _listings.AddOrUpdate(normalizedId, 1, static (_, count) => count + 1);
        }

        Interlocked.Increment(ref _catalogue);
        Interlocked.Increment(ref _changes);
    }

    /// <summary>Documents of one listing changed, and nothing else.</summary>
    public void RaiseDocuments(string normalizedId)
    {
        _listings.AddOrUpdate(normalizedId, 1, static (_, count) => count + 1);
        Interlocked.Increment(ref _changes);
    }
}
