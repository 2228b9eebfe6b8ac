using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Ratings;

/// <param name="Organization">The only organization to speak for, such as a token's; null for any of the person's.</param>
public sealed record ReportRatingRequest(Guid RatingId, RatingReportReason? Reason, string? Text, Guid? Organization, Actor Actor);

/// <summary>Anybody who is signed in reports a visible rating to the operators. The rating stays until one of them decides.</summary>
public sealed class ReportRating(UnitOfWork unit, CallOperators call)
{
    public const int MaxPerDay = 20;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <param name="registry">In which the rating is looked for.</param>
    /// <param name="extensionId">That was rated; null for any.</param>
    public async Task<Result> RunAsync(
        VisibleRegistry registry, string? extensionId, ReportRatingRequest request, CancellationToken cancellationToken)
    {
        var text = RatingRules.Clean(request.Text);
        if (request.Reason is not { } reason || !Enum.IsDefined(reason))
        {
            return Error.Field("reason", "reason_missing", "Choose what the report is about.");
        }

        var needsText = reason is RatingReportReason.Other or RatingReportReason.NotGenuine;
        return PlainText.Problem(
            text, "text", "The text", RatingReport.MaxText, needsText ? "Say what is wrong, so that an operator can decide." : null) is { } problem
                ? problem
                : await unit.RunAsync(work => ReportAsync(work, registry, extensionId, request, reason, text, cancellationToken), cancellationToken);
    }

    private async Task<Result> ReportAsync(
        Work work,
        VisibleRegistry registry,
        string? extensionId,
        ReportRatingRequest request,
        RatingReportReason reason,
        string text,
        CancellationToken cancellationToken)
    {
        var (db, now, person) = (work.Db, work.Now, request.Actor.UserId);
        var id = extensionId is null ? null : Kiket.Portal.Extensions.Extension.Normalize(extensionId);
        var found = await (
            from rating in db.Set<Rating>()
            where rating.Id == request.RatingId && rating.State == RatingState.Visible
            join listing in registry.Listed(db.Set<Listing>()) on rating.ExtensionKey equals listing.ExtensionKey
            where id == null || listing.NormalizedId == id
            select new { Rating = rating, Listing = listing }).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return RatingAccess.NoRating;
        }

        var reports = db.Set<RatingReport>();
        if (await reports.AnyAsync(one => one.RatingId == request.RatingId && one.ById == person && one.ClosedAt == null, cancellationToken))
        {
            return Result.Success();
        }

        var since = now - Day;
        if (await reports.CountAsync(one => one.ById == person && one.At > since, cancellationToken) >= MaxPerDay)
        {
            return Error.TooMany("too_many_reports", $"You reported {MaxPerDay} ratings within a day. Your text is still here. Send it tomorrow.", Day);
        }

        var publisher = found.Listing.OrganizationId;
        var isPublishers = (request.Organization is null || request.Organization == publisher)
            && await db.Set<Membership>().AnyAsync(one => one.OrganizationId == publisher && one.UserId == person, cancellationToken);
        var report = RatingReport.Of(request.RatingId, reason, text, isPublishers, request.Actor, now);
        db.Add(report);
        work.Audit(
            request.Actor, "rating.reported", new AuditSubject("rating", found.Listing.ExtensionId), isPublishers ? publisher : null, after: new { reason });
        if (found.Rating.CallOperator(now))
        {
            await call.RunAsync(work, found.Rating, $"A rating of {found.Listing.Name} was reported", cancellationToken);
        }

        return Result.Success();
    }
}
