using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Support;

public enum TicketState
{
    /// <summary>The publisher acts next.</summary>
    Open,

    /// <summary>The customer acts next.</summary>
    Waiting,

    /// <summary>A message of the customer opens it again.</summary>
    Resolved,

    /// <summary>For good.</summary>
    Closed,
}

public enum TicketCategory
{
    Question,
    Problem,
    Billing,
    Security,
    Request,
}

public enum TicketSeverity
{
    Low,
    Normal,
    High,
    Urgent,
}

/// <summary>Who writes in a ticket.</summary>
public enum TicketSide
{
    Customer,
    Publisher,

    /// <summary>An operator of the marketplace, after an escalation.</summary>
    Operator,

    /// <summary>The portal itself.</summary>
    Portal,
}

/// <summary>What a ticket is about, as it was opened.</summary>
/// <param name="Installation">The installation's public number; null when it is gone.</param>
/// <param name="Version">The version that ran; null when none did.</param>
public sealed record TicketSubject(Guid ExtensionKey, Guid PublisherId, Guid OrganizationId, long? Installation, string? Version);

/// <summary>What the customer wrote.</summary>
public sealed record TicketContent(string Subject, TicketCategory Category, TicketSeverity Severity)
{
    public const int MaxSubject = 150;
}

/// <summary>A part of what the portal knows about the installation, which the customer chose to send along.</summary>
public sealed record TicketDiagnostics(string Title, IReadOnlyList<string> Lines);

/// <summary>Who acts in a ticket.</summary>
public sealed record TicketPerson(TicketSide Side, Guid? Id, string Name)
{
    public static TicketPerson Portal { get; } = new(TicketSide.Portal, null, "Kiket");
}

/// <summary>A question of an organization to the publisher of something it runs. Both organizations read it, and nobody else.</summary>
public sealed class Ticket : VersionedEntity
{
    /// <summary>A resolved ticket can be opened again for as long.</summary>
    public static readonly TimeSpan ReopenTime = TimeSpan.FromDays(14);

    /// <summary>More than any conversation needs. The next question is another ticket.</summary>
    public const int MaxMessages = 500;

    public const int MaxComment = 1_000;

    private readonly List<TicketEvent> _events = [];
    private readonly List<TicketMessage> _messages = [];

    private Ticket()
    {
    }

    public Guid Id { get; private set; }

    public Guid ExtensionKey { get; private set; }

    /// <summary>The organization that published the extension when the ticket was opened.</summary>
    public Guid PublisherId { get; private set; }

    /// <summary>The customer.</summary>
    public Guid OrganizationId { get; private set; }

    /// <summary>The installation's public number.</summary>
    public long? Installation { get; private set; }

    public string? Version { get; private set; }

    public string Subject { get; private set; } = "";

    public TicketCategory Category { get; private set; }

    public TicketSeverity Severity { get; private set; }

    public TicketState State { get; private set; }

    /// <summary>Raised by one with each message and change of state. Who changes the state says which one they have read.</summary>
    public int Revision { get; private set; }

    public TicketPromise Promise { get; private set; } = TicketPromise.None;

    public IReadOnlyList<TicketDiagnostics> Diagnostics { get; private set; } = [];

    public string OpenedByName { get; private set; } = "";

    public DateTimeOffset OpenedAt { get; private set; }

    /// <summary>When something last happened that people see.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    public DateTimeOffset? ResolvedAt { get; private set; }

    /// <summary>The version that solves it, as the publisher says; null for none.</summary>
    public string? FixedIn { get; private set; }

    public DateTimeOffset? EscalatedAt { get; private set; }

    /// <summary>A promise was missed.</summary>
    public DateTimeOffset? BreachedAt { get; private set; }

    public bool? IsSatisfied { get; private set; }

    public string? Comment { get; private set; }

    /// <summary>When the next clock runs out: a warning or the promise; for the queue.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>When a job has to look at it; null for never.</summary>
    public DateTimeOffset? CheckAt { get; private set; }

    /// <summary>In order.</summary>
    public IReadOnlyList<TicketEvent> Events => _events;

    /// <summary>In order.</summary>
    public IReadOnlyList<TicketMessage> Messages => _messages;

    public static Ticket Open(
        TicketSubject about,
        TicketContent content,
        TicketPromise promise,
        IReadOnlyList<TicketDiagnostics> diagnostics,
        string text,
        TicketPerson person,
        DateTimeOffset now)
    {
        var ticket = new Ticket
        {
            Id = Guid.CreateVersion7(now),
            ExtensionKey = about.ExtensionKey,
            PublisherId = about.PublisherId,
            OrganizationId = about.OrganizationId,
            Installation = about.Installation,
            Version = about.Version,
            Subject = content.Subject,
            Category = content.Category,
            Severity = content.Severity,
            Promise = promise,
            Diagnostics = diagnostics,
            OpenedByName = person.Name,
            OpenedAt = now,
        };
        ticket.Add(TicketEventKind.Opened, person, now);
        ticket._messages.Add(TicketMessage.Of(ticket.Id, text, isInternal: false, person, now));
        ticket.Changed(now);
        return ticket;
    }

    public IReadOnlyList<ClockFigures> Clocks(DateTimeOffset now) => TicketClocks.Of(Promise, _events, now);

    /// <summary>Whether it can't be written in any more, also before a job has closed it.</summary>
    public bool IsOver(DateTimeOffset now) => State == TicketState.Closed || (State == TicketState.Resolved && now >= ResolvedAt + ReopenTime);

    /// <summary>A promise was missed by an instant.</summary>
    public bool HasMissed(DateTimeOffset now) => BreachedAt is not null || Clocks(now).Any(clock => clock.IsMissed(now));

    internal Result<TicketMessage> Write(string text, bool isInternal, bool isAutomatic, TicketPerson person, DateTimeOffset now)
    {
        if (IsOver(now))
        {
            return Over;
        }

        if (isInternal && person.Side != TicketSide.Publisher)
        {
            return Error.Forbidden("internal_notes", "Internal notes belong to the publisher. Write a message to both sides instead.");
        }

        if (_messages.Count >= MaxMessages)
        {
            return Error.Conflict("too_many_messages", $"This ticket has {MaxMessages} messages. Your text is still here. Open another ticket with it.");
        }

        var message = TicketMessage.Of(Id, text, isInternal, person, now);
        _messages.Add(message);
        if (isInternal)
        {
            Add(TicketEventKind.Noted, person, now);
            Changed(now);
            return message;
        }

        if (person.Side == TicketSide.Customer && State != TicketState.Open)
        {
            SetState(TicketState.Open, now);
        }

        Add(TicketEventKind.Wrote, person, now, isAutomatic: isAutomatic);
        Changed(now);
        return message;
    }

    /// <param name="fixedIn">The version that solves it; null for none.</param>
    public Result ChangeState(TicketState state, string? fixedIn, TicketPerson person, DateTimeOffset now)
    {
        if (IsOver(now))
        {
            return Over;
        }

        var allowed = (person.Side, State, state) switch
        {
            (_, _, TicketState.Closed) => Error.Invalid(
                "state_invalid", "Tickets close by themselves 14 days after they are resolved. Resolve it instead."),
            _ when State == state => Error.Conflict("state_same", $"The ticket is already {TicketLabels.State(state).ToLowerInvariant()}. Reload it."),
            (TicketSide.Customer, _, TicketState.Waiting) => Error.Forbidden(
                "state_forbidden", "Only the publisher can wait for you. Write a message, or resolve the ticket."),
            (_, TicketState.Resolved, TicketState.Waiting) => Error.Conflict("state_invalid", "The ticket is resolved. Open it again first."),
            (TicketSide.Customer, TicketState.Waiting, TicketState.Open) => Error.Conflict(
                "state_invalid", "The publisher waits for you. Write a message; it opens the ticket again."),
            (TicketSide.Customer or TicketSide.Publisher, _, _) => null,
            _ => Error.Forbidden("state_forbidden", "Only the customer and the publisher change the state of a ticket."),
        };
        if (allowed is not null)
        {
            return allowed;
        }

        SetState(state, now);
        FixedIn = state == TicketState.Resolved ? fixedIn : null;
        Add(TicketEventKind.StateChanged, person, now, detail: FixedIn);
        Changed(now);
        return Result.Success();
    }

    internal Result Escalate(TicketPerson person, DateTimeOffset now)
    {
        if (EscalatedAt is not null)
        {
            return Error.Conflict("already_escalated", "This ticket is escalated already. The operators of the marketplace can read it.");
        }

        if (IsOver(now))
        {
            return Over;
        }

        if (!HasMissed(now))
        {
            return Error.Conflict(
                "promise_kept", "A ticket can be escalated once a promised time is missed. Until then, write to the publisher.");
        }

        EscalatedAt = now;
        Add(TicketEventKind.Escalated, person, now);
        Changed(now);
        return Result.Success();
    }

    internal Result Satisfy(bool isSatisfied, string comment, TicketPerson person, DateTimeOffset now)
    {
        if (State is not (TicketState.Resolved or TicketState.Closed))
        {
            return Error.Conflict("not_resolved", "Say whether you are satisfied once the ticket is resolved.");
        }

        if (IsSatisfied is not null)
        {
            return Error.Conflict("already_rated", "Your organization has said already whether it is satisfied. That can't be changed.");
        }

        (IsSatisfied, Comment) = (isSatisfied, comment.Length > 0 ? comment : null);
        Add(TicketEventKind.Satisfied, person, now);
        Changed(now);
        return Result.Success();
    }

    /// <summary>An operator reads it; both sides see that, once for each operator.</summary>
    /// <returns>False when that operator has read it before.</returns>
    internal bool Read(TicketPerson person, DateTimeOffset now)
    {
        if (_events.Exists(one => one.Kind == TicketEventKind.Read && one.ById == person.Id))
        {
            return false;
        }

        Add(TicketEventKind.Read, person, now);
        return true;
    }

    /// <summary>
    /// Does what is due: notes thresholds that its clocks have reached, once each, and closes it. Reckoned anew from the events, so a job that
    /// runs late, or again, notes nothing that is no longer so.
    /// </summary>
    /// <returns>The thresholds reached since the last look that somebody has to know about.</returns>
    internal IReadOnlyList<(TicketClock Clock, ClockThreshold Threshold)> Check(DateTimeOffset now)
    {
        var reached = new List<(TicketClock Clock, ClockThreshold Threshold)>();
        foreach (var clock in Clocks(now))
        {
            if (clock.Reached(ClockThreshold.Breach, now))
            {
                if (Note(clock.Clock, ClockThreshold.Breach, clock.DueAt!.Value, now))
                {
                    BreachedAt ??= clock.DueAt;
                    reached.Add((clock.Clock, ClockThreshold.Breach));
                }
            }
            else if (clock.IsRunning && clock.Reached(ClockThreshold.Warning, now) && Note(clock.Clock, ClockThreshold.Warning, clock.WarnAt!.Value, now))
            {
                reached.Add((clock.Clock, ClockThreshold.Warning));
            }
        }

        if (State == TicketState.Resolved && IsOver(now))
        {
            State = TicketState.Closed;
            Add(TicketEventKind.StateChanged, TicketPerson.Portal, now, isAutomatic: true);
            ChangedAt = now;
            Revision++;
        }

        Schedule(now);
        return reached;
    }

    private static Error Over { get; } = Error.Conflict(
        "ticket_closed", "This ticket is closed, 14 days after it was resolved. Your text is still here. Open a new ticket with it.");

    private void SetState(TicketState state, DateTimeOffset now) => (State, ResolvedAt) = (state, state == TicketState.Resolved ? now : null);

    private bool Note(TicketClock clock, ClockThreshold threshold, DateTimeOffset at, DateTimeOffset now)
    {
        if (_events.Exists(one => one.Clock == clock && one.Threshold == threshold))
        {
            return false;
        }

        _events.Add(TicketEvent.Passed(Id, _events.Count + 1, State, clock, threshold, at, now));
        return true;
    }

    private void Add(TicketEventKind kind, TicketPerson person, DateTimeOffset now, bool isAutomatic = false, string? detail = null) =>
        _events.Add(TicketEvent.Of(Id, _events.Count + 1, kind, State, person, isAutomatic, detail, now));

    private void Changed(DateTimeOffset now)
    {
        ChangedAt = now;
        Revision++;
        Schedule(now);
    }

    private void Schedule(DateTimeOffset now)
    {
        var clocks = Clocks(now);
        DueAt = clocks.Where(clock => clock.IsRunning).Min(clock => clock.DueAt);
        var next = clocks.SelectMany(clock => new[]
        {
            clock.IsRunning && !Noted(clock.Clock, ClockThreshold.Warning) && !Noted(clock.Clock, ClockThreshold.Breach) ? clock.WarnAt : null,
            !Noted(clock.Clock, ClockThreshold.Breach) ? clock.DueAt : null,
        });
        var closes = State == TicketState.Resolved ? ResolvedAt + ReopenTime : null;
        CheckAt = next.Append(closes).Min();
    }

    private bool Noted(TicketClock clock, ClockThreshold threshold) => _events.Exists(one => one.Clock == clock && one.Threshold == threshold);
}
