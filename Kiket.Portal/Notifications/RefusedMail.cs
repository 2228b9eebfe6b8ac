using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Notifications;

/// <summary>A person's mail is refused, as they and operators see it.</summary>
/// <param name="IsPaused">No more notices are mailed until they change something.</param>
public sealed record MailRefusal(Guid UserId, string Address, DateTimeOffset Since, int Refusals, string Reason, bool IsPaused);

/// <summary>Whose mail is refused by their mail server, and how it goes on.</summary>
public sealed class RefusedMail(IDbContextFactory<PortalDb> databases)
{
    /// <summary>Null when their mail arrives, as far as the portal knows.</summary>
    public async Task<MailRefusal?> FindAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await Current(db).AsNoTracking().SingleOrDefaultAsync(mailbox => mailbox.UserId == userId, cancellationToken)) is { } found ? Of(found) : null;
    }

    /// <summary>The person asks to try again, or has shown that mail arrives.</summary>
    public async Task ForgetAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Set<RefusedMailbox>().Where(mailbox => mailbox.UserId == userId).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Addresses that people no longer have are left out.</summary>
    public static IQueryable<RefusedMailbox> Current(PortalDb db) =>
        from mailbox in db.Set<RefusedMailbox>()
        join user in db.Set<PortalUser>() on mailbox.UserId equals user.Id
        where user.Email == mailbox.Address
        select mailbox;

    /// <summary>Those among some people whose mail is paused.</summary>
    internal static async Task<HashSet<Guid>> PausedAsync(PortalDb db, IReadOnlyList<Guid> people, CancellationToken cancellationToken) =>
        await Current(db)
            .Where(mailbox => mailbox.Refusals >= RefusedMailbox.MostRefusals && people.Contains(mailbox.UserId))
            .Select(mailbox => mailbox.UserId)
            .ToHashSetAsync(cancellationToken);

    /// <summary>
    /// A server refused a mail to this person for good. The last one that counts also stops what still waits for them: all of it is shown in
    /// the app instead.
    /// </summary>
    internal static async Task<Result> AddAsync(Work work, Guid userId, string address, string reason)
    {
        var mailbox = await work.Db.Set<RefusedMailbox>().SingleOrDefaultAsync(known => known.UserId == userId);
        if (mailbox is null)
        {
            mailbox = RefusedMailbox.Of(userId);
            work.Db.Add(mailbox);
        }

        mailbox.Refused(address, reason, work.Now);
        if (mailbox.IsPaused)
        {
            await work.Db.Set<Notification>()
                .Where(one => one.UserId == userId && (one.Mail == MailState.Waiting || one.Mail == MailState.Digest))
                .ExecuteUpdateAsync(set => set
                    .SetProperty(one => one.Mail, MailState.None)
                    .SetProperty(one => one.MailDueAt, (DateTimeOffset?)null)
                    .SetProperty(one => one.InApp, true));
        }

        return Result.Success();
    }

    public static MailRefusal Of(RefusedMailbox mailbox) =>
        new(mailbox.UserId, mailbox.Address, mailbox.Since, mailbox.Refusals, mailbox.Reason, mailbox.IsPaused);
}
