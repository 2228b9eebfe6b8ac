using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Organizations;

/// <summary>An offer to join, for one e-mail address, with a secret link that works once.</summary>
public sealed class Invitation : VersionedEntity
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private Invitation()
    {
    }

    public Guid Id { get; private set; }

    public Guid OrganizationId { get; private set; }

    public string Email { get; private set; } = "";

    /// <summary>
    /// The person behind the address, for counting (<see cref="EmailAddress.ReceiverOf"/>); empty for invitations from before
    /// it was counted.
    /// </summary>
    public string Receiver { get; private set; } = "";

    public OrganizationRole Role { get; private set; }

    /// <summary>SHA-256 of the secret in the link; the link itself is shown once and not stored.</summary>
    public string TokenHash { get; private set; } = "";

    public Guid InvitedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? AcceptedAt { get; private set; }

    public DateTimeOffset? WithdrawnAt { get; private set; }

    public static Invitation Create(
        Guid organizationId, string email, OrganizationRole role, string tokenHash, Guid invitedBy, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = organizationId,
            Email = email.Trim(),
            Receiver = EmailAddress.ReceiverOf(email),
            Role = role,
            TokenHash = tokenHash,
            InvitedBy = invitedBy,
            CreatedAt = now,
            ExpiresAt = now + Lifetime,
        };

    public bool IsOpen(DateTimeOffset now) => AcceptedAt is null && WithdrawnAt is null && now < ExpiresAt;

    /// <summary>The role that its inviter needs, both when it is created and when it is accepted.</summary>
    public OrganizationRole NeededRole => Role == OrganizationRole.Owner ? OrganizationRole.Owner : OrganizationRole.Admin;

    /// <param name="isBacked">Whether the inviter still has <see cref="NeededRole"/>.</param>
    /// <param name="organization">Its name, for the refusal.</param>
    public Result Accept(bool isBacked, string organization, DateTimeOffset now)
    {
        if (Closed(isBacked, organization, now) is { } closed)
        {
            return closed;
        }

        AcceptedAt = now;
        return Result.Success();
    }

    public Result Withdraw(DateTimeOffset now)
    {
        if (AcceptedAt is not null)
        {
            return Error.Conflict("invitation_used", "The invitation has already been accepted. Remove the member instead.");
        }

        WithdrawnAt ??= now;
        return Result.Success();
    }

    private Error? Closed(bool isBacked, string organization, DateTimeOffset now) => this switch
    {
        { AcceptedAt: not null } => Error.Gone("invitation_used", "This invitation has already been used. Ask for a new one."),
        _ when !isBacked => Error.Gone(
            "invitation_inviter_gone",
            $"The person who invited you is no longer an {(NeededRole == OrganizationRole.Owner ? "owner" : "admin")} of {organization}. "
            + "Ask for a new invitation."),
        { WithdrawnAt: not null } => Error.Gone("invitation_withdrawn", "This invitation was withdrawn. Ask an admin of the organization."),
        _ when now >= ExpiresAt => Error.Gone("invitation_expired", "This invitation has expired. Ask an admin of the organization for a new one."),
        _ => null,
    };
}
