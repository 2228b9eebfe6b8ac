using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Notifications;

/// <summary>A person chooses how they receive one kind of notification.</summary>
public sealed class ChooseNotifications(UnitOfWork unit)
{
    public Task<Result> RunAsync(Guid userId, NotificationChoice choice, CancellationToken cancellationToken) =>
        unit.RunAsync(
            async work =>
            {
                await ChooseAsync(work.Db, userId, choice, cancellationToken);
                return Result.Success();
            },
            cancellationToken);

    /// <summary>
    /// Stores the choice in the caller's change. What already waits for a digest goes with the next one, whichever comes first; with mail
    /// switched off nothing more is sent.
    /// </summary>
    internal static async Task ChooseAsync(PortalDb db, Guid userId, NotificationChoice choice, CancellationToken cancellationToken)
    {
        var stored = await db.Set<NotificationPreference>()
            .SingleOrDefaultAsync(preference => preference.UserId == userId && preference.Kind == choice.Kind, cancellationToken);
        if (stored is null)
        {
            db.Add(NotificationPreference.Of(userId, choice));
        }
        else
        {
            stored.Choose(choice);
        }

        if (!choice.Mail)
        {
            await db.Set<Notification>()
                .Where(one => one.UserId == userId && one.Kind == choice.Kind && (one.Mail == MailState.Waiting || one.Mail == MailState.Digest))
                .ExecuteUpdateAsync(
                    set => set.SetProperty(one => one.Mail, MailState.None).SetProperty(one => one.MailDueAt, (DateTimeOffset?)null), cancellationToken);
        }
    }
}
