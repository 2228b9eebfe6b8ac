using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Support;

/// <summary>A publisher's people manage the replies that they insert into tickets.</summary>
public sealed class ManageCannedReplies(UnitOfWork unit, IDbContextFactory<PortalDb> databases)
{
    /// <summary>By title. The caller checks that the person belongs to the organization.</summary>
    public async Task<IReadOnlyList<CannedReply>> ListAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<CannedReply>().AsNoTracking()
            .Where(reply => reply.OrganizationId == organizationId).OrderBy(reply => reply.Title).ToListAsync(cancellationToken);
    }

    /// <param name="id">Null for a new one.</param>
    public async Task<Result<CannedReply>> SaveAsync(
        string organization, Guid? id, string? title, string? text, Actor actor, CancellationToken cancellationToken)
    {
        var (name, words) = (PlainText.OneLine(title ?? ""), TicketText.Clean(text));
        return PlainText.Problem(name, "title", "The name", CannedReply.MaxTitle, "Give the reply a name that you find it by.")
            ?? PlainText.Problem(words, "text", "The reply", CannedReply.MaxText, "Write the reply.")
            ?? await unit.RunAsync(work => SaveAsync(work, organization, id, name, words, actor, cancellationToken), cancellationToken);
    }

    public Task<Result> DeleteAsync(string organization, Guid id, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            if (!(await FindAsync(work.Db, organization, id, actor, cancellationToken)).TryGet(out var found, out var error))
            {
                return error;
            }

            work.Db.Remove(found.Reply!);
            work.Audit(actor, "ticket.canned_reply_deleted", new AuditSubject("ticket", found.Reply!.Title), found.Member.OrganizationId);
            return Result.Success();
        },
        cancellationToken);

    private static async Task<Result<CannedReply>> SaveAsync(
        Work work, string organization, Guid? id, string title, string text, Actor actor, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!(await FindAsync(db, organization, id, actor, cancellationToken)).TryGet(out var found, out var error))
        {
            return error;
        }

        var owner = found.Member.OrganizationId;
        if (await db.Set<CannedReply>().AnyAsync(one => one.OrganizationId == owner && one.Title == title && one.Id != id, cancellationToken))
        {
            return Error.Field("title", "title_taken", "There is a reply with this name. Choose another.");
        }

        if (found.Reply is { } reply)
        {
            reply.Change(title, text);
        }
        else
        {
            if (await db.Set<CannedReply>().CountAsync(one => one.OrganizationId == owner, cancellationToken) >= CannedReply.MaxPerOrganization)
            {
                return Error.Conflict("too_many_replies", $"There are {CannedReply.MaxPerOrganization} replies. Delete one that nobody needs first.");
            }

            reply = CannedReply.Of(owner, title, text);
            db.Add(reply);
        }

        work.Audit(actor, "ticket.canned_reply_saved", new AuditSubject("ticket", title), owner);
        return reply;
    }

    private static async Task<Result<(OrganizationMember Member, CannedReply? Reply)>> FindAsync(
        PortalDb db, string organization, Guid? id, Actor actor, CancellationToken cancellationToken)
    {
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out var member, out var error))
        {
            return error;
        }

        var reply = id is null
            ? null
            : await db.Set<CannedReply>().SingleOrDefaultAsync(one => one.Id == id && one.OrganizationId == member.OrganizationId, cancellationToken);
        return id is not null && reply is null
            ? Error.NotFound("reply_not_found", "This reply isn't there any more. Reload the page.")
            : (member, reply);
    }
}
