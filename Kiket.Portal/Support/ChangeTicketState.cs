using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Support;

/// <param name="ExpectedVersion">The ticket's revision that was read; of two at once, the later one is refused.</param>
/// <param name="FixedIn">A released version that solves it; null or empty for none.</param>
public sealed record TicketStateInput(TicketState? State, int? ExpectedVersion, string? FixedIn = null);

/// <summary>Moves a ticket between open, waiting and resolved.</summary>
public sealed class ChangeTicketState(UnitOfWork unit, TicketTopic topic)
{
    public Task<Result<Ticket>> RunAsync(TicketRequest request, TicketStateInput input, CancellationToken cancellationToken) =>
        unit.RunAsync(work => ChangeAsync(work, request, input, cancellationToken), cancellationToken);

    /// <summary>Why a change of state is refused that was decided on what the ticket said before.</summary>
    internal static Error? Outdated(Ticket ticket, int? expected) => expected switch
    {
        null => Error.Field(
            "expected_version", "expected_version_missing", $"Say which version of the ticket you have read; it is now at {ticket.Revision}."),
        _ when expected != ticket.Revision => Error.Conflict(
            "ticket_changed",
            $"{ticket.Events.LastOrDefault(one => one.Kind is not (TicketEventKind.Passed or TicketEventKind.Read))?.ByName ?? "Somebody"} changed this "
                + "ticket meanwhile. What you typed is still here. Read what is new, then try again."),
        _ => null,
    };

    private async Task<Result<Ticket>> ChangeAsync(Work work, TicketRequest request, TicketStateInput input, CancellationToken cancellationToken)
    {
        if (!(await TicketAccess.OpenAsync(work.Db, request, OrganizationRole.Admin, cancellationToken)).TryGet(out var opened, out var error))
        {
            return error;
        }

        var ticket = opened.Ticket;
        if (input.State is not { } state || !Enum.IsDefined(state))
        {
            return Error.Field("state", "state_missing", "Choose a state: open, waiting or resolved.");
        }

        if (Outdated(ticket, input.ExpectedVersion) is { } outdated)
        {
            return outdated;
        }

        if (!(await FixedInAsync(work.Db, ticket, state, input.FixedIn, opened.Side, cancellationToken)).TryGet(out var version, out error))
        {
            return error;
        }

        var before = new { ticket.State };
        if (ticket.ChangeState(state, version.Text, opened.Person, work.Now) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        work.Audit(
            request.Actor,
            "ticket.moved",
            new AuditSubject("ticket", ticket.Id.ToString()),
            opened.Member!.OrganizationId,
            before,
            new { ticket.State, ticket.FixedIn });
        work.Raise(new TicketMoved(ticket.Id, ticket.Events[^1].Number));
        work.Refresh(() => topic.PublishAsync(ticket));
        return ticket;
    }

    /// <summary>A version that the publisher released.</summary>
    private static async Task<Result<(string? Text, bool IsChecked)>> FixedInAsync(
        PortalDb db, Ticket ticket, TicketState state, string? typed, TicketSide side, CancellationToken cancellationToken)
    {
        var text = typed?.Trim() ?? "";
        if (text.Length == 0)
        {
            return ((string?)null, true);
        }

        if (state != TicketState.Resolved || side != TicketSide.Publisher)
        {
            return Error.Field("fixed_in", "fixed_in_invalid", "Only the publisher names a version, when it resolves the ticket.");
        }

        return await db.Set<Release>().AnyAsync(one => one.ExtensionKey == ticket.ExtensionKey && one.Version == text, cancellationToken)
            ? (text, true)
            : Error.Field("fixed_in", "version_not_found", "There is no release with this version. Choose one that customers can install, or leave it empty.");
    }
}
