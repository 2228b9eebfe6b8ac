using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

/// <summary>
/// An admin removes a member, or a member leaves. This also ends the person's API tokens for the organization, and their
/// invitations and links.
/// </summary>
public sealed class RemoveMember(IDbContextFactory<PortalDb> databases, MemberShares shares, TimeProvider clock)
{
    public async Task<Result> RunAsync(string organization, Guid userId, Actor actor, CancellationToken cancellationToken)
    {
        var minimum = userId == actor.UserId ? OrganizationRole.Member : OrganizationRole.Admin;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, minimum, cancellationToken);
        if (!access.TryGet(out var self, out var refused))
        {
            return refused;
        }

        var now = clock.GetUtcNow();
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
        RecordAudit.Add(
            db, actor, userId == actor.UserId ? "member.left" : "member.removed", new("member", userId), now, self.OrganizationId,
            before: new { member.Role, revoked = tokens.Count, ended });
        return await OrganizationChange.SaveAsync(db, cancellationToken);
    }
}
