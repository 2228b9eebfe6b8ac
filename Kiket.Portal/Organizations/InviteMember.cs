using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

/// <summary>A new invitation and the secret of its link, which can't be read again.</summary>
/// <param name="Path">Address inside the portal, for <see cref="SecretLinks"/>.</param>
/// <param name="InviterEmail">The inviter's own address if it is confirmed, so that the mail can name a real person.</param>
public sealed record InvitationLink(Guid Id, string Email, string Path, OrganizationRole Role, string? InviterEmail, DateTimeOffset ExpiresAt)
{
    /// <summary>A record would print its secret into a log.</summary>
    public override string ToString() => $"Invitation {Id}";
}

/// <summary>An admin invites an e-mail address. An open invitation for the same address is replaced, and still counts.</summary>
public sealed class InviteMember(UnitOfWork unit, ConfirmedPeople confirmed)
{
    private const int SecretBytes = 32;
    private const int MaxOpen = 100;

    public async Task<Result<InvitationLink>> RunAsync(
        string organization, string email, OrganizationRole role, Actor actor, CancellationToken cancellationToken)
    {
        try
        {
            return await unit.RunAsync(
                work => InviteAsync(work, organization, email, role, actor, cancellationToken),
                cancellationToken,
                _ => Task.FromResult(Busy),
                counts: true);
        }
        catch (Exception exception) when (exception.IsBusy())
        {
            return Busy;
        }
    }

    private static Error Busy => Error.Unavailable(
        "busy", "Other invitations are being sent right now. Try again in a few seconds.", TimeSpan.FromSeconds(5));

    internal static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private async Task<Result<InvitationLink>> InviteAsync(
        Work work, string organization, string email, OrganizationRole role, Actor actor, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out var self, out var refused))
        {
            return refused;
        }

        if (await confirmed.RequireAsync(db, actor.UserId, cancellationToken) is { Succeeded: false } notConfirmed)
        {
            return notConfirmed.Error;
        }

        var address = email.Trim();
        if (EmailAddress.Problem(address) is { } problem)
        {
            return Error.Field("email", "email_invalid", problem);
        }

        if (!Enum.IsDefined(role) || (role == OrganizationRole.Owner && self.Role != OrganizationRole.Owner))
        {
            return OrganizationChange.OwnersOnly;
        }

        if (await IsMemberAsync(db, self.OrganizationId, address, cancellationToken))
        {
            return Error.Field("email", "already_member", $"{address} is already a member. Change the role in the list instead.");
        }

        if (await InvitationLimits.ProblemAsync(db, self, address, now, cancellationToken) is { } limit)
        {
            return limit;
        }

        var open = await BackedInvitations.Open(BackedInvitations.Of(db), now)
            .Where(invitation => invitation.OrganizationId == self.OrganizationId)
            .ToListAsync(cancellationToken);
        var replaced = open.FindAll(invitation => string.Equals(invitation.Email, address, StringComparison.OrdinalIgnoreCase));
        replaced.ForEach(invitation => invitation.Withdraw(now).ThrowIfRefused());
        if (open.Count - replaced.Count >= MaxOpen)
        {
            return Error.Conflict("too_many_invitations", $"{MaxOpen} invitations are open. Withdraw some before inviting more.");
        }

        return await StoreAsync(work, self, address, role, actor, cancellationToken);
    }

    private static async Task<Result<InvitationLink>> StoreAsync(
        Work work, OrganizationMember self, string address, OrganizationRole role, Actor actor, CancellationToken cancellationToken)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var invitation = Invitation.Create(self.OrganizationId, address, role, Hash(secret), actor.UserId, work.Now);
        work.Db.Add(invitation);
        work.Audit(actor, "member.invited", new("invitation", invitation.Id), self.OrganizationId, after: new { email = address, role });
        var inviter = await work.Db.Set<PortalUser>()
            .Where(user => user.Id == actor.UserId && user.EmailConfirmed)
            .Select(user => user.Email)
            .SingleOrDefaultAsync(cancellationToken);
        return new InvitationLink(invitation.Id, address, SecretLinks.PathOf(SecretLinks.Invitations, secret), role, inviter, invitation.ExpiresAt);
    }

    private static async Task<bool> IsMemberAsync(PortalDb db, Guid organizationId, string email, CancellationToken cancellationToken)
    {
        var normalized = email.ToUpperInvariant();
        return await (
            from membership in db.Set<Membership>()
            join user in db.Set<PortalUser>() on membership.UserId equals user.Id
            where membership.OrganizationId == organizationId && user.NormalizedEmail == normalized
            select membership)
            .AnyAsync(cancellationToken);
    }
}
