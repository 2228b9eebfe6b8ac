using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Notifications;

/// <summary>
/// Sends the mails of stored notifications. The row is the queue: mails that a stop or a failing server leaves unsent are
/// tried again, after longer and longer waits, until the last attempt.
/// </summary>
public sealed class SendWaitingMail(IDbContextFactory<PortalDb> databases, DeliverMail deliver, WriteNoticeMail write, TimeProvider clock)
{
    private const int Batch = 20;

    /// <summary>Sends the mails that are due.</summary>
    /// <returns>The number of mails that were tried.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var due = await (
            from notification in db.Set<Notification>()
            join user in db.Set<PortalUser>() on notification.UserId equals user.Id
            where notification.Mail == MailState.Waiting && notification.MailDueAt <= now
            orderby notification.MailDueAt
            select new { notification, user.Email })
            .Take(Batch)
            .ToListAsync(cancellationToken);
        foreach (var item in due)
        {
            if (!await LeaseAsync(db, item.notification, cancellationToken))
            {
                // Another node sends it, or it was stopped meanwhile.
                continue;
            }

            await SendAsync(item.notification, item.Email!, cancellationToken);
            // Also when the portal stops now: a mail that was sent must not be sent again.
            await db.SaveChangesAsync(CancellationToken.None);
        }

        return due.Count;
    }

    /// <summary>
    /// Takes a mail for this node: until the lease ends no other node sends it, and if this one ends before it is sent, another
    /// goes on then.
    /// </summary>
    private async Task<bool> LeaseAsync(PortalDb db, Notification notification, CancellationToken cancellationToken)
    {
        var (due, until) = (notification.MailDueAt, clock.GetUtcNow() + DeliverMail.Lease);
        return await db.Set<Notification>()
            .Where(stored => stored.Id == notification.Id && stored.Mail == MailState.Waiting && stored.MailDueAt == due)
            .ExecuteUpdateAsync(set => set.SetProperty(stored => stored.MailDueAt, until), cancellationToken) == 1;
    }

    private async Task SendAsync(Notification notification, string address, CancellationToken cancellationToken)
    {
        var attempt = new MailAttempt(notification.UserId, notification.Id, notification.MailAttempts);
        switch (await deliver.RunAsync(write.Notice(notification, address), attempt, cancellationToken))
        {
            case { IsSent: true }:
                notification.MailSent();
                break;
            case { IsRefused: true }:
                notification.MailFailed(nextAttempt: null);
                notification.ShowInApp();
                break;
            case var failed:
                notification.MailFailed(failed.NextAttempt);
                break;
        }
    }
}
