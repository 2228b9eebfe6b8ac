using Kiket.Portal.Data;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Webhooks.Syncing;

/// <summary>Deletes the payloads of old deliveries. What a delivery was and did stays, and goes after a year.</summary>
public sealed class SweepDeliveries(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IRegularWork
{
    /// <summary>Long enough to investigate a complaint. GitHub itself keeps them three days.</summary>
    public static readonly TimeSpan PayloadsFor = TimeSpan.FromDays(30);

    public static readonly TimeSpan FactsFor = TimeSpan.FromDays(365);

    public string Name => "sweep-deliveries";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (payloads, facts) = (now - PayloadsFor, now - FactsFor);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Set<WebhookPayload>().Where(payload => payload.ReceivedAt < payloads).ExecuteDeleteAsync(cancellationToken);
        await db.Set<WebhookDelivery>()
            .Where(delivery => delivery.HasPayload && delivery.ReceivedAt < payloads)
            .ExecuteUpdateAsync(update => update.SetProperty(delivery => delivery.HasPayload, false), cancellationToken);
        await db.Set<WebhookDelivery>().Where(delivery => delivery.ReceivedAt < facts).ExecuteDeleteAsync(cancellationToken);
        await db.Set<RepositoryValidation>().Where(validation => validation.At < facts).ExecuteDeleteAsync(cancellationToken);
    }
}
