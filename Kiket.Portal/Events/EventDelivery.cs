namespace Kiket.Portal.Events;

public enum DeliveryState
{
    /// <summary>Waiting to be handled, for the first time or again.</summary>
    Waiting,

    Done,

    /// <summary>It failed <see cref="EventDelivery.MaxTries"/> times. An operator decides what happens next.</summary>
    Dead,
}

/// <summary>One event on its way to one handler.</summary>
public sealed class EventDelivery
{
    public const int MaxTries = 8;
    public const int MaxHandler = 80;
    public const int MaxReason = 1000;

    /// <summary>How long a handler may take. After this, it has failed, so that one that hangs doesn't stop the others.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(90);

    /// <summary>
    /// Longer than <see cref="MaxTime"/>, so that no two workers run the same delivery. After this time, another node takes
    /// over the work of a node that died.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>The wait after each failed try: first short, for a brief failure, then hours, for an outage.</summary>
    private static readonly TimeSpan[] BackOff =
    [
        TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6),
    ];

    private EventDelivery()
    {
    }

    public long Id { get; private set; }

    public long EventId { get; private set; }

    public string Handler { get; private set; } = "";

    /// <summary>The event's subject. Deliveries to one handler about one subject are in order.</summary>
    public string Subject { get; private set; } = "";

    public DeliveryState State { get; private set; }

    public int Tries { get; private set; }

    public DateTimeOffset DueAt { get; private set; }

    /// <summary>Until when a worker has it; null when none does.</summary>
    public DateTimeOffset? LeasedUntil { get; private set; }

    /// <summary>Why the last try failed.</summary>
    public string? Reason { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    internal static EventDelivery Of(string handler, string subject, DateTimeOffset now) => new() { Handler = handler, Subject = subject, DueAt = now };

    /// <summary>With its numbers before it is stored.</summary>
    internal EventDelivery As(long id, long eventId)
    {
        (Id, EventId) = (id, eventId);
        return this;
    }

    internal void Finish(DateTimeOffset now) => (State, LeasedUntil, Reason, EndedAt) = (DeliveryState.Done, null, null, now);

    /// <summary>Schedules the next try, or gives up after <see cref="MaxTries"/>.</summary>
    internal void Fail(string reason, DateTimeOffset now)
    {
        Tries++;
        Reason = reason.Length > MaxReason ? reason[..MaxReason] : reason;
        LeasedUntil = null;
        if (Tries >= MaxTries)
        {
            (State, EndedAt) = (DeliveryState.Dead, now);
            return;
        }

        DueAt = now + BackOff[Math.Min(Tries, BackOff.Length) - 1];
    }

    /// <summary>Tries it again for an operator, with all tries.</summary>
    internal void Retry(DateTimeOffset now) => (State, Tries, DueAt, EndedAt) = (DeliveryState.Waiting, 0, now, null);
}
