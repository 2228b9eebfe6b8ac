using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Events;

/// <summary>Removes events that all their handlers finished long ago; what gave up stays for the operators.</summary>
public sealed class SweepEvents(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>Long enough to find out what happened after a complaint.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    /// <returns>How many were removed.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - Retention;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<PortalEvent>()
            .Where(happened => happened.At < before && happened.Deliveries.All(delivery => delivery.State == DeliveryState.Done))
            .ExecuteDeleteAsync(cancellationToken);
    }
}
