using System.Globalization;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Billing.Invoices;

/// <summary>Numbers drafts and posts them, inside the caller's transaction.</summary>
public sealed class IssueInvoices(IOptions<BillingOptions> options)
{
    /// <param name="drafts">In the order of their numbers. The caller stores them.</param>
    public async Task RunAsync(PortalDb db, IReadOnlyList<Invoice> drafts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (drafts.Count == 0)
        {
            return;
        }

        // The year in which a punctual run issues it, so that a late one gives the same number.
        var series = string.Create(CultureInfo.InvariantCulture, $"INV-{new BillingMonth(drafts[0].Period).End.Year}");
        var next = (await PostEntries.CounterAsync(db, series, cancellationToken)).Take(drafts.Count, now);
        var due = BillingMonth.DayOf(now).AddDays(options.Value.DueDays);
        foreach (var draft in drafts)
        {
            draft.Issue(string.Create(CultureInfo.InvariantCulture, $"{series}-{next:000000}"), now, due);
            next++;
        }

        var ids = drafts.Select(draft => draft.Id).ToList();
        var lines = await (
            from line in db.Set<InvoiceLine>()
            where EF.Parameter(ids).Contains(line.InvoiceId)
            group line by new { line.InvoiceId, line.PublisherId } into same
            select new { same.Key.InvoiceId, same.Key.PublisherId, Gross = same.Sum(line => line.GrossCents) }).ToListAsync(cancellationToken);
        var shares = await (
            from line in db.Set<InvoiceLine>()
            where EF.Parameter(ids).Contains(line.InvoiceId)
            join share in db.Set<LineShare>() on line.Id equals share.LineId
            group share by new { line.InvoiceId, line.PublisherId } into same
            select new { same.Key.InvoiceId, same.Key.PublisherId, Cents = same.Sum(share => share.ShareCents) })
            .ToDictionaryAsync(same => (same.InvoiceId, same.PublisherId), same => same.Cents, cancellationToken);
        var parts = lines.ToLookup(
            line => line.InvoiceId,
            line => new IssuedPart(line.PublisherId, line.Gross, shares.GetValueOrDefault((line.InvoiceId, line.PublisherId))));
        await PostEntries.RunAsync(db, [.. drafts.Select(draft => Entry(draft, parts[draft.Id]))], now, cancellationToken);
    }

    private static EntryDraft Entry(Invoice invoice, IEnumerable<IssuedPart> parts)
    {
        var postings = new List<(LedgerAccount Account, Guid? Organization, long Amount)>
        {
            (LedgerAccount.CustomerReceivable, invoice.OrganizationId, invoice.TotalCents),
            (LedgerAccount.TaxPayable, null, -invoice.TaxCents),
        };
        foreach (var part in parts)
        {
            if (part.PublisherId is null)
            {
                postings.Add((LedgerAccount.HostingRevenue, null, -part.GrossCents));
                continue;
            }

            postings.Add((LedgerAccount.PublisherPending, part.PublisherId, -part.ShareCents));
            postings.Add((LedgerAccount.FeeRevenue, null, part.ShareCents - part.GrossCents));
        }

        return new EntryDraft(EntryKind.Issue, invoice.Number!, $"issue:{invoice.Id}", postings);
    }

    /// <summary>The lines of one publisher on an invoice; those of hosting have none.</summary>
    private readonly record struct IssuedPart(Guid? PublisherId, long GrossCents, long ShareCents);
}
