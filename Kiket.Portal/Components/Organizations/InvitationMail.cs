using Kiket.Portal.Data;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Components.Organizations;

/// <summary>
/// The mail of an invitation. Its subject and sentences are the portal's: somebody who did not ask for it must be able
/// to trust every word. Names that people choose appear only where they cannot be mistaken for an address.
/// </summary>
public static class InvitationMail
{
    public const string Subject = "You are invited to an organization on the Kiket Marketplace";

    public static OutgoingMail Of(InvitationLink invitation, OrganizationMember inviter, string inviterName, SecretLinks links)
    {
        var from = MailName.Of(inviterName, "A member");
        var who = invitation.InviterEmail is { } email ? $"{from}, {email}" : $"{from} (their e-mail address is not confirmed)";
        return new OutgoingMail(
            invitation.Email,
            Subject,
            $"""
            You are invited to join the organization "{inviter.Slug}" on the Kiket Marketplace as {invitation.Role}.

            Invited by: {who}
            Organization: {MailName.Of(inviter.Name, inviter.Slug)} ({inviter.Slug})

            {links.Of(invitation.Path)}

            The link works once, for {Invitation.Lifetime.Days} days.
            If you don't know who invited you, ignore this mail. You only join if you open the link and accept.
            """);
    }
}
