using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

/// <summary>The content of an invitation, for the page that asks whether to join.</summary>
public sealed record InvitationOffer(string Organization, string Slug, string Email, OrganizationRole Role, string InvitedBy);

/// <summary>A person accepts an invitation with the secret of its link. It works once, for the invited address.</summary>
public sealed class AcceptInvitation(
    IDbContextFactory<PortalDb> databases, UnitOfWork unit, ConfirmedPeople confirmed, TimeProvider clock)
{
    private static readonly Error Unknown = Error.NotFound(
        "invitation_not_found", "This invitation link is incomplete or invalid. Ask for a new one.");

    /// <summary>Reads the invitation without accepting it.</summary>
    public async Task<Result<InvitationOffer>> LookAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = InviteMember.Hash(secret);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await (
            from invitation in db.Set<Invitation>()
            join organization in db.Set<Organization>() on invitation.OrganizationId equals organization.Id
            join person in db.Set<PortalUser>() on invitation.InvitedBy equals person.Id into people
            from inviter in people.DefaultIfEmpty()
            where invitation.TokenHash == hash
            select new { invitation, organization.Name, organization.Slug, InvitedBy = inviter == null ? "" : inviter.DisplayName })
            .AsNoTracking()
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return Unknown;
        }

        var isBacked = await BackedInvitations.Of(db).AnyAsync(invitation => invitation.Id == found.invitation.Id, cancellationToken);
        var open = found.invitation.Accept(isBacked, found.Name, clock.GetUtcNow());
        return open.Succeeded
            ? new InvitationOffer(found.Name, found.Slug, found.invitation.Email, found.invitation.Role, found.InvitedBy)
            : open.Error;
    }

    /// <summary>Returns the slug of the joined organization.</summary>
    public Task<Result<string>> RunAsync(string secret, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(work => AcceptAsync(work, secret, actor, cancellationToken), cancellationToken, OrganizationChange.LostAsync);

    private async Task<Result<string>> AcceptAsync(Work work, string secret, Actor actor, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        var hash = InviteMember.Hash(secret);
        var invitation = await db.Set<Invitation>().SingleOrDefaultAsync(i => i.TokenHash == hash, cancellationToken);
        if (invitation is null)
        {
            return Unknown;
        }

        // Read again after the organization was marked as changed, so that an inviter who loses the right at the same moment conflicts.
        var members = await OrganizationChange.LockMembersAsync(db, invitation.OrganizationId, cancellationToken);
        var organization = await db.Set<Organization>().SingleAsync(o => o.Id == invitation.OrganizationId, cancellationToken);
        var isBacked = members.Exists(m => m.UserId == invitation.InvitedBy && m.Role >= invitation.NeededRole)
            && !await db.Set<PortalUser>().AnyAsync(inviter => inviter.Id == invitation.InvitedBy && inviter.LockedAt != null, cancellationToken);
        var accepted = invitation.Accept(isBacked, organization.Name, now);
        if (!accepted.Succeeded)
        {
            return accepted.Error;
        }

        var email = await db.Set<PortalUser>().Where(u => u.Id == actor.UserId).Select(u => u.Email).SingleOrDefaultAsync(cancellationToken);
        if (!string.Equals(email, invitation.Email, StringComparison.OrdinalIgnoreCase))
        {
            return Error.Forbidden(
                "invitation_for_another", $"This invitation is for {invitation.Email}. Sign in with that address, or ask to be invited as {email}.");
        }

        if (await confirmed.RequireAsync(db, actor.UserId, cancellationToken) is { Succeeded: false } notConfirmed)
        {
            return notConfirmed.Error;
        }

        if (members.Exists(m => m.UserId == actor.UserId))
        {
            return Error.Conflict("already_member", "You are already a member. Open the organization from the menu.");
        }

        db.Add(Membership.Of(invitation.OrganizationId, actor.UserId, invitation.Role, now));
        work.Audit(actor, "member.joined", new("member", actor.UserId), invitation.OrganizationId, after: new { invitation.Role });
        return organization.Slug;
    }
}
