using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Billing.Invoices;

/// <summary>What must hold before anything is issued. A problem is a sentence for operators.</summary>
public sealed class CheckDrafts(IOptions<IssuerOptions> issuer)
{
    public async Task<IReadOnlyList<string>> RunAsync(PortalDb db, DateOnly period, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var drafts = db.Set<Invoice>().Where(invoice => invoice.Period == period);
        if (!issuer.Value.IsSet && await drafts.AnyAsync(cancellationToken))
        {
            problems.Add("Nobody is named as the issuer of the invoices. Set Billing:Issuer:Name.");
        }

        var sums =
            from invoice in drafts
            let net = db.Set<InvoiceLine>().Where(line => line.InvoiceId == invoice.Id).Sum(line => line.GrossCents)
            let tax = db.Set<InvoiceLine>().Where(line => line.InvoiceId == invoice.Id).Sum(line => line.TaxCents)
            where net != invoice.NetCents || tax != invoice.TaxCents
            select invoice.Id;
        if (await sums.CountAsync(cancellationToken) is > 0 and var unequal)
        {
            problems.Add($"The lines of {unequal} invoices don't add up to their total.");
        }

        var shares =
            from line in db.Set<InvoiceLine>()
            join invoice in drafts on line.InvoiceId equals invoice.Id
            let gross = db.Set<LineShare>().Where(share => share.LineId == line.Id).Sum(share => share.GrossCents)
            where line.PublisherId != null && gross != line.GrossCents
            select line.Id;
        if (await shares.CountAsync(cancellationToken) is > 0 and var split)
        {
            problems.Add($"The shares of {split} lines don't add up to what the line costs.");
        }

        if (await db.Set<Ledger.Posting>().SumAsync(posting => posting.Amount, cancellationToken) != 0)
        {
            problems.Add("The ledger doesn't add up to zero.");
        }

        return problems;
    }
}
