using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Notifications;

namespace Kiket.Portal.Components.Account;

/// <summary>The mails that ask both addresses whether an account may change from one to the other.</summary>
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
                Someone (probably you) asked to change the address of your account at {root.Host} from {links.OldEmail} to {links.NewEmail}. To approve it, open this link and press the button there:

                {Link(root, links.UserId, approve)}

                The link works for 24 hours. If this wasn't you, do not approve it: set a new password, then cancel the change at {new Uri(root, "/account/email")}
                """));
        }

        // Any address can be typed here: a mailbox that got enough of these gets no more, and the page says the same.
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
        "Somebody tried to use your address",
        $"""
        Someone asked to change their account at {root.Host} to this address, which is the address of your account there. Nothing was changed.

        If it was you: sign in with this address, at {new Uri(root, "/account/login")} . If this wasn't you, ignore this mail.
        """);

    /// <summary>The same names in the query as in the link for a new password, so that one rule keeps both out of logs.</summary>
    private static Uri Link(Uri root, Guid userId, string secret) => new(root, $"/account/email/change?user={userId}&code={secret}");
}
