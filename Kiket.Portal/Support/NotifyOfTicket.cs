using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Support;

/// <summary>
/// Notifies the other side of messages and changes, the publisher of clocks that run out, and operators of escalations. Mails about one ticket
/// are one thread.
/// </summary>
public sealed class NotifyOfTicket(UnitOfWork unit, NotifyPeople notify)
    : IEventHandler<TicketWritten>, IEventHandler<TicketMoved>, IEventHandler<TicketClockPassed>, IEventHandler<TicketEscalated>
{
    public const string HandlerName = "notify-of-ticket";

    private const int MaxShown = 1_200;

    public Task RunAsync(TicketWritten happened, DateTimeOffset at, CancellationToken cancellationToken) => NotifyAsync(
        happened.TicketId,
        about =>
        {
            var message = about.Ticket.Messages.Single(one => one.Id == happened.MessageId);
            var isFirst = about.Ticket.Messages[0].Id == message.Id;
            var text = message.Text.Length > MaxShown ? message.Text[..MaxShown] + "…" : message.Text;
            var title = isFirst ? $"{about.Customer.Name} asks about {about.Name}: {about.Ticket.Subject}" : $"{message.ByName} wrote: {about.Ticket.Subject}";
            return [.. Others(message.Side).Select(side => about.To(side, "ticket.written", $"{message.Id}", title, text, message.ById))];
        },
        cancellationToken);

    public Task RunAsync(TicketMoved happened, DateTimeOffset at, CancellationToken cancellationToken) => NotifyAsync(
        happened.TicketId,
        about =>
        {
            var moved = about.Ticket.Events.Single(one => one.Number == happened.Number);
            var state = TicketLabels.State(moved.State).ToLowerInvariant();
            var text = moved.State switch
            {
                TicketState.Resolved when moved.Side == TicketSide.Publisher => $"{moved.ByName} resolved it"
                    + $"{(moved.Detail is { } version ? $"; it is fixed in {version}" : "")}. "
                    + "If it isn't, write a message within 14 days. Else say whether you are satisfied.",
                TicketState.Waiting => $"{moved.ByName} waits for a message of yours.",
                _ => $"{moved.ByName} changed the ticket. It is now {state}.",
            };
            return [.. Others(moved.Side).Select(
                side => about.To(side, "ticket.moved", $"{about.Ticket.Id}:{moved.Number}", $"Now {state}: {about.Ticket.Subject}", text, moved.ById))];
        },
        cancellationToken);

    public Task RunAsync(TicketClockPassed happened, DateTimeOffset at, CancellationToken cancellationToken) => NotifyAsync(
        happened.TicketId,
        about =>
        {
            var what = TicketLabels.Clock(happened.Clock);
            var (title, text) = happened.Threshold == ClockThreshold.Warning
                ? ($"{what} due soon: {about.Ticket.Subject}", $"80 % of the time that you promise is over. {about.Customer.Name} waits.")
                : ($"{what} missed: {about.Ticket.Subject}",
                    $"The time that you promise is over. {about.Customer.Name} can now call the operators of the marketplace.");
            return [about.To(TicketSide.Publisher, "ticket.clock", $"{about.Ticket.Id}:{happened.Clock}:{happened.Threshold}", title, text, except: null)];
        },
        cancellationToken);

    public Task RunAsync(TicketEscalated happened, DateTimeOffset at, CancellationToken cancellationToken) => NotifyAsync(
        happened.TicketId,
        about =>
        [
            about.To(
                TicketSide.Publisher,
                "ticket.escalated",
                $"{about.Ticket.Id}",
                $"Escalated: {about.Ticket.Subject}",
                $"{about.Customer.Name} called the operators of the marketplace. They can read the ticket now, without your internal notes.",
                except: null),
            about.To(
                TicketSide.Operator,
                "ticket.escalated",
                $"{about.Ticket.Id}",
                $"{about.Customer.Name} escalated a ticket about {about.Name}",
                $"{about.Publisher.Name} missed a promised time. Read it and write to both; they see that you have read it.",
                except: null),
        ],
        cancellationToken);

    private static IEnumerable<TicketSide> Others(TicketSide side) =>
        new[] { TicketSide.Customer, TicketSide.Publisher }.Where(other => other != side);

    private async Task NotifyAsync(Guid ticketId, Func<About, IReadOnlyList<Notice>> notices, CancellationToken cancellationToken)
    {
        var done = await unit.RunAsync(
            async work =>
            {
                var about = await FindAsync(work.Db, ticketId, cancellationToken);
                foreach (var notice in notices(about))
                {
                    var people = await PeopleAsync(work.Db, about, notice, cancellationToken);
                    await notify.AddAsync(work.Db, people, notice.Draft, cancellationToken);
                    work.Refresh(() => notify.PublishAsync(people));
                }

                return Result.Success();
            },
            cancellationToken);
        if (!done.Succeeded)
        {
            throw new LostRaceException();
        }
    }

    /// <summary>Owners and Admins, who can answer; without the one who wrote.</summary>
    private static async Task<IReadOnlyList<Guid>> PeopleAsync(PortalDb db, About about, Notice notice, CancellationToken cancellationToken)
    {
        var people = notice.Side == TicketSide.Operator
            ? await PlatformAccess.WithRoleAsync(db, PlatformRoles.Operator, cancellationToken)
            : await OrganizationQueries.MemberIdsAsync(
                db, notice.Side == TicketSide.Customer ? about.Customer.Id : about.Publisher.Id, OrganizationRole.Admin, cancellationToken);
        return [.. people.Where(person => person != notice.Except)];
    }

    private static async Task<About> FindAsync(PortalDb db, Guid ticketId, CancellationToken cancellationToken)
    {
        var ticket = await TicketAccess.Whole(db).AsNoTracking().SingleAsync(one => one.Id == ticketId, cancellationToken);
        var sides = await db.Set<Organization>()
            .Where(one => one.Id == ticket.OrganizationId || one.Id == ticket.PublisherId)
            .Select(one => new Party(one.Id, one.Slug, one.Name))
            .ToDictionaryAsync(one => one.Id, cancellationToken);
        var name = await db.Set<Listing>().Where(one => one.ExtensionKey == ticket.ExtensionKey).Select(one => one.Name).SingleOrDefaultAsync(cancellationToken)
            ?? "an extension";
        return new About(ticket, name, sides[ticket.OrganizationId], sides[ticket.PublisherId]);
    }

    private sealed record Party(Guid Id, string Slug, string Name);

    private sealed record Notice(TicketSide Side, NotificationDraft Draft, Guid? Except);

    private sealed record About(Ticket Ticket, string Name, Party Customer, Party Publisher)
    {
        public Notice To(TicketSide side, string happened, string subject, string title, string text, Guid? except)
        {
            var link = side switch
            {
                TicketSide.Customer => $"/orgs/{Customer.Slug}/support/{Ticket.Id}",
                TicketSide.Publisher => $"/orgs/{Publisher.Slug}/support/{Ticket.Id}",
                _ => $"/operations/support/{Ticket.Id}",
            };
            var draft = new NotificationDraft(NotificationKind.Support, happened, $"{side}:{subject}", title, text, link)
            {
                Thread = $"ticket.{Ticket.Id:N}",
            };
            return new Notice(side, draft, except);
        }
    }
}
