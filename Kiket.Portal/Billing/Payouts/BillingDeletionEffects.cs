using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations.Deletion;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Payouts;

/// <summary>Invoices and statements of a deleted organization are kept; what is open stays due, in both directions.</summary>
internal sealed class BillingDeletionEffects : IDeletionEffects
{
    public async Task<IReadOnlyList<DeletionEffect>> CountAsync(PortalDb db, Guid organizationId, CancellationToken cancellationToken)
    {
        var effects = new List<DeletionEffect>();
        var issued = await db.Set<Invoice>().AsNoTracking()
            .Where(invoice => invoice.OrganizationId == organizationId && invoice.State != InvoiceState.Draft).ToListAsync(cancellationToken);
        var open = issued.Where(invoice => invoice is { State: InvoiceState.Issued or InvoiceState.PartlyPaid, OpenCents: > 0 }).ToList();
        if (open.Count > 0)
        {
            var sum = new Money(open.Sum(invoice => invoice.OpenCents));
            effects.Add(new DeletionEffect(
                open.Count, open.Count == 1 ? $"1 invoice stays due: {sum}." : $"{open.Count} invoices stay due: {sum} in all.", Stays: true));
        }

        if (issued.Count > 0)
        {
            effects.Add(new DeletionEffect(
                issued.Count, issued.Count == 1 ? "1 invoice is kept, as the law asks." : $"{issued.Count} invoices are kept, as the law asks.", Stays: true));
        }

        var statements = await db.Set<Statement>().CountAsync(statement => statement.PublisherId == organizationId, cancellationToken);
        if (statements > 0)
        {
            effects.Add(new DeletionEffect(
                statements, statements == 1 ? "1 statement is kept, as the law asks." : $"{statements} statements are kept, as the law asks.", Stays: true));
        }

        if (await OwedAsync(db, organizationId, cancellationToken) is > 0 and var owed)
        {
            effects.Add(new DeletionEffect(
                1, $"{new Money(owed)} that the marketplace owes you is paid out with the next statements, as soon as it reaches the minimum.", Stays: true));
        }

        return effects;
    }

    private static async Task<long> OwedAsync(PortalDb db, Guid organizationId, CancellationToken cancellationToken) =>
        -await PostEntries.BalanceAsync(db, LedgerAccount.PublisherPending, organizationId, cancellationToken)
        - await PostEntries.BalanceAsync(db, LedgerAccount.PublisherPayable, organizationId, cancellationToken)
        - await PostEntries.BalanceAsync(db, LedgerAccount.PublisherHeld, organizationId, cancellationToken);
}
