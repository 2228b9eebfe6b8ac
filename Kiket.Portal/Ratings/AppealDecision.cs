using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Ratings;

/// <summary>
/// An Owner or Admin of the organization that a decision is against appeals, once: the one whose rating is hidden, or the publisher who reported a
/// rating that stays.
/// </summary>
public sealed class AppealDecision(UnitOfWork unit, CallOperators call)
{
    /// <param name="organization">Slug or id.</param>
    public async Task<Result> RunAsync(Guid decisionId, string organization, string? text, Actor actor, CancellationToken cancellationToken)
    {
        var clean = RatingRules.Clean(text);
        if (clean.Length < RatingDecision.MinAppeal)
        {
            return Error.Field("appeal", "appeal_length", $"Say why the decision is wrong, in at least {RatingDecision.MinAppeal} characters.");
        }

        return PlainText.Problem(clean, "appeal", "The appeal", RatingDecision.MaxAppeal, empty: null) is { } problem
            ? problem
            : await unit.RunAsync(work => AppealAsync(work, decisionId, organization, clean, actor, cancellationToken), cancellationToken);
    }

    private async Task<Result> AppealAsync(
        Work work, Guid decisionId, string organization, string text, Actor actor, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out var member, out var error))
        {
            return error;
        }

        var found = await (
            from one in db.Set<RatingDecision>()
            where one.Id == decisionId
            join rated in db.Set<Rating>() on one.RatingId equals rated.Id
            join listing in db.Set<Listing>() on rated.ExtensionKey equals listing.ExtensionKey
            select new { Decision = one, Rating = rated, listing.Name, listing.ExtensionId, Publisher = listing.OrganizationId })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null || member.OrganizationId != (found.Decision.IsHidden ? found.Rating.OrganizationId : found.Publisher))
        {
            return Error.NotFound("decision_not_found", "There is no such decision about your organization. Reload the page.");
        }

        var (decision, rating) = (found.Decision, found.Rating);
        if (decision.Revision != rating.Revision || rating.State == RatingState.Withdrawn
            || await db.Set<RatingDecision>().AnyAsync(one => one.RatingId == rating.Id && one.At > decision.At, cancellationToken))
        {
            return Error.Conflict("decision_outdated", "This decision no longer counts. Reload the page.");
        }

        if (decision.AppealAgainst(text, actor, now) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        work.Audit(actor, "rating.appealed", new AuditSubject("rating", found.ExtensionId), member.OrganizationId, after: new { decision.Appeal });
        if (rating.CallOperator(now))
        {
            await call.RunAsync(work, rating, $"A decision about a rating of {found.Name} is appealed", cancellationToken);
        }

        return Result.Success();
    }
}
