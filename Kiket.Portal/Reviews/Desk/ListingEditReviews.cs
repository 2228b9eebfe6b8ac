using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Kiket.Portal.Submissions.Edits;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Desk;

/// <summary>An edit of a listing for reviewers.</summary>
/// <param name="IsOwn">The reviewer belongs to the publisher, so another one must look.</param>
public sealed record EditRow(ListingEdit Edit, string Publisher, string PublisherSlug, bool IsOwn);

/// <summary>
/// The edits of listings in the marketplace, which went live without a review. Reviewers look at some of them and mark those. Private
/// registries are their organizations' own business.
/// </summary>
public sealed class ListingEditReviews(IDbContextFactory<PortalDb> databases, UnitOfWork unit)
{
    /// <summary>Newest first.</summary>
    /// <param name="looked">Those that somebody looked at, or the others.</param>
    public async Task<Result<Page<EditRow>>> RunAsync(bool looked, Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await PlatformAccess.RequireReviewerAsync(db, actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        var edits = InMarketplace(db).AsNoTracking().Where(edit => edit.LookedAt != null == looked);
        var total = await edits.CountAsync(cancellationToken);
        var rows = await (
            from edit in edits.OrderByDescending(edit => edit.EditedAt).ThenBy(edit => edit.Id).Skip(page.Skip).Take(page.Size)
            join publisher in db.Set<Organization>() on edit.OrganizationId equals publisher.Id
            orderby edit.EditedAt descending, edit.Id
            select new EditRow(
                edit,
                publisher.Name,
                publisher.Slug,
                db.Set<Membership>().Any(member => member.OrganizationId == edit.OrganizationId && member.UserId == actor.UserId)))
            .ToListAsync(cancellationToken);
        return new Page<EditRow>(rows, page, total);
    }

    /// <summary>How many nobody has looked at.</summary>
    public async Task<int> WaitingAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await InMarketplace(db).CountAsync(edit => edit.LookedAt == null, cancellationToken);
    }

    /// <summary>Marks an edit as looked at.</summary>
    /// <param name="note">For the other reviewers; may be empty.</param>
    public Task<Result> MarkAsync(Guid editId, string? note, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var (db, text) = (work.Db, note?.Trim() ?? "");
            if (await PlatformAccess.RequireReviewerAsync(db, actor.UserId, cancellationToken) is { Succeeded: false } refused)
            {
                return refused.Error;
            }

            if (text.Length > 0 && PlainText.Problem(text, "note", "The note", ListingEdit.MaxNote, "") is { } problem)
            {
                return problem;
            }

            if (await InMarketplace(db).SingleOrDefaultAsync(candidate => candidate.Id == editId, cancellationToken) is not { } edit)
            {
                return Error.NotFound("edit_not_found", "There is no such edit. Reload the page.");
            }

            if (await db.Set<Membership>().AnyAsync(
                    member => member.OrganizationId == edit.OrganizationId && member.UserId == actor.UserId, cancellationToken))
            {
                return Error.Forbidden("own_organization", "You belong to the organization that edited this. Another reviewer must look at it.");
            }

            if (edit.LookAt(actor.UserId, actor.Name, text.Length > 0 ? text : null, work.Now) is { Succeeded: false } marked)
            {
                return marked;
            }

            work.Audit(
                actor,
                "review.edit_looked_at",
                new AuditSubject("listing", edit.ExtensionId),
                edit.OrganizationId,
                after: new { edit.Title });
            return Result.Success();
        },
        cancellationToken,
        _ => Task.FromResult(Error.Conflict("edit_looked_at", "Another reviewer has just looked at this. Reload the page.")));

    private static IQueryable<ListingEdit> InMarketplace(PortalDb db) =>
        db.Set<ListingEdit>().Where(edit => edit.Registry == Extension.Marketplace);
}
