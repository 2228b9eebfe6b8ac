using Kiket.Portal.Accounts;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

/// <summary>
/// An admin removes a member, or a member leaves. This also ends the person's API tokens for the organization, and their
/// invitations and links.
/// </summary>
public sealed class RemoveMember(UnitOfWork unit, MemberShares shares)
{
    public Task<Result> RunAsync(string organization, Guid userId, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        work => RemoveAsync(work, organization, userId, actor, cancellationToken), cancellationToken, OrganizationChange.LostAsync);

    private async Task<Result> RemoveAsync(Work work, string organization, Guid userId, Actor actor, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        var minimum = userId == actor.UserId ? OrganizationRole.Member : OrganizationRole.Admin;
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, minimum, cancellationToken);
        if (!access.TryGet(out var self, out var refused))
        {
            return refused;
        }

        var members = await OrganizationChange.LockMembersAsync(db, self.OrganizationId, cancellationToken);
        var member = members.SingleOrDefault(m => m.UserId == userId);
        if (member is null)
        {
            return OrganizationChange.MemberAbsent;
        }

        if (OrganizationChange.IsLastOwner(members, member))
        {
            return OrganizationChange.LastOwner;
        }

        if (member.Role == OrganizationRole.Owner && self.Role != OrganizationRole.Owner)
        {
            return OrganizationChange.OwnersOnly;
        }

        var tokens = await db.Set<ApiToken>()
            .Where(token => token.OrganizationId == self.OrganizationId && token.UserId == userId && token.RevokedAt == null)
            .ToListAsync(cancellationToken);
        tokens.ForEach(token => token.Revoke(now));
        var ended = await shares.EndAsync(db, new LostRights(self.OrganizationId, userId, Role: null, now), cancellationToken);
        db.Remove(member);
        work.Audit(
            actor,
            userId == actor.UserId ? "member.left" : "member.removed",
            new("member", userId),
            self.OrganizationId,
            before: new { member.Role, revoked = tokens.Count, ended });
        return Result.Success();
    }
}
