using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Operations;

/// <summary>One event on its way to one handler, as operators see it.</summary>
public sealed record DeliveryRow(
    long Id, string Event, string Subject, DateTimeOffset At, string Handler, DeliveryState State, int Tries, DateTimeOffset DueAt, string? Reason);

/// <summary>Events that wait for a handler, and those that a handler gave up.</summary>
public sealed class DeliveryQueries(IDbContextFactory<PortalDb> databases, PlatformAccess platform)
{
    /// <summary>The newest first; refused for everyone except operators.</summary>
    public async Task<Result<Page<DeliveryRow>>> RunAsync(DeliveryState state, Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var deliveries = db.Set<EventDelivery>().Where(delivery => delivery.State == state);
        var total = await deliveries.CountAsync(cancellationToken);
        var rows = await deliveries
            .Join(
                db.Set<PortalEvent>(),
                delivery => delivery.EventId,
                happened => happened.Id,
                (delivery, happened) => new { Delivery = delivery, Event = happened })
            .OrderByDescending(row => row.Event.Id)
            .ThenBy(row => row.Delivery.Id)
            .Skip(page.Skip)
            .Take(page.Size)
            .Select(row => new DeliveryRow(
                row.Delivery.Id,
                row.Event.Type,
                row.Event.Subject,
                row.Event.At,
                row.Delivery.Handler,
                row.Delivery.State,
                row.Delivery.Tries,
                row.Delivery.DueAt,
                row.Delivery.Reason))
            .ToListAsync(cancellationToken);
        return new Page<DeliveryRow>(rows, page, total);
    }
}
