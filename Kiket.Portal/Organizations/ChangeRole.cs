using Kiket.Portal.Accounts;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Organizations;

/// <summary>
/// An admin changes a member's role. Only owners can give and remove the Owner role. The member's invitations and links
/// end if the new role doesn't allow them.
/// </summary>
public sealed class ChangeRole(UnitOfWork unit, MemberShares shares)
{
    public Task<Result> RunAsync(string organization, Guid userId, OrganizationRole role, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(work => ChangeAsync(work, organization, userId, role, actor, cancellationToken), cancellationToken, OrganizationChange.LostAsync);

    private async Task<Result> ChangeAsync(
        Work work, string organization, Guid userId, OrganizationRole role, Actor actor, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out var self, out var refused))
        {
            return refused;
        }

        if (!Enum.IsDefined(role))
        {
            return Error.Field("role", "role_unknown", "Choose Member, Admin or Owner.");
        }

        var members = await OrganizationChange.LockMembersAsync(db, self.OrganizationId, cancellationToken);
        var member = members.SingleOrDefault(m => m.UserId == userId);
        if (member is null)
        {
            return OrganizationChange.MemberAbsent;
        }

        if (member.Role == role)
        {
            return Result.Success();
        }

        if (self.Role != OrganizationRole.Owner && (role == OrganizationRole.Owner || member.Role == OrganizationRole.Owner))
        {
            return OrganizationChange.OwnersOnly;
        }

        if (OrganizationChange.IsLastOwner(members, member))
        {
            return OrganizationChange.LastOwner;
        }

        var ended = await shares.EndAsync(db, new LostRights(self.OrganizationId, userId, role, now), cancellationToken);
        work.Audit(
            actor, "member.role_changed", new("member", userId), self.OrganizationId, before: new { member.Role, ended }, after: new { role });
        member.SetRole(role);
        return Result.Success();
    }
}
