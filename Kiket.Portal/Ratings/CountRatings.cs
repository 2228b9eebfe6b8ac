using Kiket.Portal.Events;
using Kiket.Portal.Listings;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Ratings;

/// <summary>
/// Writes what the visible ratings add up to onto the row of the listing, in the transaction that changes one of them. Counted anew each time,
/// so it can't drift; the row's version makes the later of two at once count again.
/// </summary>
public sealed class CountRatings(ListingTopic listings)
{
    internal async Task RunAsync(Work work, Guid extensionKey, CancellationToken cancellationToken)
    {
        var db = work.Db;
        await db.SaveChangesAsync(cancellationToken);
        var counted = await db.Set<Rating>()
            .Where(rating => rating.ExtensionKey == extensionKey && rating.State == RatingState.Visible)
            .GroupBy(rating => rating.ExtensionKey)
            .Select(ratings => new ListedRating(
                ratings.Count(), ratings.Sum(rating => rating.Stars), ratings.Sum(rating => rating.Text != "" ? 1 : 0)))
            .SingleOrDefaultAsync(cancellationToken);
        var listing = await db.Set<Listing>().SingleAsync(one => one.ExtensionKey == extensionKey, cancellationToken);
        listing.CountRatings(counted ?? ListedRating.None);
        work.Refresh(() => listings.PublishAsync(extensionKey));
    }
}
