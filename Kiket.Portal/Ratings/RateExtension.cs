using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Ratings;

/// <summary>
/// An Owner or Admin rates an extension for an organization that runs it, or changes the rating. Sending the same again changes nothing.
/// </summary>
public sealed class RateExtension(UnitOfWork unit, CountRatings count, CallOperators call)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public async Task<Result<Rating>> RunAsync(RatingRequest request, int? stars, string? text, CancellationToken cancellationToken) =>
        RatingRules.Content(stars, text).TryGet(out var content, out var problem)
            // Two at the same moment: the later one runs again and changes what the first one wrote.
            ? await unit.RunAsync(work => WriteAsync(work, request, content, cancellationToken), cancellationToken)
            : problem;

    private async Task<Result<Rating>> WriteAsync(
        Work work, RatingRequest request, (int Stars, string Text) typed, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        if (!(await RatingAccess.OpenAsync(db, request, cancellationToken)).TryGet(out var opened, out var error)
            || !(await RatingAccess.EligibleAsync(db, opened.Member.OrganizationId, opened.Listing, now, cancellationToken)).TryGet(out var ran, out error))
        {
            return error;
        }

        var (organizationId, listing) = (opened.Member.OrganizationId, opened.Listing);
        var rating = await db.Set<Rating>().SingleOrDefaultAsync(
            one => one.ExtensionKey == listing.ExtensionKey && one.OrganizationId == organizationId, cancellationToken);
        var content = new RatingContent(typed.Stars, typed.Text, ran.Version);
        if (rating?.Says(content) == true)
        {
            return rating;
        }

        if (rating is null)
        {
            rating = Rating.For(listing.ExtensionKey, organizationId, now);
            db.Add(rating);
        }
        else if (await TooOftenAsync(work, rating, cancellationToken) is { } tooOften)
        {
            return tooOften;
        }

        var before = rating.Revision == 0 ? null : new { rating.Stars, rating.State, rating.Version };
        var wasShown = rating.ShownAt is not null;
        var created = await db.Set<Organization>().Where(one => one.Id == organizationId).Select(one => one.CreatedAt).SingleAsync(cancellationToken);
        var isReported = await db.Set<RatingReport>().AnyAsync(one => one.RatingId == rating.Id && one.ClosedAt == null, cancellationToken);
        var isWaiting = rating.AttentionAt is not null;
        rating.Write(content, now - created < RatingRules.FreshOrganization, isReported, now);
        db.Add(RatingRevision.Of(rating, request.Actor, now));
        work.Audit(
            request.Actor,
            "rating.written",
            new AuditSubject("rating", listing.ExtensionId),
            organizationId,
            before,
            new { rating.Stars, rating.State, rating.Version });
        if (rating.State == RatingState.Visible)
        {
            work.Raise(new RatingShown(rating.Id, IsFirst: !wasShown));
        }
        else if (!isWaiting)
        {
            await call.RunAsync(work, rating, $"A rating of {listing.Name} waits for you", cancellationToken);
        }

        await count.RunAsync(work, listing.ExtensionKey, cancellationToken);
        return rating;
    }

    private static async Task<Error?> TooOftenAsync(Work work, Rating rating, CancellationToken cancellationToken)
    {
        var since = work.Now - Day;
        var written = await work.Db.Set<RatingRevision>().CountAsync(one => one.RatingId == rating.Id && one.At > since, cancellationToken);
        return written < RatingRules.MaxRevisionsPerDay
            ? null
            : Error.TooMany("too_many_ratings", $"This rating was changed {written} times within a day. Change it again tomorrow.", Day);
    }
}
