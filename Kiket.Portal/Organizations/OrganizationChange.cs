using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

/// <summary>What every change of membership has in common: the lock, the last owner, the sentence for a lost race.</summary>
internal static class OrganizationChange
{
    /// <summary>
    /// Reads the members and marks the organization as changed. Its row version then only allows one of two simultaneous
    /// changes, so that two owners can't both leave.
    /// </summary>
    public static async Task<List<Membership>> LockMembersAsync(
        PortalDb db, Guid organizationId, CancellationToken cancellationToken)
    {
        var organization = await db.Set<Organization>().SingleAsync(o => o.Id == organizationId, cancellationToken);
        organization.MembersChanged();
        return await db.Set<Membership>().Where(m => m.OrganizationId == organizationId).ToListAsync(cancellationToken);
    }

    /// <summary>The sentence for a change that lost again and again.</summary>
    public static Task<Error> LostAsync(PortalDb db) => Task.FromResult(
        Error.Conflict("members_changed", "Someone else has just changed the members. Reload the page and try again."));

    public static bool IsLastOwner(IEnumerable<Membership> members, Membership member) =>
        member.Role == OrganizationRole.Owner && members.Count(m => m.Role == OrganizationRole.Owner) == 1;

    public static readonly Error LastOwner = Error.Conflict(
        "last_owner", "An organization needs an owner. Make someone else an owner first.");

    public static readonly Error MemberAbsent = Error.NotFound(
        "member_not_found", "This person is no longer a member. Reload the page.");

    public static readonly Error OwnersOnly = Error.Forbidden(
        "owner_needed", "Only an owner can give or remove the Owner role. Ask an owner of the organization.");
}
