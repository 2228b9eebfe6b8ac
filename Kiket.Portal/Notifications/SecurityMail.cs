using System.Globalization;
using Kiket.Portal.Accounts;

namespace Kiket.Portal.Notifications;

/// <summary>Says to the owner of an account what was changed in how it signs in.</summary>
public sealed class SecurityMail(SecretMail mail, TimeProvider clock)
{
    public void Tell(PortalUser user, string change)
    {
        var when = clock.GetUtcNow().ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);
        mail.TryQueue(new OutgoingMail(user.Email!, "Your account was changed", $"{change}\n\n{when} UTC"));
    }
}
