using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Payments;

/// <param name="From">Where the money comes from: cash, or a credit of the customer.</param>
/// <param name="Key">Makes it happen once.</param>
internal sealed record IncomingCents(LedgerAccount From, Guid? Organization, long Cents, EntryKind Kind, string Key);

/// <summary>What a payment does to its invoice and to the publishers' shares, inside the caller's unit of work.</summary>
internal static class SettleInvoice
{
    public static async Task PayAsync(Work work, Invoice invoice, IncomingCents incoming, CancellationToken cancellationToken)
    {
        var wasOpen = invoice.OpenCents > 0;
        var needed = invoice.Pay(incoming.Cents, work.Now);
        var postings = new List<(LedgerAccount, Guid?, long)>
        {
            (incoming.From, incoming.Organization, incoming.Cents),
            (LedgerAccount.CustomerReceivable, invoice.OrganizationId, -needed),
            (LedgerAccount.CustomerCredit, invoice.OrganizationId, needed - incoming.Cents),
        };
        IReadOnlyList<Earning> earnings = [];
        if (wasOpen && invoice.OpenCents == 0)
        {
            earnings = await EarnAsync(work.Db, invoice, cancellationToken);
            work.Raise(new InvoiceSettled(invoice.Id, invoice.OrganizationId));
        }

        postings.AddRange(earnings.SelectMany(Payable));
        await PostAsync(work, new EntryDraft(incoming.Kind, invoice.Number!, incoming.Key, postings), earnings, cancellationToken);
    }

    /// <summary>Makes the shares of an invoice payable that nothing is open of any more.</summary>
    public static async Task EarnNowAsync(Work work, Invoice invoice, string key, CancellationToken cancellationToken)
    {
        var earnings = await EarnAsync(work.Db, invoice, cancellationToken);
        await PostAsync(work, new EntryDraft(EntryKind.Payment, invoice.Number!, key, [.. earnings.SelectMany(Payable)]), earnings, cancellationToken);
    }

    /// <summary>The shares of an invoice, line by line, less what was credited before it was paid. They become payable with this payment.</summary>
    private static async Task<IReadOnlyList<Earning>> EarnAsync(PortalDb db, Invoice invoice, CancellationToken cancellationToken)
    {
        var shares = await SharesAsync(db, invoice.Id, cancellationToken);
        var credits = await CreditsAsync(db, invoice.Id, cancellationToken);
        var earnings = new List<Earning>();
        foreach (var (line, share) in shares)
        {
            var withheld = await WithheldAsync(db, line.PublisherId!.Value, share, cancellationToken);
            earnings.Add(Earning.Of(EarningKind.Sale, line.Id, invoice, line, new EarnedCents(line.GrossCents, share, withheld)));
            var credited = 0L;
            foreach (var credit in credits[line.Id])
            {
                var back = Credit.Of(withheld, line.GrossCents, credited, credit.GrossCents);
                earnings.Add(Earning.Of(
                    EarningKind.Refund, credit.Id, invoice, line, new EarnedCents(credit.GrossCents, credit.ShareCents, back), sign: -1));
                credited += credit.GrossCents;
            }
        }

        return earnings;
    }

    /// <summary>The lines that a publisher has a share of, in their order.</summary>
    public static async Task<IReadOnlyList<(InvoiceLine Line, long Share)>> SharesAsync(
        PortalDb db, Guid invoiceId, CancellationToken cancellationToken)
    {
        var lines = await db.Set<InvoiceLine>().AsNoTracking()
            .Where(line => line.InvoiceId == invoiceId && line.PublisherId != null).OrderBy(line => line.Place).ToListAsync(cancellationToken);
        var shares = (await db.Set<LineShare>().AsNoTracking()
                .Where(share => db.Set<InvoiceLine>().Any(line => line.Id == share.LineId && line.InvoiceId == invoiceId))
                .ToListAsync(cancellationToken))
            .ToLookup(share => share.LineId, share => share.ShareCents);
        return [.. lines.Select(line => (line, shares[line.Id].Sum()))];
    }

    /// <summary>In the order in which they were issued.</summary>
    public static async Task<ILookup<Guid, CreditNoteLine>> CreditsAsync(PortalDb db, Guid invoiceId, CancellationToken cancellationToken) =>
        (await (
            from line in db.Set<CreditNoteLine>()
            join note in db.Set<CreditNote>() on line.NoteId equals note.Id
            where note.InvoiceId == invoiceId
            orderby note.Number
            select line).AsNoTracking().ToListAsync(cancellationToken))
        .ToLookup(line => line.LineId);

    /// <summary>Posts an entry, and the earnings that it moves with it.</summary>
    public static async Task PostAsync(Work work, EntryDraft draft, IReadOnlyList<Earning> earnings, CancellationToken cancellationToken)
    {
        var at = await PostEntries.RunAsync(work.Db, [draft], work.Now, cancellationToken);
        if (earnings.Count == 0)
        {
            return;
        }

        var counter = await PostEntries.CounterAsync(work.Db, BillingCounter.Earnings, cancellationToken);
        var seq = counter.Take(earnings.Count, at);
        foreach (var (index, earning) in earnings.Index())
        {
            earning.Post(seq + index, at);
        }

        await InsertRows.RunAsync(work.Db, earnings, cancellationToken);
    }

    /// <summary>From pending to payable, less what is withheld.</summary>
    private static IEnumerable<(LedgerAccount, Guid?, long)> Payable(Earning earning) =>
    [
        (LedgerAccount.PublisherPending, earning.PublisherId, earning.ShareCents),
        (LedgerAccount.PublisherPayable, earning.PublisherId, -earning.NetCents),
        (LedgerAccount.WithholdingPayable, null, -earning.WithheldCents),
    ];

    private static async Task<long> WithheldAsync(PortalDb db, Guid publisherId, long share, CancellationToken cancellationToken)
    {
        var profile = db.Set<BillingProfile>().Local.FirstOrDefault(known => known.OrganizationId == publisherId)
            ?? await db.Set<BillingProfile>().SingleOrDefaultAsync(known => known.OrganizationId == publisherId, cancellationToken);
        return profile is null ? 0 : Shares.Of(share, profile.WithholdingBasisPoints);
    }
}
