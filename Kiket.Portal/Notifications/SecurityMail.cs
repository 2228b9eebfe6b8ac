using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Notifications;

/// <summary>
/// Mails people about changes to their account, whatever their notification settings, so that they learn about changes
/// that they didn't make.
/// </summary>
public sealed class SecurityMail(SecretMail mail, IOptions<PortalOptions> portal, TimeProvider clock)
{
    public const string Subject = "Your account was changed";

    /// <summary>Sends the mail without waiting for it. Does nothing while mail is off.</summary>
    /// <param name="change">A sentence such as "A passkey was added."</param>
    /// <param name="from">Remote address of the person who made the change, if there is one.</param>
    /// <param name="to">The receiver, if it isn't the account's current address.</param>
    public void Send(PortalUser user, string change, string? from = null, string? to = null)
    {
        var lines = new List<string> { change, "", $"When: {When()}" };
        if (from is not null)
        {
            lines.Add($"From: {from}");
        }

        lines.Add("");
        lines.Add(user.DeletedAt is null
            ? $"If it was you, there is nothing to do. If it wasn't, set a new password now and check your sign-in methods{Account()}"
            : "If it wasn't you, contact the operators of the portal.");
        mail.TryQueue(new OutgoingMail(to ?? user.Email!, Subject, string.Join('\n', lines)));
    }

    private string When() => clock.GetUtcNow().UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private string Account() => portal.Value.PublicUrl is { } root ? $":\n{new Uri(root, "/account/security")}" : " under Account, Sign-in methods.";
}
