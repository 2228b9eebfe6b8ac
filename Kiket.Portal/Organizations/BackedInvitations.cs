using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

/// <summary>Invitations depend on the current rights of the person who made them.</summary>
internal sealed class BackedInvitations : IMemberShare
{
    public string Singular => "open invitation";

    public string Plural => "open invitations";

    /// <summary>The invitations whose inviter may still invite to that role and isn't locked.</summary>
    public static IQueryable<Invitation> Of(PortalDb db) =>
        from invitation in db.Set<Invitation>()
        join inviter in db.Set<Membership>()
            on new { invitation.OrganizationId, UserId = invitation.InvitedBy } equals new { inviter.OrganizationId, inviter.UserId }
        join person in db.Set<PortalUser>() on invitation.InvitedBy equals person.Id
        where person.LockedAt == null
            && (inviter.Role == OrganizationRole.Owner || (inviter.Role == OrganizationRole.Admin && invitation.Role != OrganizationRole.Owner))
        select invitation;

    public static IQueryable<Invitation> Open(IQueryable<Invitation> invitations, DateTimeOffset now) =>
        invitations.Where(invitation => invitation.AcceptedAt == null && invitation.WithdrawnAt == null && invitation.ExpiresAt > now);

    public async Task<int> CountAsync(PortalDb db, LostRights lost, CancellationToken cancellationToken) =>
        (await EndingAsync(db, lost, cancellationToken)).Count;

    public async Task<int> EndAsync(PortalDb db, LostRights lost, CancellationToken cancellationToken)
    {
        var ending = await EndingAsync(db, lost, cancellationToken);
        ending.ForEach(invitation => invitation.Withdraw(lost.Now).ThrowIfRefused());
        return ending.Count;
    }

    private static async Task<List<Invitation>> EndingAsync(PortalDb db, LostRights lost, CancellationToken cancellationToken)
    {
        var open = await Open(db.Set<Invitation>(), lost.Now)
            .Where(invitation => invitation.OrganizationId == lost.OrganizationId && invitation.InvitedBy == lost.UserId)
            .ToListAsync(cancellationToken);
        return open.FindAll(invitation => !lost.StillHas(invitation.NeededRole));
    }
}
