using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Payments;

/// <summary>
/// An operator records that a customer's bank took a payment back, and later how that ended. Meanwhile the publishers' shares are held; when the
/// payment is lost, a credit note takes the invoice back.
/// </summary>
public sealed class SettleDispute(UnitOfWork unit)
{
    /// <param name="number">Of an invoice that is paid.</param>
    public Task<Result<Dispute>> OpenAsync(string number, string reason, Actor actor, CancellationToken cancellationToken) => unit.RunAsync<Dispute>(
        async work =>
        {
            var access = await PlatformAccess.RequireOperatorAsync(work.Db, actor.UserId, cancellationToken);
            if (!access.Succeeded)
            {
                return access.Error;
            }

            if (await work.Db.Set<Invoice>().SingleOrDefaultAsync(one => one.Number == number, cancellationToken) is not { } invoice)
            {
                return RecordPayment.NotFound(number);
            }

            if (await SecondPerson.FirstProblemAsync(work.Db, invoice.OrganizationId, actor, cancellationToken) is { } refused)
            {
                return refused;
            }

            return await OpenAsync(work, invoice, reason, actor, cancellationToken);
        },
        cancellationToken);

    /// <param name="isWon">The payment came back.</param>
    public Task<Result<Dispute>> EndAsync(Guid disputeId, bool isWon, Actor actor, CancellationToken cancellationToken) => unit.RunAsync<Dispute>(
        async work =>
        {
            var access = await PlatformAccess.RequireOperatorAsync(work.Db, actor.UserId, cancellationToken);
            if (!access.Succeeded)
            {
                return access.Error;
            }

            if (await work.Db.Set<Dispute>().SingleOrDefaultAsync(one => one.Id == disputeId, cancellationToken) is not { } dispute)
            {
                return Error.NotFound("dispute_not_found", "There is no such dispute. Reload the page.");
            }

            if (dispute.State != DisputeState.Open)
            {
                work.Discard();
                return dispute.State == (isWon ? DisputeState.Won : DisputeState.Lost)
                    ? dispute
                    : Error.Conflict("dispute_ended", "This dispute has ended otherwise. Reload the page.");
            }

            var invoice = await work.Db.Set<Invoice>().SingleAsync(one => one.Id == dispute.InvoiceId, cancellationToken);
            if (await SecondPerson.FirstProblemAsync(work.Db, invoice.OrganizationId, actor, cancellationToken) is { } refused)
            {
                return refused;
            }

            return await EndAsync(work, invoice, dispute, isWon, actor, cancellationToken);
        },
        cancellationToken);

    /// <summary>Inside the caller's unit of work: an operator or the gateway says so.</summary>
    internal static async Task<Result<Dispute>> OpenAsync(
        Work work, Invoice invoice, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var text = reason.Trim();
        if (PlainText.Problem(text, "reason", "The reason", CreditNote.MaxReason, "Enter what the bank says.") is { } wrong)
        {
            return wrong;
        }

        var cents = invoice.PaidCents - invoice.ReturnedCents;
        if (invoice.State != InvoiceState.Paid || cents == 0)
        {
            return Error.Conflict("invoice_not_paid", "Only a payment can be disputed, and this invoice isn't paid.");
        }

        if (await work.Db.Set<Dispute>().AnyAsync(one => one.InvoiceId == invoice.Id && one.State == DisputeState.Open, cancellationToken))
        {
            return Error.Conflict("invoice_disputed", "This payment is disputed already. Reload the page.");
        }

        var dispute = Dispute.Of(invoice.Id, cents, text, actor, work.Now);
        work.Db.Add(dispute);
        work.Audit(
            actor,
            "billing.dispute_opened",
            new AuditSubject("invoice", invoice.Number!),
            invoice.OrganizationId,
            after: new { dispute.AmountCents, dispute.Reason });
        await MoveAsync(work, invoice, dispute, EarningKind.Dispute, [(LedgerAccount.Disputes, null, cents), (LedgerAccount.Cash, null, -cents)],
            cancellationToken);
        return dispute;
    }

    /// <inheritdoc cref="OpenAsync(Work, Invoice, string, Actor, CancellationToken)"/>
    internal static async Task<Result<Dispute>> EndAsync(
        Work work, Invoice invoice, Dispute dispute, bool isWon, Actor actor, CancellationToken cancellationToken)
    {
        dispute.End(isWon, work.Now);
        work.Audit(actor, isWon ? "billing.dispute_won" : "billing.dispute_lost", new AuditSubject("invoice", invoice.Number!), invoice.OrganizationId);
        await MoveAsync(
            work, invoice, dispute, EarningKind.DisputeEnded,
            isWon ? [(LedgerAccount.Cash, null, dispute.AmountCents), (LedgerAccount.Disputes, null, -dispute.AmountCents)] : [], cancellationToken);
        return isWon || await LoseAsync(work, invoice, dispute, actor, cancellationToken) is not { } problem ? dispute : problem;
    }

    /// <summary>Holds what publishers earned of the invoice, or gives it back.</summary>
    private static async Task MoveAsync(
        Work work,
        Invoice invoice,
        Dispute dispute,
        EarningKind kind,
        IReadOnlyList<(LedgerAccount, Guid?, long)> cash,
        CancellationToken cancellationToken)
    {
        var earned = await work.Db.Set<Earning>().AsNoTracking()
            .Where(one => one.InvoiceId == invoice.Id && (one.Kind == EarningKind.Sale || one.Kind == EarningKind.Refund))
            .ToListAsync(cancellationToken);
        var sign = kind == EarningKind.Dispute ? -1 : 1;
        var earnings = earned
            .GroupBy(one => one.PublisherId)
            .Select(same => (Publisher: same.Key, Cents: same.Aggregate(
                default(EarnedCents), (sum, one) => sum + new EarnedCents(one.GrossCents, one.ShareCents, one.WithheldCents))))
            .Where(one => one.Cents.Share != 0)
            .OrderBy(one => one.Publisher)
            .Select(one => Earning.OfDispute(kind, invoice, one.Publisher, one.Cents, sign))
            .ToList();
        // What was withheld stays with the tax office until the dispute is lost, so only the net part is held.
        List<(LedgerAccount, Guid?, long)> postings =
        [
            .. cash,
            .. earnings.SelectMany(one => new (LedgerAccount, Guid?, long)[]
            {
                (LedgerAccount.PublisherPayable, one.PublisherId, -one.NetCents), (LedgerAccount.PublisherHeld, one.PublisherId, one.NetCents),
            }),
        ];
        await SettleInvoice.PostAsync(
            work,
            new EntryDraft(
                kind == EarningKind.Dispute ? EntryKind.DisputeOpened : EntryKind.DisputeEnded, invoice.Number!, $"{kind}:{dispute.Id}", postings),
            earnings,
            cancellationToken);
    }

    /// <summary>The invoice is taken back, and what the customer would get is what its bank took already.</summary>
    private static async Task<Error?> LoseAsync(Work work, Invoice invoice, Dispute dispute, Actor actor, CancellationToken cancellationToken)
    {
        var left = await IssueCreditNote.LeftAsync(work.Db, invoice.Id, cancellationToken);
        var issued = await IssueCreditNote.IssueAsync(
            work, invoice, new IssueCreditNoteRequest(dispute.Id, invoice.Number!, left, "The bank took the payment back.", actor), cancellationToken);
        if (!issued.Succeeded)
        {
            return issued.Error;
        }

        await PostEntries.RunAsync(
            work.Db,
            [
                new EntryDraft(EntryKind.DisputeEnded, invoice.Number!, $"lost:{dispute.Id}",
                [
                    (LedgerAccount.CustomerCredit, invoice.OrganizationId, dispute.AmountCents), (LedgerAccount.Disputes, null, -dispute.AmountCents),
                ]),
            ],
            work.Now,
            cancellationToken);
        return null;
    }
}
