using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

/// <summary>A new invitation and the secret of its link, which nobody can read again.</summary>
/// <param name="Path">Address inside the portal: <c>/account/invitations/{secret}</c>.</param>
public sealed record InvitationLink(Guid Id, string Email, string Path, DateTimeOffset ExpiresAt);

/// <summary>An admin invites an e-mail address. A still open invitation of the same address is replaced.</summary>
public sealed class InviteMember(IDbContextFactory<PortalDb> databases, ConfirmedPeople confirmed, TimeProvider clock)
{
    private const int SecretBytes = 32;
    private const int MaxOpen = 100;

    public async Task<Result<InvitationLink>> RunAsync(
        string organization, string email, OrganizationRole role, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
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
        if (address.Length > 256 || !new EmailAddressAttribute().IsValid(address))
        {
            return Error.Field("email", "email_invalid", "Give an e-mail address such as ana@example.com.");
        }

        if (!Enum.IsDefined(role) || (role == OrganizationRole.Owner && self.Role != OrganizationRole.Owner))
        {
            return OrganizationChange.OwnersOnly;
        }

        var now = clock.GetUtcNow();
        if (await IsMemberAsync(db, self.OrganizationId, address, cancellationToken))
        {
            return Error.Field("email", "already_member", $"{address} is a member already. Change the role in the list instead.");
        }

        var open = await db.Set<Invitation>()
            .Where(i => i.OrganizationId == self.OrganizationId && i.AcceptedAt == null && i.WithdrawnAt == null && i.ExpiresAt > now)
            .ToListAsync(cancellationToken);
        if (open.Count >= MaxOpen)
        {
            return Error.Conflict("too_many_invitations", $"{MaxOpen} invitations are open. Withdraw some before inviting more.");
        }

        foreach (var replaced in open.Where(i => string.Equals(i.Email, address, StringComparison.OrdinalIgnoreCase)))
        {
            replaced.Withdraw(now);
        }

        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var invitation = Invitation.Create(self.OrganizationId, address, role, Hash(secret), actor.UserId, now);
        db.Add(invitation);
        RecordAudit.Add(
            db, actor, "member.invited", new("invitation", invitation.Id), now, self.OrganizationId, after: new { email = address, role });
        var saved = await OrganizationChange.SaveAsync(db, cancellationToken);
        return saved.Succeeded
            ? new InvitationLink(invitation.Id, address, $"/account/invitations/{secret}", invitation.ExpiresAt)
            : saved.Error;
    }

    internal static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

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
