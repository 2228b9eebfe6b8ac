using Kiket.Portal.Data;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Events;

/// <summary>
/// Brings stored events to their handlers: at least once, in order per subject, with back-off, until they are done or dead.
/// </summary>
internal sealed partial class EventQueue(
    IDbContextFactory<PortalDb> databases,
    IEnumerable<EventSubscription> subscriptions,
    IServiceProvider services,
    TimeProvider clock,
    ILogger<EventQueue> logger) : IWorkQueue
{
    public const string QueueName = "events";

    public string Name => QueueName;

    public int Workers => 2;

    public async Task<bool> RunNextAsync(CancellationToken cancellationToken)
    {
        if (await LeaseAsync(cancellationToken) is not { } id)
        {
            return false;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var delivery = await db.Set<EventDelivery>().SingleAsync(candidate => candidate.Id == id, cancellationToken);
        var happened = await db.Set<PortalEvent>().AsNoTracking().SingleAsync(candidate => candidate.Id == delivery.EventId, cancellationToken);
        await RunAsync(happened, delivery, cancellationToken);
        await db.SaveChangesAsync(CancellationToken.None);
        return true;
    }

    /// <summary>On SQLite there is one process: what is leased at its start, the process before left behind.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (db.Database.IsSqlite())
        {
            await db.Set<EventDelivery>()
                .Where(delivery => delivery.LeasedUntil != null)
                .ExecuteUpdateAsync(update => update.SetProperty(delivery => delivery.LeasedUntil, (DateTimeOffset?)null), cancellationToken);
        }
    }

    private async Task RunAsync(PortalEvent happened, EventDelivery delivery, CancellationToken cancellationToken)
    {
        if (subscriptions.FirstOrDefault(one => one.Handler == delivery.Handler && one.EventName == happened.Type) is not { } subscription)
        {
            // A handler of another version of the portal: it may be back with the next one.
            delivery.Fail("This version of the portal has no such handler.", clock.GetUtcNow());
            return;
        }

        using var limit = new CancellationTokenSource(EventDelivery.MaxTime, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            // A handler that ignores its token is left behind.
            await subscription.RunAsync(services, EventJson.Read(happened.Data, subscription.Event), happened.At, both.Token).WaitAsync(both.Token);
            delivery.Finish(clock.GetUtcNow());
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The portal stops. The lease runs out, and it is done again from the start.
            throw;
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            delivery.Fail($"It took longer than {EventDelivery.MaxTime.TotalSeconds} seconds.", clock.GetUtcNow());
            Failed(logger, exception, happened.Type, delivery.Handler, delivery.Tries, EventDelivery.MaxTries);
        }
        catch (Exception exception)
        {
            delivery.Fail($"{exception.GetType().Name}: {exception.Message}", clock.GetUtcNow());
            Failed(logger, exception, happened.Type, delivery.Handler, delivery.Tries, EventDelivery.MaxTries);
        }
    }

    /// <summary>Takes the oldest delivery that is due and has no earlier one before it; null when there is none.</summary>
    private async Task<long?> LeaseAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        while (true)
        {
            var now = clock.GetUtcNow();
            var next = await Due(db, now)
                .OrderBy(delivery => delivery.EventId).ThenBy(delivery => delivery.Id)
                .Select(delivery => (long?)delivery.Id)
                .FirstOrDefaultAsync(cancellationToken);
            if (next is null)
            {
                return null;
            }

            var taken = await Due(db, now)
                .Where(delivery => delivery.Id == next)
                .ExecuteUpdateAsync(
                    update => update.SetProperty(delivery => delivery.LeasedUntil, (DateTimeOffset?)(now + EventDelivery.Lease)),
                    cancellationToken);
            if (taken == 1)
            {
                return next;
            }
        }
    }

    private static IQueryable<EventDelivery> Due(PortalDb db, DateTimeOffset now) => db.Set<EventDelivery>().Where(delivery =>
        delivery.State == DeliveryState.Waiting
        && delivery.DueAt <= now
        && (delivery.LeasedUntil == null || delivery.LeasedUntil < now)
        && !db.Set<EventDelivery>().Any(earlier =>
            earlier.Handler == delivery.Handler
                && earlier.Subject == delivery.Subject
                && earlier.EventId < delivery.EventId
                && earlier.State == DeliveryState.Waiting));

    [LoggerMessage(LogLevel.Warning, "Handling {Event} by {Handler} failed (try {Try} of {Tries}).")]
    private static partial void Failed(ILogger logger, Exception exception, string @event, string handler, int @try, int tries);
}
