using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Support;

/// <summary>
/// Each minute: the tickets whose clocks reach a threshold, and those that close. Everything is reckoned anew when it runs, and noted once per
/// ticket, clock and threshold.
/// </summary>
public sealed class WatchTickets(IDbContextFactory<PortalDb> databases, UnitOfWork unit, TicketTopic topic, TimeProvider clock) : IRegularWork
{
    private const int Batch = 200;

    public string Name => "watch-tickets";

    public TimeSpan Interval => TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var due = await db.Set<Ticket>().Where(ticket => ticket.CheckAt <= now)
            .OrderBy(ticket => ticket.CheckAt).Select(ticket => ticket.Id).Take(Batch).ToListAsync(cancellationToken);
        foreach (var id in due)
        {
            (await unit.RunAsync(work => CheckAsync(work, id, cancellationToken), cancellationToken)).ThrowIfRefused();
        }
    }

    private async Task<Result> CheckAsync(Work work, Guid id, CancellationToken cancellationToken)
    {
        var ticket = await TicketAccess.Whole(work.Db).SingleAsync(one => one.Id == id, cancellationToken);
        var state = ticket.State;
        var reached = ticket.Check(work.Now);
        foreach (var (which, threshold) in reached)
        {
            work.Raise(new TicketClockPassed(id, which, threshold));
        }

        if (state != ticket.State)
        {
            var subject = new AuditSubject("ticket", id.ToString());
            work.Audit(actor: null, "ticket.closed", subject, ticket.OrganizationId, new { State = state }, new { ticket.State });
        }

        if (reached.Count > 0 || state != ticket.State)
        {
            work.Refresh(() => topic.PublishAsync(ticket));
        }

        return Result.Success();
    }
}
