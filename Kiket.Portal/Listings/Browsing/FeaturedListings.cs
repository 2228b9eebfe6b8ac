using System.Collections.Concurrent;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Browsing;

/// <summary>
/// The featured listings of the home page, latest first. Cached until a listing changes, so that a page view reads
/// nothing for them.
/// </summary>
public sealed class FeaturedListings(IDbContextFactory<PortalDb> databases, ListingStamps stamps, TimeProvider clock)
{
    /// <summary>One row on a wide screen. More would no longer be a selection.</summary>
    public const int Most = 3;

    /// <summary>
    /// The signal of another node can get lost while the database restarts. Its change then appears after this time.
    /// </summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<VisibleRegistry, Shelf> _shelves = new();

    public async Task<IReadOnlyList<ListingCard>> GetAsync(VisibleRegistry registry, CancellationToken cancellationToken)
    {
        var stamp = stamps.Catalogue;
        if (_shelves.TryGetValue(registry, out var shelf) && shelf.Stamp == stamp && clock.GetUtcNow() - shelf.At < Lifetime)
        {
            return shelf.Cards;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var featured = registry.Listed(db.Set<Listing>())
            .Where(listing => listing.FeaturedAt != null)
            .OrderByDescending(listing => listing.FeaturedAt)
            .ThenBy(listing => listing.Id)
            .Take(Most);
        var cards = (await CardRow.Of(featured).ToListAsync(cancellationToken)).Select(row => row.ToCard()).ToList();
        _shelves[registry] = new Shelf(stamp, clock.GetUtcNow(), cards);
        return cards;
    }

    private sealed record Shelf(long Stamp, DateTimeOffset At, IReadOnlyList<ListingCard> Cards);
}
