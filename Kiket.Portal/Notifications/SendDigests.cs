using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Notifications;

/// <summary>Sends the digests that are written, like <see cref="SendWaitingMail"/>: each is leased by one node before it is sent.</summary>
public sealed class SendDigests(IDbContextFactory<PortalDb> databases, DeliverMail deliver, WriteNoticeMail write, TimeProvider clock)
{
    private const int Batch = 20;

    /// <returns>The number of mails that were tried.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var due = await (
            from digest in db.Set<MailDigest>()
            join user in db.Set<PortalUser>() on digest.UserId equals user.Id
            where digest.Mail == MailState.Waiting && digest.MailDueAt <= now
            orderby digest.MailDueAt
            select new { digest, user.Email })
            .Take(Batch)
            .ToListAsync(cancellationToken);
        foreach (var item in due)
        {
            if (await LeaseAsync(db, item.digest, cancellationToken))
            {
                await SendAsync(db, item.digest, item.Email!, cancellationToken);
            }
        }

        return due.Count;
    }

    private async Task<bool> LeaseAsync(PortalDb db, MailDigest digest, CancellationToken cancellationToken)
    {
        var (due, until) = (digest.MailDueAt, clock.GetUtcNow() + DeliverMail.Lease);
        return await db.Set<MailDigest>()
            .Where(stored => stored.Id == digest.Id && stored.Mail == MailState.Waiting && stored.MailDueAt == due)
            .ExecuteUpdateAsync(set => set.SetProperty(stored => stored.MailDueAt, until), cancellationToken) == 1;
    }

    private async Task SendAsync(PortalDb db, MailDigest digest, string address, CancellationToken cancellationToken)
    {
        var notices = await db.Set<Notification>().AsNoTracking().Where(one => one.DigestId == digest.Id).ToListAsync(cancellationToken);
        var attempt = new MailAttempt(digest.UserId, digest.Id, digest.MailAttempts);
        switch (await deliver.RunAsync(write.Digest(digest, notices, address), attempt, cancellationToken))
        {
            case { IsSent: true }:
                digest.MailSent();
                break;
            case var failed:
                digest.MailFailed(failed.NextAttempt);
                break;
        }

        // Also when the portal stops now: a mail that was sent must not be sent again.
        await db.SaveChangesAsync(CancellationToken.None);
    }
}
