using System.Collections.Concurrent;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Browsing;

/// <summary>A listing in the order of a registry, by which the pages after it are read.</summary>
public sealed record ListingPlace(long Id, DateTimeOffset ReleasedAt, string SortName, int RatingScore)
{
    public static ListingPlace ByDate(long id, DateTimeOffset releasedAt) => new(id, releasedAt, "", 0);

    public static ListingPlace ByName(long id, string sortName) => new(id, default, sortName, 0);

    public static ListingPlace ByRating(long id, int score) => new(id, default, "", score);
}

/// <summary>
/// Where a page begins. A page that is far behind is read from a listing shortly before it, so page 8,000 costs as much as
/// page 20. The places are read in one pass over the order, when somebody goes that far for the first time after a change.
/// </summary>
public sealed class BrowsePlaces(IDbContextFactory<PortalDb> databases, ListingStamps stamps, TimeProvider clock)
{
    /// <summary>A page skips at most as many listings as this. Skipping a few hundred takes less than a millisecond.</summary>
    public const int Step = 480;

    /// <summary>Filters can be combined in many thousands of ways. Above this number, the places are dropped.</summary>
    private const int MaxOrders = 200;

    /// <summary>
    /// The signal of another node can get lost while the database restarts. Its change then appears after this time.
    /// </summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Order, Places> _orders = new();

    /// <summary>The listing that a page is read after, and how many listings follow it before the page.</summary>
    /// <returns>No listing when the page is near the first, or when the order ends before it.</returns>
    public async Task<(ListingPlace? After, int Skip)> FindAsync(BrowseRequest request, int skip, CancellationToken cancellationToken)
    {
        if (skip < Step)
        {
            return (null, skip);
        }

        var order = new Order(request.Registry, request.Sort == ListingSort.Relevance ? ListingSort.Updated : request.Sort, request.Filter);
        var (stamp, now) = (stamps.Catalogue, clock.GetUtcNow());
        if (!_orders.TryGetValue(order, out var places) || places.Stamp != stamp || now - places.At > Lifetime || places.Listings.Value.IsFaulted)
        {
            if (_orders.Count > MaxOrders)
            {
                _orders.Clear();
            }

            // Requests that arrive meanwhile wait for the first one. It reads to the end even if its visitor leaves.
            var fresh = new Places(stamp, now, new Lazy<Task<IReadOnlyList<ListingPlace>>>(() => ReadAsync(order)));
            places = _orders.AddOrUpdate(order, fresh, (_, other) => other == places ? fresh : other);
        }

        var listings = await places.Listings.Value.WaitAsync(cancellationToken);
        var at = Math.Min(skip / Step, listings.Count);
        return at == 0 ? (null, skip) : (listings[at - 1], skip - (at * Step));
    }

    private async Task<IReadOnlyList<ListingPlace>> ReadAsync(Order order)
    {
        await using var db = await databases.CreateDbContextAsync();
        var listings = BrowseRows.Ordered(BrowseRows.Filtered(db, order.Registry, order.Filter), order.Sort);
        // Only columns of the order, so that an index answers without reading the listings.
        var all = order.Sort switch
        {
            ListingSort.Name => listings.Select(listing => ListingPlace.ByName(listing.Id, listing.SortName)),
            ListingSort.Rating => listings.Select(listing => ListingPlace.ByRating(listing.Id, listing.RatingScore)),
            _ => listings.Select(listing => ListingPlace.ByDate(listing.Id, listing.ReleasedAt)),
        };
        var (places, read) = (new List<ListingPlace>(), 0);
        await foreach (var place in all.AsAsyncEnumerable())
        {
            if (++read % Step == 0)
            {
                places.Add(place);
            }
        }

        return places;
    }

    private sealed record Order(VisibleRegistry Registry, ListingSort Sort, BrowseFilter Filter);

    private sealed record Places(long Stamp, DateTimeOffset At, Lazy<Task<IReadOnlyList<ListingPlace>>> Listings);
}
