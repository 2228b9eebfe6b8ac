using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Support;

/// <param name="IsInternal">A note for the publisher's own people.</param>
public sealed record TicketInput(string? Text, bool IsInternal = false)
{
    /// <summary>Files that the person added before.</summary>
    public IReadOnlyCollection<Guid> Files { get; init; } = [];

    /// <summary>The state that the publisher sets with the message; null leaves it. A customer's message opens a ticket anyway.</summary>
    public TicketState? State { get; init; }

    /// <summary>The revision that was read, when a state is set.</summary>
    public int? ExpectedVersion { get; init; }

    /// <summary>A program wrote it and no person: no first response.</summary>
    public bool IsAutomatic { get; init; }
}

/// <summary>Adds a message of the customer, the publisher or, after an escalation, an operator; the other side is notified.</summary>
public sealed class WriteInTicket(UnitOfWork unit, TicketText texts, TicketTopic topic)
{
    /// <param name="request">With the organization that the person writes for.</param>
    public Task<Result<TicketMessage>> RunAsync(TicketRequest request, TicketInput input, CancellationToken cancellationToken) => RunAsync(
        input,
        async work => await TicketAccess.OpenAsync(work.Db, request, OrganizationRole.Admin, cancellationToken),
        request.Actor,
        cancellationToken);

    /// <summary>As an operator, in an escalated ticket.</summary>
    public Task<Result<TicketMessage>> RunAsOperatorAsync(Guid ticketId, string? text, Actor actor, CancellationToken cancellationToken) => RunAsync(
        new TicketInput(text),
        async work => await TicketAccess.OpenEscalatedAsync(work.Db, ticketId, actor, cancellationToken),
        actor,
        cancellationToken);

    private async Task<Result<TicketMessage>> RunAsync(
        TicketInput input, Func<Work, Task<Result<OpenedTicket>>> open, Actor actor, CancellationToken cancellationToken)
    {
        var text = TicketText.Clean(input.Text);
        return texts.Problem(text, "body", "The message", TicketMessage.MaxText, "Write a message first.")
            ?? await unit.RunAsync(work => WriteAsync(work, input, text, open, actor, cancellationToken), cancellationToken);
    }

    private async Task<Result<TicketMessage>> WriteAsync(
        Work work, TicketInput input, string text, Func<Work, Task<Result<OpenedTicket>>> open, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await open(work)).TryGet(out var opened, out var error))
        {
            return error;
        }

        var (ticket, person) = (opened.Ticket, opened.Person);
        var moves = input.State is { } wanted && wanted != ticket.State && !input.IsInternal && person.Side == TicketSide.Publisher;
        if (moves && ChangeTicketState.Outdated(ticket, input.ExpectedVersion) is { } outdated)
        {
            return outdated;
        }

        if (!ticket.Write(text, input.IsInternal, input.IsAutomatic, person, work.Now).TryGet(out var message, out error))
        {
            return error;
        }

        if (moves && ticket.ChangeState(input.State!.Value, fixedIn: null, person, work.Now) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        if (opened.Member is { } member
            && await TicketText.AttachAsync(
                work.Db, message, input.Files, new TicketSender(actor.UserId, member.OrganizationId), cancellationToken) is { } problem)
        {
            return problem;
        }

        // What was written is in the ticket; the log says that somebody wrote.
        work.Audit(
            actor, input.IsInternal ? "ticket.noted" : "ticket.written", new AuditSubject("ticket", ticket.Id.ToString()), opened.Member?.OrganizationId);
        if (!input.IsInternal)
        {
            work.Raise(new TicketWritten(ticket.Id, message.Id));
        }

        work.Refresh(() => topic.PublishAsync(ticket));
        return message;
    }
}
