using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Support;

/// <summary>The customer says once whether a resolved ticket was answered well.</summary>
public sealed class RateSupport(UnitOfWork unit, TicketText texts, TicketTopic topic)
{
    public async Task<Result<Ticket>> RunAsync(TicketRequest request, bool? isSatisfied, string? comment, CancellationToken cancellationToken)
    {
        var text = TicketText.Clean(comment);
        return isSatisfied is not { } satisfied
            ? Error.Field("satisfied", "satisfied_missing", "Say whether you are satisfied: true or false.")
            : texts.Problem(text, "comment", "The comment", Ticket.MaxComment, empty: null)
                ?? await unit.RunAsync(work => RateAsync(work, request, satisfied, text, cancellationToken), cancellationToken);
    }

    private async Task<Result<Ticket>> RateAsync(
        Work work, TicketRequest request, bool isSatisfied, string comment, CancellationToken cancellationToken)
    {
        if (!(await TicketAccess.OpenAsync(work.Db, request, OrganizationRole.Admin, cancellationToken)).TryGet(out var opened, out var error))
        {
            return error;
        }

        var ticket = opened.Ticket;
        if (opened.Side != TicketSide.Customer)
        {
            return Error.Forbidden("customer_only", "Only the customer says whether a ticket was answered well.");
        }

        if (ticket.Satisfy(isSatisfied, comment, opened.Person, work.Now) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        work.Audit(
            request.Actor, "ticket.rated", new AuditSubject("ticket", ticket.Id.ToString()), ticket.OrganizationId, after: new { ticket.IsSatisfied });
        work.Refresh(() => topic.PublishAsync(ticket));
        return ticket;
    }
}
