using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Events;

/// <summary>A delivery as operators see it.</summary>
public sealed record EventRow(
    long DeliveryId, string Type, string Subject, DateTimeOffset At, string Handler, DeliveryState State, int Tries, DateTimeOffset DueAt, string? Reason);

/// <summary>How many deliveries wait, and how many gave up.</summary>
public sealed record EventCounts(int Waiting, int Dead, DateTimeOffset? OldestWaiting);

/// <summary>What is on its way and what gave up. Callers check that an operator asks.</summary>
public sealed class EventQueries(IDbContextFactory<PortalDb> databases)
{
    public const int PageSize = 50;

    public async Task<EventCounts> CountAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var open = await db.Set<EventDelivery>()
            .Where(delivery => delivery.State != DeliveryState.Done)
            .Join(db.Set<PortalEvent>(), delivery => delivery.EventId, happened => happened.Id, (delivery, happened) => new { delivery.State, happened.At })
            .GroupBy(row => row.State)
            .Select(group => new { State = group.Key, Count = group.Count(), Oldest = group.Min(row => row.At) })
            .ToListAsync(cancellationToken);
        var waiting = open.Find(group => group.State == DeliveryState.Waiting);
        return new EventCounts(waiting?.Count ?? 0, open.Find(group => group.State == DeliveryState.Dead)?.Count ?? 0, waiting?.Oldest);
    }

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<EventRow>> ListAsync(DeliveryState state, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<EventDelivery>()
            .Where(delivery => delivery.State == state)
            .Join(db.Set<PortalEvent>(), delivery => delivery.EventId, happened => happened.Id, (delivery, happened) => new { delivery, happened })
            .OrderByDescending(row => row.happened.Id)
            .Take(PageSize)
            .Select(row => new EventRow(
                row.delivery.Id, row.happened.Type, row.happened.Subject, row.happened.At, row.delivery.Handler, row.delivery.State, row.delivery.Tries, row.delivery.DueAt, row.delivery.Reason))
            .ToListAsync(cancellationToken);
    }
}
