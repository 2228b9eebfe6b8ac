using Kiket.Portal.Data;
using Kiket.Portal.Jobs;
using Kiket.Portal.Listings;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Ratings;

/// <summary>
/// Once a day: the score that listings are sorted by. In parts, so that no other writer waits long; a listing whose score is right isn't written.
/// </summary>
public sealed class ScoreListings(IDbContextFactory<PortalDb> databases, ListingTopic listings) : IRegularWork
{
    private const int PartSize = 2_000;

    public string Name => "score-listings";

    public TimeSpan Interval => TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var ratings = db.Set<Rating>().Where(rating => rating.State == RatingState.Visible);
        var mean = RatingScore.Mean(
            await ratings.LongCountAsync(cancellationToken), await ratings.SumAsync(rating => (long)rating.Stars, cancellationToken));
        var last = await db.Set<Listing>().MaxAsync(listing => (long?)listing.Id, cancellationToken) ?? 0;
        var changed = 0;
        for (var from = 0L; from <= last; from += PartSize)
        {
            changed += await ScoreAsync(db, from, from + PartSize, mean, cancellationToken);
        }

        if (changed > 0)
        {
            // No listing's own: every page that is cached may show another order.
            await listings.PublishAsync(Guid.Empty);
        }
    }

    /// <summary>As <see cref="RatingScore.Of"/> computes it.</summary>
    private static Task<int> ScoreAsync(PortalDb db, long from, long to, int mean, CancellationToken cancellationToken)
    {
        var prior = (long)RatingScore.Weight * mean;
        return db.Set<Listing>()
            .Where(listing => listing.Id >= from && listing.Id < to)
            .Where(listing => listing.RatingScore
                != (int)((prior + ((long)RatingScore.Star * listing.RatingSum) + ((RatingScore.Weight + listing.RatingCount) / 2))
                    / (RatingScore.Weight + listing.RatingCount)))
            .ExecuteUpdateAsync(
                update => update.SetProperty(
                    listing => listing.RatingScore,
                    listing => (int)((prior + ((long)RatingScore.Star * listing.RatingSum) + ((RatingScore.Weight + listing.RatingCount) / 2))
                        / (RatingScore.Weight + listing.RatingCount))),
                cancellationToken);
    }
}
