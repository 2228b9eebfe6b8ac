using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Support;

/// <summary>The customer calls the operators of the marketplace after a promise was missed. From then on operators can read the ticket.</summary>
public sealed class EscalateTicket(UnitOfWork unit, TicketTopic topic)
{
    public Task<Result<Ticket>> RunAsync(TicketRequest request, CancellationToken cancellationToken) =>
        unit.RunAsync(work => EscalateAsync(work, request, cancellationToken), cancellationToken);

    private async Task<Result<Ticket>> EscalateAsync(Work work, TicketRequest request, CancellationToken cancellationToken)
    {
        if (!(await TicketAccess.OpenAsync(work.Db, request, OrganizationRole.Admin, cancellationToken)).TryGet(out var opened, out var error))
        {
            return error;
        }

        var ticket = opened.Ticket;
        if (opened.Side != TicketSide.Customer)
        {
            return Error.Forbidden("customer_only", "Only the customer escalates a ticket.");
        }

        if (ticket.Escalate(opened.Person, work.Now) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        work.Audit(request.Actor, "ticket.escalated", new AuditSubject("ticket", ticket.Id.ToString()), ticket.OrganizationId);
        work.Raise(new TicketEscalated(ticket.Id));
        work.Refresh(() => topic.PublishAsync(ticket));
        return ticket;
    }
}

/// <summary>An operator opens an escalated ticket. Both sides see who has read it.</summary>
public sealed class ReadEscalatedTicket(UnitOfWork unit, TicketTopic topic)
{
    public Task<Result<Ticket>> RunAsync(Guid ticketId, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(work => ReadAsync(work, ticketId, actor, cancellationToken), cancellationToken);

    private async Task<Result<Ticket>> ReadAsync(Work work, Guid ticketId, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await TicketAccess.OpenEscalatedAsync(work.Db, ticketId, actor, cancellationToken)).TryGet(out var opened, out var error))
        {
            return error;
        }

        if (opened.Ticket.Read(opened.Person, work.Now))
        {
            work.Audit(actor, "ticket.read", new AuditSubject("ticket", ticketId.ToString()), opened.Ticket.OrganizationId);
            work.Refresh(() => topic.PublishAsync(opened.Ticket));
        }

        return opened.Ticket;
    }
}
