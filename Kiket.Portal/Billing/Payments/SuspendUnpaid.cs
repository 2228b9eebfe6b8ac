using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Jobs;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Payments;

/// <summary>
/// A week after an invoice was due, everything of its customer that costs something stops. When nothing is overdue so long any more, it runs again.
/// </summary>
public sealed class SuspendUnpaid(
    UnitOfWork unit, IDbContextFactory<PortalDb> databases, SuspendInstallation suspend, NotifyPeople notify, TimeProvider clock) :
    IRegularWork, IEventHandler<InvoiceSettled>, IPaymentStanding
{
    public const string HandlerName = "resume-paid";

    public string Name => "suspend-unpaid";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<Guid> customers;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            customers = await PaymentRules.Unpaid(db.Set<Invoice>(), BillingMonth.DayOf(clock.GetUtcNow()))
                .Select(one => one.OrganizationId)
                .Where(customer => db.Set<Installation>().Any(one => one.OrganizationId == customer && one.State == InstallationState.Active))
                .Distinct().ToListAsync(cancellationToken);
        }

        foreach (var customer in customers)
        {
            (await unit.RunAsync(work => SuspendAsync(work, customer, cancellationToken), cancellationToken)).ThrowIfRefused();
        }
    }

    public async Task RunAsync(InvoiceSettled happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        (await unit.RunAsync(work => ResumeAsync(work, happened.OrganizationId, actor: null, cancellationToken), cancellationToken)).ThrowIfRefused();

    public async Task<Error?> ProblemAsync(PortalDb db, Guid organizationId, OfferTerms terms, CancellationToken cancellationToken)
    {
        if (AgreedPrice.Of(terms).Count == 0)
        {
            return null;
        }

        var unpaid = await PaymentRules.Unpaid(db.Set<Invoice>(), BillingMonth.DayOf(clock.GetUtcNow()))
            .Where(one => one.OrganizationId == organizationId).OrderBy(one => one.DueOn).Select(one => one.Number).FirstOrDefaultAsync(cancellationToken);
        return unpaid is not null
            ? Error.Conflict("invoice_unpaid", $"{unpaid} isn't paid, so nothing that costs something can be installed. Pay it first: Settings, Billing.")
            : await db.Set<Installation>().AnyAsync(
                one => one.OrganizationId == organizationId && one.State == InstallationState.Suspended, cancellationToken)
                ? Error.Conflict(
                    "invoice_unpaid", "Your extensions are suspended because an invoice wasn't paid. Write to the marketplace's operators first.")
                : null;
    }

    /// <summary>Lets everything run again, unless something is still overdue.</summary>
    /// <param name="actor">Null when a payment arrived.</param>
    internal async Task<Result> ResumeAsync(Work work, Guid customer, IActor? actor, CancellationToken cancellationToken)
    {
        if (await PaymentRules.Unpaid(work.Db.Set<Invoice>(), BillingMonth.DayOf(work.Now))
            .AnyAsync(one => one.OrganizationId == customer, cancellationToken))
        {
            return actor is null
                ? Result.Success()
                : Error.Conflict("invoice_unpaid", "Another invoice of this customer is overdue. Record its payment or write it off first.");
        }

        var stopped = await ReadAsync(work.Db, customer, InstallationState.Suspended, cancellationToken);
        foreach (var (installation, extensionId) in stopped)
        {
            suspend.Resume(work, installation, extensionId, actor).ThrowIfRefused();
        }

        if (stopped.Count > 0)
        {
            await NotifyAsync(
                work,
                customer,
                (_, address) => new NotificationDraft(
                    NotificationKind.Billing,
                    "billing.resumed",
                    $"{customer}:{work.Now.UtcTicks}",
                    "Your extensions run again",
                    $"{Names(stopped)}: nothing is overdue any more. The days in between cost nothing.",
                    address),
                cancellationToken);
        }

        return Result.Success();
    }

    private async Task<Result> SuspendAsync(Work work, Guid customer, CancellationToken cancellationToken)
    {
        var today = BillingMonth.DayOf(work.Now);
        var invoice = await PaymentRules.Unpaid(work.Db.Set<Invoice>().AsNoTracking(), today)
            .Where(one => one.OrganizationId == customer).OrderBy(one => one.DueOn).FirstOrDefaultAsync(cancellationToken);
        if (invoice is null)
        {
            return Result.Success();
        }

        var paid = (await ReadAsync(work.Db, customer, InstallationState.Active, cancellationToken)).ToDictionary(one => one.Installation.Id);
        var ids = paid.Keys.ToList();
        var costly = await work.Db.Set<BillingTerm>()
            .Where(term => ids.Contains(term.InstallationId) && (term.ToDay == null || term.ToDay > today))
            .Select(term => term.InstallationId).Distinct().ToListAsync(cancellationToken);
        if (costly.Count == 0)
        {
            return Result.Success();
        }

        foreach (var (installation, extensionId) in costly.Select(id => paid[id]))
        {
            suspend.Suspend(work, installation, extensionId).ThrowIfRefused();
        }

        await NotifyAsync(
            work,
            customer,
            (slug, _) => new NotificationDraft(
                NotificationKind.Billing,
                "billing.suspended",
                $"{invoice.Id}:{work.Now.UtcTicks}",
                $"{Names([.. costly.Select(id => paid[id])])} stopped: {invoice.Number} isn't paid",
                $"{LineText.Dollars(invoice.OpenCents)} was due on {LineText.Day(invoice.DueOn!.Value)}. Nothing is charged while they are stopped. "
                + "When your payment has arrived, they run again.",
                $"/orgs/{slug}/settings/billing/{invoice.Number}"),
            cancellationToken);
        return Result.Success();
    }

    private static async Task<IReadOnlyList<(Installation Installation, string ExtensionId)>> ReadAsync(
        PortalDb db, Guid customer, InstallationState state, CancellationToken cancellationToken) =>
    [
        .. (await (
            from installation in db.Set<Installation>()
            join extension in db.Set<Extension>() on installation.ExtensionKey equals extension.Id
            where installation.OrganizationId == customer && installation.State == state
            orderby extension.ExtensionId
            select new { installation, extension.ExtensionId }).ToListAsync(cancellationToken)).Select(one => (one.installation, one.ExtensionId)),
    ];

    private static string Names(IReadOnlyList<(Installation Installation, string ExtensionId)> installations) => installations.Count switch
    {
        1 => installations[0].ExtensionId,
        _ => $"{installations[0].ExtensionId} and {installations.Count - 1} more",
    };

    private async Task NotifyAsync(Work work, Guid customer, Func<string, string, NotificationDraft> write, CancellationToken cancellationToken)
    {
        var slug = await work.Db.Set<Organization>().Where(one => one.Id == customer).Select(one => one.Slug).SingleAsync(cancellationToken);
        var people = await OrganizationQueries.MemberIdsAsync(work.Db, customer, OrganizationRole.Admin, cancellationToken);
        await notify.AddAsync(work.Db, people, write(slug, $"/orgs/{slug}/settings/billing"), cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
    }
}
