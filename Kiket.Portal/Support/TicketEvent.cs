namespace Kiket.Portal.Support;

public enum TicketEventKind
{
    Opened,

    /// <summary>A message to both sides.</summary>
    Wrote,

    /// <summary>An internal note of the publisher.</summary>
    Noted,
    StateChanged,
    Escalated,

    /// <summary>An operator opened it for the first time.</summary>
    Read,
    Satisfied,

    /// <summary>A clock reached a threshold.</summary>
    Passed,
}

/// <summary>What happened in a ticket. Never changes; every figure is computed from these.</summary>
public sealed class TicketEvent
{
    private TicketEvent()
    {
    }

    public Guid Id { get; private set; }

    public Guid TicketId { get; private set; }

    /// <summary>From 1 on; the order of events.</summary>
    public int Number { get; private set; }

    public TicketEventKind Kind { get; private set; }

    /// <summary>The ticket's state after it.</summary>
    public TicketState State { get; private set; }

    public DateTimeOffset At { get; private set; }

    public TicketSide Side { get; private set; }

    public Guid? ById { get; private set; }

    /// <summary>The name at that time.</summary>
    public string ByName { get; private set; } = "";

    /// <summary>A program did it and no person.</summary>
    public bool IsAutomatic { get; private set; }

    /// <summary>The version that solves it.</summary>
    public string? Detail { get; private set; }

    public TicketClock? Clock { get; private set; }

    public ClockThreshold? Threshold { get; private set; }

    /// <summary>When the threshold was reached; a job may have noted it later.</summary>
    public DateTimeOffset? ReachedAt { get; private set; }

    /// <summary>A person of the publisher wrote to the customer.</summary>
    public bool IsFirstResponse => Kind == TicketEventKind.Wrote && Side == TicketSide.Publisher && !IsAutomatic;

    public static TicketEvent Of(
        Guid ticketId, int number, TicketEventKind kind, TicketState state, TicketPerson person, bool isAutomatic, string? detail, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            TicketId = ticketId,
            Number = number,
            Kind = kind,
            State = state,
            At = now,
            Side = person.Side,
            ById = person.Id,
            ByName = person.Name,
            IsAutomatic = isAutomatic,
            Detail = detail,
        };

    internal static TicketEvent Passed(
        Guid ticketId, int number, TicketState state, TicketClock clock, ClockThreshold threshold, DateTimeOffset at, DateTimeOffset now)
    {
        var passed = Of(ticketId, number, TicketEventKind.Passed, state, TicketPerson.Portal, isAutomatic: true, detail: null, now);
        (passed.Clock, passed.Threshold, passed.ReachedAt) = (clock, threshold, at);
        return passed;
    }
}

/// <summary>A message in a ticket, or an internal note of the publisher. Never changes.</summary>
public sealed class TicketMessage
{
    public const int MaxText = 10_000;

    private readonly List<TicketFile> _files = [];

    private TicketMessage()
    {
    }

    public Guid Id { get; private set; }

    public Guid TicketId { get; private set; }

    public TicketSide Side { get; private set; }

    public Guid? ById { get; private set; }

    public string ByName { get; private set; } = "";

    public string Text { get; private set; } = "";

    /// <summary>Only the publisher's people read it.</summary>
    public bool IsInternal { get; private set; }

    public DateTimeOffset At { get; private set; }

    public IReadOnlyList<TicketFile> Files => _files;

    internal static TicketMessage Of(Guid ticketId, string text, bool isInternal, TicketPerson person, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        TicketId = ticketId,
        Side = person.Side,
        ById = person.Id,
        ByName = person.Name,
        Text = text,
        IsInternal = isInternal,
        At = now,
    };
}
