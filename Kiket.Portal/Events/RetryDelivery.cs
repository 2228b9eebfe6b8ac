using Kiket.Portal.Audit;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Events;

/// <summary>Tries a delivery that gave up again. Callers check that an operator asks.</summary>
public sealed class RetryDelivery(UnitOfWork work, WorkSignal signal)
{
    public async Task<Result> RunAsync(long deliveryId, IActor actor, CancellationToken cancellationToken)
    {
        var result = await work.RunAsync(
            async change =>
            {
                var delivery = await change.Db.Set<EventDelivery>().SingleOrDefaultAsync(candidate => candidate.Id == deliveryId, cancellationToken);
                if (delivery is null)
                {
                    return (Result)Error.NotFound("delivery_not_found", "There is no such event any more. Reload the page.");
                }

                if (delivery.State != DeliveryState.Dead)
                {
                    return Error.Conflict("delivery_not_dead", "This event is already being handled again.");
                }

                delivery.Retry(change.Now);
                change.Audit(actor, "event.retried", new AuditSubject("event", delivery.EventId.ToString(System.Globalization.CultureInfo.InvariantCulture)), after: new { delivery.Handler, delivery.Subject });
                return Result.Success();
            },
            cancellationToken);
        signal.Raise(EventQueue.QueueName);
        return result;
    }
}
