using System.Globalization;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Payments;

/// <summary>Reminds an organization's Owners and Admins of an invoice that is overdue: on the first day, and a week later. Once each.</summary>
public sealed class RemindOfInvoices(UnitOfWork unit, IDbContextFactory<PortalDb> databases, NotifyPeople notify, TimeProvider clock) : IRegularWork
{
    /// <summary>Days after the day on which it was due.</summary>
    private static readonly int[] Days = [1, 7];

    /// <summary>A portal that was off for longer reminds of what is old by the last reminder alone.</summary>
    private const int MostDays = 60;

    public string Name => "remind-of-invoices";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var today = BillingMonth.DayOf(clock.GetUtcNow());
        var (first, oldest) = (today.AddDays(-Days[0]), today.AddDays(-MostDays));
        List<Guid> overdue;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            overdue = await db.Set<Invoice>()
                .Where(one => (one.State == InvoiceState.Issued || one.State == InvoiceState.PartlyPaid) && one.DueOn <= first && one.DueOn >= oldest)
                .Select(one => one.Id).ToListAsync(cancellationToken);
        }

        foreach (var id in overdue)
        {
            var done = await unit.RunAsync(work => RemindAsync(work, id, today, cancellationToken), cancellationToken);
            done.ThrowIfRefused();
        }
    }

    private async Task<Result> RemindAsync(Work work, Guid id, DateOnly today, CancellationToken cancellationToken)
    {
        var invoice = await work.Db.Set<Invoice>().AsNoTracking().SingleAsync(one => one.Id == id, cancellationToken);
        if (invoice.StateOn(today) != InvoiceState.Overdue)
        {
            return Result.Success();
        }

        var day = Days.Last(days => invoice.DueOn!.Value.AddDays(days) <= today);
        var slug = await work.Db.Set<Organization>()
            .Where(one => one.Id == invoice.OrganizationId).Select(one => one.Slug).SingleAsync(cancellationToken);
        var people = await OrganizationQueries.MemberIdsAsync(work.Db, invoice.OrganizationId, OrganizationRole.Admin, cancellationToken);
        await notify.AddAsync(
            work.Db,
            people,
            new NotificationDraft(
                NotificationKind.Billing,
                string.Create(CultureInfo.InvariantCulture, $"billing.invoice_overdue_{day}"),
                id.ToString(),
                $"{invoice.Number} is overdue: {LineText.Dollars(invoice.OpenCents)} is open",
                $"It was due on {LineText.Day(invoice.DueOn!.Value)}. From {LineText.Day(PaymentRules.SuspendsOn(invoice))} on, your paid extensions and "
                + "their hosting are stopped until it is paid. If you have just paid it, there is nothing more to do.",
                $"/orgs/{slug}/settings/billing/{invoice.Number}"),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
        return Result.Success();
    }
}
