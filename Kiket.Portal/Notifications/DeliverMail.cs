using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Notifications;

/// <summary>A mail that is tried, and how often it was before.</summary>
public sealed record MailAttempt(Guid UserId, Guid MailId, int Attempts);

/// <summary>What came of it.</summary>
/// <param name="NextAttempt">When it is tried again; null when it isn't.</param>
/// <param name="IsRefused">The server doesn't take it, now or later.</param>
public sealed record MailOutcome(bool IsSent, DateTimeOffset? NextAttempt = null, bool IsRefused = false);

/// <summary>
/// Hands one stored mail to the server, and decides what follows when it isn't taken: temporary failures are tried again after longer and
/// longer waits, a refusal for good is noted beside the address.
/// </summary>
public sealed partial class DeliverMail(
    IMailTransport transport, UnitOfWork unit, IDbContextFactory<PortalDb> databases, TimeProvider clock, ILogger<DeliverMail> logger)
{
    /// <summary>Longer than a mail server takes at worst.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    /// <summary>Waits after the first, second … failure. After the last one the mail isn't tried again.</summary>
    public static IReadOnlyList<TimeSpan> BackOff { get; } =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(12)];

    public async Task<MailOutcome> RunAsync(OutgoingMail mail, MailAttempt attempt, CancellationToken cancellationToken)
    {
        try
        {
            await transport.SendAsync(mail, cancellationToken);
            await ArrivedAsync(attempt.UserId);
            return new MailOutcome(IsSent: true);
        }
        catch (MailRefusedException refused)
        {
            Refused(logger, attempt.MailId, refused.Message);
            // Another node may note one for the same person at this moment; then this one counts after it.
            _ = await unit.RunAsync(work => RefusedMail.AddAsync(work, attempt.UserId, mail.To, refused.Message), CancellationToken.None);
            return new MailOutcome(IsSent: false, IsRefused: true);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            NotSent(logger, attempt.MailId, attempt.Attempts + 1, exception.Message);
            return new MailOutcome(
                IsSent: false, attempt.Attempts < BackOff.Count ? clock.GetUtcNow() + BackOff[attempt.Attempts] : null);
        }
    }

    /// <summary>What was refused before doesn't count any more.</summary>
    private async Task ArrivedAsync(Guid userId)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        var refused = db.Set<RefusedMailbox>().Where(mailbox => mailbox.UserId == userId);
        if (await refused.AnyAsync(CancellationToken.None))
        {
            await refused.ExecuteDeleteAsync(CancellationToken.None);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Mail {MailId} was not sent (attempt {Attempt}): {Reason}")]
    private static partial void NotSent(ILogger logger, Guid mailId, int attempt, string reason);

    [LoggerMessage(LogLevel.Warning, "Mail {MailId} was refused for good: {Reason}")]
    private static partial void Refused(ILogger logger, Guid mailId, string reason);
}
