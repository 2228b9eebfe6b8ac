using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Operations;

/// <summary>An operator has an event that a handler gave up tried again, with all tries.</summary>
public sealed class RetryDelivery(UnitOfWork unit, PlatformAccess platform, EventSignal signal)
{
    public async Task<Result> RunAsync(long deliveryId, Actor actor, CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        return await unit.RunAsync(
            async work =>
            {
                var delivery = await work.Db.Set<EventDelivery>().SingleOrDefaultAsync(candidate => candidate.Id == deliveryId, cancellationToken);
                if (delivery is null)
                {
                    return (Result)Error.NotFound("delivery_not_found", "This event no longer exists. Reload the page.");
                }

                if (delivery.State != DeliveryState.Dead)
                {
                    return Error.Conflict("delivery_not_dead", "This event is already being tried again. Reload the page.");
                }

                delivery.Retry(work.Now);
                var subject = new AuditSubject("event", delivery.EventId.ToString(CultureInfo.InvariantCulture));
                work.Audit(actor, "event.retried", subject, after: new { delivery.Handler, delivery.Subject });
                work.Refresh(() =>
                {
                    signal.Raise();
                    return Task.CompletedTask;
                });
                return Result.Success();
            },
            cancellationToken);
    }
}
