using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Support;

/// <summary>A ticket that somebody of one of its two organizations opens.</summary>
/// <param name="Organization">Slug or id of theirs.</param>
public sealed record TicketRequest(Guid TicketId, string Organization, Actor Actor);

/// <summary>A ticket, tracked, and for whom.</summary>
internal sealed record OpenedTicket(Ticket Ticket, OrganizationMember? Member, TicketPerson Person)
{
    public TicketSide Side => Person.Side;
}

/// <summary>Finds a ticket for somebody who may read or write it. Absent and somebody else's look alike.</summary>
internal static class TicketAccess
{
    public static Error NotFound { get; } = Error.NotFound("ticket_not_found", "Your organization has no such ticket. Go back to the list of tickets.");

    /// <param name="minimum">Member reads, Admin writes.</param>
    public static async Task<Result<OpenedTicket>> OpenAsync(
        PortalDb db, TicketRequest request, OrganizationRole minimum, CancellationToken cancellationToken)
    {
        var access = await OrganizationAccess.RequireAsync(db, request.Organization, request.Actor.UserId, minimum, cancellationToken);
        if (!access.TryGet(out var member, out var error))
        {
            return error;
        }

        var organization = member.OrganizationId;
        var ticket = await Whole(db).SingleOrDefaultAsync(
            one => one.Id == request.TicketId && (one.OrganizationId == organization || one.PublisherId == organization), cancellationToken);
        if (ticket is null)
        {
            return NotFound;
        }

        var side = ticket.PublisherId == organization ? TicketSide.Publisher : TicketSide.Customer;
        return new OpenedTicket(ticket, member, new TicketPerson(side, request.Actor.UserId, request.Actor.Name));
    }

    /// <summary>For an operator, and only once it is escalated.</summary>
    public static async Task<Result<OpenedTicket>> OpenEscalatedAsync(PortalDb db, Guid ticketId, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await PlatformAccess.RequireOperatorAsync(db, actor.UserId, cancellationToken)).TryGet(out _, out var refusal))
        {
            return refusal;
        }

        var ticket = await Whole(db).SingleOrDefaultAsync(one => one.Id == ticketId && one.EscalatedAt != null, cancellationToken);
        if (ticket is null)
        {
            return NotFound;
        }

        return await db.Set<Membership>().AnyAsync(
            one => one.UserId == actor.UserId && (one.OrganizationId == ticket.OrganizationId || one.OrganizationId == ticket.PublisherId), cancellationToken)
            ? Error.Forbidden("own_organization", "You belong to one of the two organizations, so another operator has to look at it.")
            : new OpenedTicket(ticket, null, new TicketPerson(TicketSide.Operator, actor.UserId, actor.Name));
    }

    /// <summary>With its events and messages in order.</summary>
    public static IQueryable<Ticket> Whole(PortalDb db) => db.Set<Ticket>()
        .Include(ticket => ticket.Events.OrderBy(one => one.Number))
        .Include(ticket => ticket.Messages.OrderBy(message => message.At).ThenBy(message => message.Id))
        .ThenInclude(message => message.Files.OrderBy(file => file.UploadedAt).ThenBy(file => file.Id))
        .AsSplitQuery();
}

/// <summary>"Something about this ticket, or about the tickets of this organization, changed", by its id.</summary>
public sealed class TicketTopic(ILogger<TicketTopic> logger) : LiveTopic(logger)
{
    /// <summary>What operators follow: there is one list of escalated tickets.</summary>
    public static readonly Guid Escalated = new("5a1f7c5e-9d4b-4b0a-8a53-000000000001");

    public async Task PublishAsync(Ticket ticket)
    {
        await PublishAsync(ticket.Id);
        await PublishAsync(ticket.OrganizationId);
        await PublishAsync(ticket.PublisherId);
        if (ticket.EscalatedAt is not null)
        {
            await PublishAsync(Escalated);
        }
    }
}
