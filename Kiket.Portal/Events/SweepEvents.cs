using Kiket.Portal.Data;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Events;

/// <summary>Deletes events that all handlers finished long ago. Failed deliveries stay for the operators.</summary>
public sealed class SweepEvents(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IRegularWork
{
    /// <summary>Long enough to investigate a complaint.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    public string Name => "sweep-events";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    /// <returns>The number of deleted events.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - Retention;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<PortalEvent>()
            .Where(happened => happened.At < before && happened.Deliveries.All(delivery => delivery.State == DeliveryState.Done))
            .ExecuteDeleteAsync(cancellationToken);
    }

    Task IRegularWork.RunAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);
}
