using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Ratings;

/// <summary>The publisher writes its one reply to a rating, or changes it. Sending the same again changes nothing.</summary>
public sealed class ReplyToRating(UnitOfWork unit, ListingTopic listings)
{
    /// <param name="addressedIn">The version that does what the rating asks for; null or empty for none.</param>
    public Task<Result<Rating>> RunAsync(
        PublishedRequest request, Guid ratingId, string? text, string? addressedIn, CancellationToken cancellationToken) =>
        unit.RunAsync(work => ReplyAsync(work, request, ratingId, RatingRules.Clean(text), addressedIn, cancellationToken), cancellationToken);

    private async Task<Result<Rating>> ReplyAsync(
        Work work, PublishedRequest request, Guid ratingId, string text, string? addressedIn, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!(await FindPublished.RunAsync(db, request, cancellationToken)).TryGet(out var extension, out var error))
        {
            return error;
        }

        var rating = await db.Set<Rating>().SingleOrDefaultAsync(
            one => one.Id == ratingId && one.ExtensionKey == extension.Id && one.State == RatingState.Visible, cancellationToken);
        if (rating is null)
        {
            return RatingAccess.NoRating;
        }

        if (PlainText.Problem(text, "text", "The reply", Rating.MaxReply, "Write a reply. Everybody who reads the rating reads it.") is { } problem)
        {
            return problem;
        }

        if (!RatingRules.AddressedIn(addressedIn, rating.Version).TryGet(out var version, out error))
        {
            return error;
        }

        if (rating.Reply == text && rating.AddressedIn == version)
        {
            return rating;
        }

        var before = rating.Reply is null ? null : new { rating.Reply, rating.AddressedIn };
        rating.Answer(text, version, request.Actor.Name, work.Now);
        work.Audit(
            request.Actor,
            "rating.replied",
            new AuditSubject("rating", extension.ExtensionId),
            extension.OrganizationId,
            before,
            new { rating.Reply, rating.AddressedIn });
        work.Raise(new RatingReplied(rating.Id));
        work.Refresh(() => listings.PublishAsync(extension.Id));
        return rating;
    }
}
