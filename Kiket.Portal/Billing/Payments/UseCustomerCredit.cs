using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Payments;

/// <summary>What a customer paid too much, or got back by a credit note, pays its next invoice.</summary>
public sealed class UseCustomerCredit(UnitOfWork unit) : IEventHandler<InvoiceIssued>
{
    public const string HandlerName = "use-customer-credit";

    public async Task RunAsync(InvoiceIssued happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var key = $"credit-used:{happened.InvoiceId}";
        var done = await unit.RunAsync(
            async work =>
            {
                var invoice = await work.Db.Set<Invoice>().SingleAsync(one => one.Id == happened.InvoiceId, cancellationToken);
                var credit = -await PostEntries.BalanceAsync(work.Db, LedgerAccount.CustomerCredit, invoice.OrganizationId, cancellationToken);
                var cents = Math.Min(credit, invoice.OpenCents);
                if (cents > 0 && !await work.Db.Set<JournalEntry>().AnyAsync(entry => entry.IdempotencyKey == key, cancellationToken))
                {
                    await SettleInvoice.PayAsync(
                        work,
                        invoice,
                        new IncomingCents(LedgerAccount.CustomerCredit, invoice.OrganizationId, cents, EntryKind.CreditUsed, key),
                        cancellationToken);
                }

                return Result.Success();
            },
            cancellationToken);
        done.ThrowIfRefused();
    }
}
