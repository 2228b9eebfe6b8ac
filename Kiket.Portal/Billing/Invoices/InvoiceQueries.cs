using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Billing.Invoices;

/// <summary>An invoice with its lines: what the page, the file and the API show. None of them computes anything.</summary>
public sealed record InvoiceDocument(Invoice Invoice, IReadOnlyList<InvoiceLine> Lines);

/// <summary>The current month of an organization, without tax.</summary>
/// <param name="SoFar">Including today.</param>
/// <param name="AtMonthEnd">If everything runs on, with the usage so far.</param>
public sealed record CurrentMonth(BillingMonth Month, IReadOnlyList<LineDraft> SoFar, IReadOnlyList<LineDraft> AtMonthEnd)
{
    public long SoFarCents => SoFar.Sum(line => line.GrossCents);

    public long AtMonthEndCents => AtMonthEnd.Sum(line => line.GrossCents);
}

/// <summary>Reads the invoices of an organization. The caller must check the membership.</summary>
public sealed class InvoiceQueries(
    IDbContextFactory<PortalDb> databases, IHostingPeriods hosting, IOptions<BillingOptions> options, TimeProvider clock)
{
    /// <summary>What the current month would cost if it ended now, and if everything runs on until its end: by the rule that invoices it.</summary>
    public async Task<CurrentMonth> CurrentAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var month = BillingMonth.Of(now);
        var bps = options.Value.DefaultShareBps;
        // An instant is in a span that ends after it, so what began right now counts.
        var soFar = await MonthFacts.ReadAsync(db, [organizationId], month, hosting, bps, cancellationToken, until: now.AddTicks(1));
        var whole = await MonthFacts.ReadAsync(db, [organizationId], month, hosting, bps, cancellationToken);
        return new CurrentMonth(month, WriteLines.For(organizationId, soFar), WriteLines.For(organizationId, whole));
    }

    /// <summary>Issued ones, newest first.</summary>
    public async Task<Page<Invoice>> ForOrganizationAsync(Guid organizationId, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var issued = db.Set<Invoice>().AsNoTracking()
            .Where(invoice => invoice.OrganizationId == organizationId && invoice.State != InvoiceState.Draft);
        var total = await issued.CountAsync(cancellationToken);
        var items = await issued.OrderByDescending(invoice => invoice.Period).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        return new Page<Invoice>(items, page, total);
    }

    /// <summary>Issued within these days, newest first.</summary>
    public async Task<IReadOnlyList<Invoice>> IssuedAsync(Guid organizationId, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var (begins, ends) = (BillingMonth.Midnight(from), BillingMonth.Midnight(to.AddDays(1)));
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Invoice>().AsNoTracking()
            .Where(invoice => invoice.OrganizationId == organizationId && invoice.IssuedAt >= begins && invoice.IssuedAt < ends)
            .OrderByDescending(invoice => invoice.Period)
            .ToListAsync(cancellationToken);
    }

    public async Task<InvoiceDocument?> FindAsync(Guid organizationId, string number, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var invoice = await db.Set<Invoice>().AsNoTracking()
            .SingleOrDefaultAsync(one => one.OrganizationId == organizationId && one.Number == number, cancellationToken);
        return invoice is null
            ? null
            : new InvoiceDocument(
                invoice,
                await db.Set<InvoiceLine>().AsNoTracking()
                    .Where(line => line.InvoiceId == invoice.Id).OrderBy(line => line.Place).ToListAsync(cancellationToken));
    }

    /// <summary>How the organization wants to be addressed; empty until it says so.</summary>
    public async Task<BillingProfileInput> ProfileAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var profile = await db.Set<BillingProfile>().AsNoTracking()
            .SingleOrDefaultAsync(known => known.OrganizationId == organizationId, cancellationToken);
        return new BillingProfileInput(profile?.Name ?? "", profile?.Address ?? "", profile?.TaxNumber ?? "");
    }
}
