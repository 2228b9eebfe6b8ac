using Kiket.Portal.Audit;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Billing.Metering;

/// <summary>A publisher takes an event back that was sent by mistake. Doing it twice changes nothing.</summary>
public sealed class VoidUsage(UnitOfWork unit, IOptions<BillingOptions> options)
{
    public const string Invoiced = "usage_invoiced";

    /// <param name="installation">The number, when several installations have an event with this id.</param>
    public Task<Result<UsageEvent>> RunAsync(MeteredExtension target, string eventId, long? installation, CancellationToken cancellationToken) =>
        unit.RunAsync(work => RunAsync(work, target, eventId, installation, cancellationToken), cancellationToken);

    private async Task<Result<UsageEvent>> RunAsync(
        Work work, MeteredExtension target, string eventId, long? installation, CancellationToken cancellationToken)
    {
        if (!(await RecordUsage.OwnedAsync(work.Db, target, cancellationToken)).TryGet(out var extension, out var error))
        {
            return error;
        }

        var found = await (
            from counted in work.Db.Set<UsageEvent>()
            join installed in work.Db.Set<Installation>() on counted.InstallationId equals installed.Id
            where installed.ExtensionKey == extension && counted.EventId == eventId && (installation == null || installed.Number == installation)
            select new { Event = counted, installed.OrganizationId }).Take(2).ToListAsync(cancellationToken);
        if (found is not [{ } only])
        {
            return found.Count == 0
                ? Error.NotFound("event_not_found", "There is no usage event with this id. Check the id, and the installation_id if you send one.")
                : Error.Field("installation_id", "installation_missing", "Several installations have an event with this id. Send the installation_id, too.");
        }

        var voided = only.Event;
        if (voided.VoidedAt is not null)
        {
            work.Discard();
            return voided;
        }

        if (work.Now >= new BillingMonth(voided.Period).Ends + options.Value.Grace)
        {
            return Error.Conflict(
                Invoiced, $"Usage of {new BillingMonth(voided.Period).Name} is invoiced, so it can't be taken back. Write to the marketplace's support.");
        }

        voided.Void(work.Now);
        await InsertRows.AddUpAsync(
            work.Db, [UsageTotal.Of(voided, only.OrganizationId, -voided.Quantity)], nameof(UsageTotal.Quantity), cancellationToken);
        work.Audit(
            target.Actor,
            "usage.voided",
            new AuditSubject("extension", target.ExtensionId),
            target.Organization,
            before: new { voided.EventId, voided.Meter, voided.Quantity, voided.OccurredAt });
        return voided;
    }
}
