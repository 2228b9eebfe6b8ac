using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Notifications;

namespace Kiket.Portal.Components.Account;

/// <summary>The mails that ask the old and the new address to agree to the change.</summary>
public sealed class EmailChangeMails(SecretMail mail, SecretLinks secret, AccountMailLimit limit)
{
    public bool CanSend => mail.IsConfigured;

    public void Send(EmailChangeLinks links)
    {
        var root = secret.Of("/");
        if (links.ApproveSecret is { } approve)
        {
            mail.TryQueue(new OutgoingMail(
                links.OldEmail,
                "Approve your new e-mail address",
                $"""
                Someone (probably you) asked to change the address of your account at {root.Host} from {links.OldEmail} to {links.NewEmail}.
                To approve it, open this link and press the button there:

                {Link(root, links.UserId, approve)}

                The link works for 24 hours. If this wasn't you, don't approve it. Set a new password, then cancel the change at
                {new Uri(root, "/account/email")}
                """));
        }

        // Any address can be typed here, so a mailbox gets a limited number of these. The page shows the same text either way.
        if (limit.MaySend(EmailAddress.ReceiverOf(links.NewEmail)))
        {
            mail.TryQueue(links.ConfirmSecret is { } confirm ? Confirm(root, links, confirm) : Taken(root, links));
        }
    }

    private static OutgoingMail Confirm(Uri root, EmailChangeLinks links, string secret) => new(
        links.NewEmail,
        "Confirm your new e-mail address",
        $"""
        Someone (probably you) wants to use this address for their account at {root.Host}. To confirm it, open this link and press the button there:

        {Link(root, links.UserId, secret)}

        The link works for 24 hours. If this wasn't you, ignore this mail.
        """);

    private static OutgoingMail Taken(Uri root, EmailChangeLinks links) => new(
        links.NewEmail,
        "Someone tried to use your address",
        $"""
        Someone asked to change their account at {root.Host} to this address, which already belongs to your account there. Nothing was changed.

        If this was you, sign in with this address at {new Uri(root, "/account/login")} . If this wasn't you, ignore this mail.
        """);

    /// <summary>Uses the same query names as the password link, so that one rule removes both from logs.</summary>
    private static Uri Link(Uri root, Guid userId, string secret) => new(root, $"/account/email/change?user={userId}&code={secret}");
}
