using Kiket.Portal.Events;

namespace Kiket.Portal.Support;

/// <summary>Somebody wrote to the other side: a new ticket or a message in one.</summary>
[EventName("ticket.written")]
public sealed record TicketWritten(Guid TicketId, Guid MessageId) : IEvent
{
    public string Subject => $"ticket:{TicketId}";
}

/// <summary>A person changed the state of a ticket without a message.</summary>
/// <param name="Number">Of the ticket's event.</param>
[EventName("ticket.moved")]
public sealed record TicketMoved(Guid TicketId, int Number) : IEvent
{
    public string Subject => $"ticket:{TicketId}";
}

/// <summary>A clock of a ticket reached a threshold.</summary>
[EventName("ticket.clock_passed")]
public sealed record TicketClockPassed(Guid TicketId, TicketClock Clock, ClockThreshold Threshold) : IEvent
{
    public string Subject => $"ticket:{TicketId}";
}

/// <summary>A customer called the operators.</summary>
[EventName("ticket.escalated")]
public sealed record TicketEscalated(Guid TicketId) : IEvent
{
    public string Subject => $"ticket:{TicketId}";
}
