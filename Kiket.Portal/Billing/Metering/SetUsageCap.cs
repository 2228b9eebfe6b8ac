using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Metering;

/// <param name="OrganizationId">The only organization it may belong to, such as a token's; null for any of the person's.</param>
/// <param name="CapCents">Null for no cap.</param>
public sealed record SetUsageCapRequest(long Number, Guid? OrganizationId, long? CapCents, Actor Actor);

/// <summary>
/// An Owner or Admin says what the usage of an installation may cost in a month. It counts at once, and never below what is used already.
/// </summary>
public sealed class SetUsageCap(UnitOfWork unit)
{
    public Task<Result<UsageBill>> RunAsync(SetUsageCapRequest request, CancellationToken cancellationToken) =>
        unit.RunAsync(work => RunAsync(work, request, cancellationToken), cancellationToken, counts: true);

    private static async Task<Result<UsageBill>> RunAsync(Work work, SetUsageCapRequest request, CancellationToken cancellationToken)
    {
        if (request.CapCents is < 0 or > UsageCap.MaxCents)
        {
            return Error.Field("cap_cents", "cap_invalid", $"A cap is between $0 and {new Money(UsageCap.MaxCents)}. Leave it empty for none.");
        }

        var opened = await InstallationAccess.OpenAsync(
            work.Db, request.Number, request.OrganizationId, request.Actor, OrganizationRole.Admin, cancellationToken);
        if (!opened.TryGet(out var installation, out var error))
        {
            return error;
        }

        var bill = await OfAsync(work.Db, installation.Id, BillingMonth.Of(work.Now), cancellationToken);
        if (bill.CapCents == request.CapCents)
        {
            work.Discard();
            return bill;
        }

        if (request.CapCents < bill.Cents)
        {
            return Error.Conflict(
                "cap_below_usage", $"Usage in {bill.Month.Name} costs {new Money(bill.Cents)} already, so the cap can't be below that. Choose a higher one.");
        }

        var last = await work.Db.Set<UsageCap>()
            .Where(cap => cap.InstallationId == installation.Id).MaxAsync(cap => (DateTimeOffset?)cap.At, cancellationToken);
        // Behind the last one, also for two in one instant.
        var at = last >= work.Now ? last.Value.AddTicks(1) : work.Now;
        work.Db.Add(UsageCap.Of(installation.Id, request.CapCents, request.Actor.UserId, request.Actor.Name, at));
        work.Audit(
            request.Actor,
            "installation.usage_cap_set",
            new AuditSubject("installation", await work.Db.Set<Extension>()
                .Where(extension => extension.Id == installation.ExtensionKey).Select(extension => extension.ExtensionId).SingleAsync(cancellationToken)),
            installation.OrganizationId,
            before: new { bill.CapCents },
            after: new { request.CapCents });
        await work.Db.SaveChangesAsync(cancellationToken);
        return await OfAsync(work.Db, installation.Id, bill.Month, cancellationToken);
    }

    private static async Task<UsageBill> OfAsync(PortalDb db, Guid installationId, BillingMonth month, CancellationToken cancellationToken) =>
        (await UsageBill.ReadAsync(db, [installationId], month, cancellationToken))[installationId];
}
