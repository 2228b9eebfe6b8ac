using Kiket.Portal.Accounts;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Notifications;

/// <summary>Stops the mails that a link in one of them names, without a sign-in. Doing it again changes nothing.</summary>
public sealed class StopMails(UnitOfWork unit, UnsubscribeLinks links)
{
    public static Error BadLink { get; } = Error.Gone(
        "unsubscribe_link",
        "This link doesn't work, and no mails were stopped. It may be cut off: copy the whole of it from the mail, or sign in and "
        + "choose your mails under Account, Notifications.");

    /// <returns>What was stopped.</returns>
    public async Task<Result<Unsubscription>> RunAsync(string? code, CancellationToken cancellationToken)
    {
        if (links.Read(code) is not { } what)
        {
            return BadLink;
        }

        return await unit.RunAsync<Unsubscription>(
            async work =>
            {
                if (!await work.Db.Set<PortalUser>().AnyAsync(user => user.Id == what.UserId && user.DeletedAt == null, cancellationToken))
                {
                    return BadLink;
                }

                foreach (var choice in await NotificationQueries.ChoicesAsync(work.Db, what.UserId, cancellationToken))
                {
                    if (choice.Mail && (what.Kind is { } kind ? choice.Kind == kind : choice.Frequency != MailFrequency.Immediately))
                    {
                        await ChooseNotifications.ChooseAsync(work.Db, what.UserId, choice with { Mail = false }, cancellationToken);
                    }
                }

                return what;
            },
            cancellationToken);
    }
}
