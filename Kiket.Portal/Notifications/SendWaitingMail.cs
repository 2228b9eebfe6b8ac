using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Notifications;

/// <summary>
/// Sends the mails of stored notifications. The row is the queue: mails that a stop or a failing server leaves unsent are
/// tried again, after longer and longer waits, until the last attempt.
/// </summary>
public sealed partial class SendWaitingMail(
    IDbContextFactory<PortalDb> databases,
    IMailTransport transport,
    SecretLinks links,
    TimeProvider clock,
    ILogger<SendWaitingMail> logger)
{
    private const int Batch = 20;

    /// <summary>Longer than a mail server takes at worst.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    /// <summary>Waits after the first, second … failure. After the last one the mail isn't tried again.</summary>
    public static IReadOnlyList<TimeSpan> BackOff { get; } =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(12)];

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
                // Another node sends it.
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
        var (due, until) = (notification.MailDueAt, clock.GetUtcNow() + Lease);
        return await db.Set<Notification>()
            .Where(stored => stored.Id == notification.Id && stored.Mail == MailState.Waiting && stored.MailDueAt == due)
            .ExecuteUpdateAsync(set => set.SetProperty(stored => stored.MailDueAt, until), cancellationToken) == 1;
    }

    private async Task SendAsync(Notification notification, string address, CancellationToken cancellationToken)
    {
        try
        {
            await transport.SendAsync(new OutgoingMail(address, notification.Title, Body(notification)), cancellationToken);
            notification.MailSent();
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var next = notification.MailAttempts < BackOff.Count
                ? clock.GetUtcNow() + BackOff[notification.MailAttempts]
                : (DateTimeOffset?)null;
            notification.MailFailed(next);
            NotSent(logger, notification.Id, notification.MailAttempts, exception.Message);
        }
    }

    private string Body(Notification notification)
    {
        return $"{notification.Body}\n\n{links.Of(notification.Link)}\n\nChoose which mails you get under Account, Notifications.";
    }

    [LoggerMessage(LogLevel.Warning, "Mail of notification {NotificationId} was not sent (attempt {Attempt}): {Reason}")]
    private static partial void NotSent(ILogger logger, Guid notificationId, int attempt, string reason);
}

/// <summary>Runs both mail queues while the portal runs. Does nothing while mail is off.</summary>
internal sealed partial class MailSender(
    SendWaitingMail waiting,
    SecretMail secret,
    IMailTransport transport,
    TimeProvider clock,
    ILogger<MailSender> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        secret.IsConfigured ? Task.WhenAll(SendStoredAsync(stoppingToken), SendSecretAsync(stoppingToken)) : Task.CompletedTask;

    private async Task SendStoredAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await waiting.RunAsync(stoppingToken) == 0)
                {
                    await Task.Delay(Pause, clock, stoppingToken);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Broken(logger, exception);
                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
    }

    private async Task SendSecretAsync(CancellationToken stoppingToken)
    {
        await foreach (var mail in secret.Waiting.ReadAllAsync(stoppingToken))
        {
            try
            {
                await transport.SendAsync(mail, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Lost(logger, mail.Subject, exception.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Processing stored mail failed. It is tried again.")]
    private static partial void Broken(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Mail \"{Subject}\" was not sent: {Reason}. Its receiver can request it again.")]
    private static partial void Lost(ILogger logger, string subject, string reason);
}
