namespace Kiket.Portal.Notifications;

/// <summary>
/// One digest mail to one person: what waited until their clock reached their hour on a day. There is one for each person and day,
/// so two nodes, or one that is killed and starts again, send it once.
/// </summary>
public sealed class MailDigest
{
    private MailDigest()
    {
    }

    public Guid Id { get; private set; }

    public Guid UserId { get; private set; }

    /// <summary>The day on the person's own calendar.</summary>
    public DateOnly Day { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public MailState Mail { get; private set; }

    public int MailAttempts { get; private set; }

    public DateTimeOffset? MailDueAt { get; private set; }

    internal static MailDigest Of(Guid userId, DateOnly day, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserId = userId,
        Day = day,
        CreatedAt = now,
        Mail = MailState.Waiting,
        MailDueAt = now,
    };

    internal void MailSent() => (Mail, MailDueAt) = (MailState.Sent, null);

    /// <inheritdoc cref="Notification.MailFailed"/>
    internal void MailFailed(DateTimeOffset? nextAttempt)
    {
        MailAttempts++;
        MailDueAt = nextAttempt;
        Mail = nextAttempt is null ? MailState.Failed : MailState.Waiting;
    }
}
