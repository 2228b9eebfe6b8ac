using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Ratings;

/// <summary>
/// An operator shows or hides a rating: one that waits, was reported, or is appealed about. Both sides read the reason. Nobody decides about
/// their own organization's.
/// </summary>
public sealed class DecideRating(UnitOfWork unit, CountRatings count, NotifyPeople notify)
{
    /// <param name="revision">The revision that the operator has read.</param>
    public async Task<Result> RunAsync(
        Guid ratingId, int revision, bool isHidden, string? reason, Actor actor, CancellationToken cancellationToken)
    {
        var text = RatingRules.Clean(reason);
        return PlainText.Problem(text, "reason", "The reason", RatingDecision.MaxReason, "Enter a reason. Both sides read it.") is { } problem
            ? problem
            : await unit.RunAsync(work => DecideAsync(work, ratingId, revision, isHidden, text, actor, cancellationToken), cancellationToken);
    }

    private async Task<Result> DecideAsync(
        Work work, Guid ratingId, int revision, bool isHidden, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        if (!(await PlatformAccess.RequireOperatorAsync(db, actor.UserId, cancellationToken)).TryGet(out _, out var refusal))
        {
            return refusal;
        }

        var rating = await db.Set<Rating>().SingleOrDefaultAsync(one => one.Id == ratingId, cancellationToken);
        if (rating is null)
        {
            return RatingAccess.NoRating;
        }

        var listing = await db.Set<Listing>().SingleAsync(one => one.ExtensionKey == rating.ExtensionKey, cancellationToken);
        if (await db.Set<Membership>().AnyAsync(
            one => one.UserId == actor.UserId && (one.OrganizationId == rating.OrganizationId || one.OrganizationId == listing.OrganizationId),
            cancellationToken))
        {
            return Error.Forbidden("own_organization", "You belong to one of the two organizations, so another operator has to decide.");
        }

        if (rating.Revision != revision)
        {
            return Error.Conflict("rating_changed", "The organization changed this rating meanwhile. Read it again, then decide.");
        }

        if (rating.State == RatingState.Withdrawn || (rating.AttentionAt is null && (rating.State == RatingState.Hidden) == isHidden))
        {
            return Error.Conflict("rating_decided", isHidden ? "It isn't visible, so there is nothing to hide." : "It is visible, and nothing waits.");
        }

        var last = await db.Set<RatingDecision>().Where(one => one.RatingId == ratingId)
            .OrderByDescending(one => one.At).ThenByDescending(one => one.Id).FirstOrDefaultAsync(cancellationToken);
        var reports = await db.Set<RatingReport>().Where(one => one.RatingId == ratingId && one.ClosedAt == null).ToListAsync(cancellationToken);
        foreach (var report in reports)
        {
            report.Close(now);
        }

        var isAppeal = last is { AppealedAt: not null } && last.Revision == rating.Revision;
        var decision = RatingDecision.Of(rating, isHidden, reason, reports.Exists(one => one.IsPublishers), isAppeal, actor, now);
        db.Add(decision);
        var before = new { rating.State };
        var wasVisible = rating.State == RatingState.Visible;
        var publisherKnows = rating.ShownAt is not null;
        var isFirst = Apply(rating, isHidden, now);
        work.Audit(
            actor,
            isHidden ? "rating.hidden" : "rating.approved",
            new AuditSubject("rating", listing.ExtensionId),
            rating.OrganizationId,
            before,
            new { rating.State, reason });
        if (!isHidden && !wasVisible)
        {
            work.Raise(new RatingShown(rating.Id, isFirst));
        }

        await TellAuthorAsync(work, rating, listing, decision, cancellationToken);
        if (publisherKnows)
        {
            await TellPublisherAsync(work, listing, decision, wasVisible, cancellationToken);
        }

        await count.RunAsync(work, rating.ExtensionKey, cancellationToken);
        return Result.Success();
    }

    private static bool Apply(Rating rating, bool isHidden, DateTimeOffset now)
    {
        if (!isHidden)
        {
            return rating.Show(now);
        }

        rating.Hide();
        return false;
    }

    private async Task TellAuthorAsync(Work work, Rating rating, Listing listing, RatingDecision decision, CancellationToken cancellationToken)
    {
        var author = await work.Db.Set<Organization>().AsNoTracking().SingleAsync(one => one.Id == rating.OrganizationId, cancellationToken);
        await TellAsync(
            work,
            rating.OrganizationId,
            decision,
            decision.IsHidden ? $"Your rating of {listing.Name} is hidden" : $"Your rating of {listing.Name} is visible",
            decision.IsHidden && decision.CanBeAppealed ? "You may appeal once." : "",
            $"/orgs/{author.Slug}/ratings",
            cancellationToken);
    }

    /// <summary>Not of a rating that was never visible: the publisher doesn't know it.</summary>
    private Task TellPublisherAsync(Work work, Listing listing, RatingDecision decision, bool wasVisible, CancellationToken cancellationToken) => TellAsync(
        work,
        listing.OrganizationId,
        decision,
        $"A rating of {listing.Name} {(decision.IsHidden ? "is hidden" : wasVisible ? "stays visible" : "is visible again")}",
        decision is { IsAgainstPublisher: true, CanBeAppealed: true } ? "You may appeal once." : "",
        $"/orgs/{listing.PublisherSlug}/extensions/published/{listing.ExtensionId}#ratings",
        cancellationToken);

    private async Task TellAsync(
        Work work, Guid organizationId, RatingDecision decision, string title, string next, string link, CancellationToken cancellationToken)
    {
        var people = await OrganizationQueries.MemberIdsAsync(work.Db, organizationId, OrganizationRole.Admin, cancellationToken);
        var body = string.Create(CultureInfo.InvariantCulture, $"An operator decided: {decision.Reason} {next}").TrimEnd();
        await notify.AddAsync(
            work.Db,
            people,
            new NotificationDraft(NotificationKind.Support, "rating.decided", $"{decision.Id}:{organizationId}", title, body, link),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
    }
}
