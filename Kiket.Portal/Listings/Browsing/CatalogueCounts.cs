using System.Collections.Concurrent;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Browsing;

/// <summary>
/// The counts next to the filters of a registry, cached until a listing changes. A page view counts nothing, however
/// large the catalogue is.
/// </summary>
public sealed class CatalogueCounts(IDbContextFactory<PortalDb> databases, ListingStamps stamps, TimeProvider clock)
{
    /// <summary>
    /// The signal of another node can get lost while the database restarts. Its change then appears after this time.
    /// </summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>Filters can be combined in many thousands of ways. Above this number, the cached counts are dropped.</summary>
    private const int MaxCombinations = 2000;

    private readonly ConcurrentDictionary<VisibleRegistry, Snapshot> _registries = new();

    public async Task<FacetCounts> GetAsync(VisibleRegistry registry, BrowseFilter filter, CancellationToken cancellationToken)
    {
        var stamp = stamps.Catalogue;
        if (!_registries.TryGetValue(registry, out var snapshot) || snapshot.Stamp != stamp || clock.GetUtcNow() - snapshot.At > Lifetime)
        {
            // Requests that arrive meanwhile read the counts too. Otherwise they would all wait for the first one.
            snapshot = new Snapshot(stamp, clock.GetUtcNow(), await ReadAsync(registry, cancellationToken));
            _registries[registry] = snapshot;
        }

        if (snapshot.Counts.Count > MaxCombinations)
        {
            snapshot.Counts.Clear();
        }

        return snapshot.Counts.GetOrAdd(filter, static (wanted, cells) => FacetCounts.Of(cells, wanted), snapshot.Cells);
    }

    private async Task<IReadOnlyList<FacetCell>> ReadAsync(VisibleRegistry registry, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var groups = await registry.Listed(db.Set<Listing>())
            .GroupBy(listing => listing.Facets)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToListAsync(cancellationToken);
        return [.. groups.Select(group => new FacetCell(ListingFacets.Parse(group.Key), group.Count))];
    }

    private sealed record Snapshot(long Stamp, DateTimeOffset At, IReadOnlyList<FacetCell> Cells)
    {
        public ConcurrentDictionary<BrowseFilter, FacetCounts> Counts { get; } = new();
    }
}
