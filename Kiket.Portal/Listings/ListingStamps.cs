using System.Collections.Concurrent;

namespace Kiket.Portal.Listings;

/// <summary>
/// Counts the changes of listings. Whoever keeps something made from a listing notes the stamp <em>before</em>
/// reading it and uses what was kept only while the stamp is the same: a page that was being made while its
/// listing changed is then never taken for the new one.
/// </summary>
public sealed class ListingStamps
{
    private readonly ConcurrentDictionary<string, long> _listings = new(StringComparer.Ordinal);
    private long _catalogue;
    private long _all;

    /// <summary>Moves with every change of any listing.</summary>
    public long Catalogue => Interlocked.Read(ref _catalogue);

    /// <summary>Moves with every change of one listing.</summary>
    /// <param name="normalizedId">The extension's id in lower case.</param>
    public (long All, long Own) Of(string normalizedId) =>
        (Interlocked.Read(ref _all), _listings.GetValueOrDefault(normalizedId));

    /// <param name="normalizedId">Which listing changed; null when that is not known, which counts for all of them.</param>
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
    }
}
