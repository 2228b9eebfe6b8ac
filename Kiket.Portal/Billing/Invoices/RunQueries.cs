using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Billing.Invoices;

/// <param name="Customer">The name on the invoice.</param>
public sealed record DraftRow(string Customer, string Slug, long NetCents, long TaxCents);

/// <summary>The last month that is invoiced or being invoiced.</summary>
/// <param name="Run">Null before the first month is over.</param>
/// <param name="Count">Invoices of the month.</param>
/// <param name="BeforeCents">What the month before came to, with tax.</param>
/// <param name="IssuesAt">When it is issued by itself.</param>
/// <param name="Drafts">The largest of them, while they are drafts.</param>
public sealed record RunOverview(
    BillingRun? Run, int Count, long NetCents, long TaxCents, long BeforeCents, DateTimeOffset? IssuesAt, IReadOnlyList<DraftRow> Drafts);

/// <summary>Reads how the invoices of a month are coming along, for operators.</summary>
public sealed class RunQueries(IDbContextFactory<PortalDb> databases, PlatformAccess platform, IOptions<BillingOptions> options)
{
    /// <summary>As many drafts as an operator looks at.</summary>
    private const int MostDrafts = 50;

    public async Task<Result<RunOverview>> LatestAsync(Actor actor, CancellationToken cancellationToken)
    {
        var access = await platform.RequireOperatorAsync(actor.UserId, cancellationToken);
        if (!access.Succeeded)
        {
            return access.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var run = await db.Set<BillingRun>().AsNoTracking()
            .Where(one => one.Kind == RunKind.Invoices).OrderByDescending(one => one.Period).FirstOrDefaultAsync(cancellationToken);
        if (run is null)
        {
            return new RunOverview(null, 0, 0, 0, 0, null, []);
        }

        var (period, previous) = (run.Period, run.Month.Previous.First);
        var invoices = db.Set<Invoice>().AsNoTracking().Where(invoice => invoice.Period == period);
        var drafts = run.State is RunState.Issued
            ? []
            : await invoices
                .Where(invoice => invoice.State == InvoiceState.Draft)
                .OrderByDescending(invoice => invoice.NetCents).ThenBy(invoice => invoice.BillingName)
                .Take(MostDrafts)
                .Join(
                    db.Set<Organization>(),
                    invoice => invoice.OrganizationId,
                    organization => organization.Id,
                    (invoice, organization) => new DraftRow(invoice.BillingName, organization.Slug, invoice.NetCents, invoice.TaxCents))
                .ToListAsync(cancellationToken);
        return new RunOverview(
            run,
            await invoices.CountAsync(cancellationToken),
            await invoices.SumAsync(invoice => invoice.NetCents, cancellationToken),
            await invoices.SumAsync(invoice => invoice.TaxCents, cancellationToken),
            await db.Set<Invoice>().Where(invoice => invoice.Period == previous).SumAsync(invoice => invoice.NetCents + invoice.TaxCents, cancellationToken),
            run.State == RunState.Checked && run.HeldAt is null ? run.Month.Ends + options.Value.Grace + RunInvoices.Look : null,
            drafts);
    }
}
