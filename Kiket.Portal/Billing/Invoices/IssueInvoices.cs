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
    /// <param name="drafts">Tracked, in the order of their numbers.</param>
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
        var lines = (await db.Set<InvoiceLine>().AsNoTracking().Where(line => ids.Contains(line.InvoiceId)).ToListAsync(cancellationToken))
            .ToLookup(line => line.InvoiceId);
        var shares = (await db.Set<LineShare>().AsNoTracking()
                .Where(share => db.Set<InvoiceLine>().Any(line => line.Id == share.LineId && ids.Contains(line.InvoiceId)))
                .ToListAsync(cancellationToken))
            .ToLookup(share => share.LineId);
        await PostEntries.RunAsync(db, [.. drafts.Select(draft => Entry(draft, lines[draft.Id], shares))], now, cancellationToken);
    }

    private static EntryDraft Entry(Invoice invoice, IEnumerable<InvoiceLine> lines, ILookup<Guid, LineShare> shares)
    {
        var postings = new List<(LedgerAccount Account, Guid? Organization, long Amount)>
        {
            (LedgerAccount.CustomerReceivable, invoice.OrganizationId, invoice.TotalCents),
            (LedgerAccount.TaxPayable, null, -invoice.TaxCents),
        };
        foreach (var line in lines)
        {
            if (line.PublisherId is null)
            {
                postings.Add((LedgerAccount.HostingRevenue, null, -line.GrossCents));
                continue;
            }

            var share = shares[line.Id].Sum(part => part.ShareCents);
            postings.Add((LedgerAccount.PublisherPending, line.PublisherId, -share));
            postings.Add((LedgerAccount.FeeRevenue, null, share - line.GrossCents));
        }

        return new EntryDraft(EntryKind.Issue, invoice.Number!, $"issue:{invoice.Id}", postings);
    }
}
