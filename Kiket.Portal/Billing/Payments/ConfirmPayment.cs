using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Payments;

/// <summary>A second operator confirms a transfer, which posts it, or discards it as a mistake.</summary>
public sealed class ConfirmPayment(UnitOfWork unit)
{
    /// <summary>Twice is once.</summary>
    public Task<Result<Payment>> RunAsync(Guid paymentId, Actor actor, CancellationToken cancellationToken) => unit.RunAsync<Payment>(
        async work =>
        {
            if (!(await OpenAsync(work, paymentId, actor, cancellationToken)).TryGet(out var payment, out var error))
            {
                return error;
            }

            if (await SecondPerson.SecondProblemAsync(work.Db, payment.OrganizationId, payment.RecordedBy, actor, cancellationToken) is { } problem)
            {
                return problem;
            }

            if (payment.State != PaymentState.Recorded)
            {
                work.Discard();
                return payment.State == PaymentState.Confirmed ? payment : Discarded(payment);
            }

            string subject;
            if (payment.Kind == PaymentKind.Received)
            {
                var invoice = await work.Db.Set<Invoice>().SingleAsync(one => one.Id == payment.InvoiceId, cancellationToken);
                await SettleInvoice.PayAsync(
                    work, invoice, new IncomingCents(LedgerAccount.Cash, null, payment.AmountCents, EntryKind.Payment, $"payment:{payment.Id}"),
                    cancellationToken);
                subject = invoice.Number!;
            }
            else
            {
                if (await RecordPayment.RefundProblemAsync(work, payment.OrganizationId, payment.AmountCents, cancellationToken) is { } tooMuch)
                {
                    return tooMuch;
                }

                subject = await work.Db.Set<Organization>()
                    .Where(one => one.Id == payment.OrganizationId).Select(one => one.Slug).SingleAsync(cancellationToken);
                await PostEntries.RunAsync(
                    work.Db,
                    [
                        new EntryDraft(EntryKind.Refund, payment.Reference, $"payment:{payment.Id}",
                        [
                            (LedgerAccount.CustomerCredit, payment.OrganizationId, payment.AmountCents), (LedgerAccount.Cash, null, -payment.AmountCents),
                        ]),
                    ],
                    work.Now,
                    cancellationToken);
            }

            payment.End(PaymentState.Confirmed, actor, work.Now);
            if (payment.IsToCard)
            {
                work.Raise(new RefundConfirmed(payment.Id, payment.OrganizationId));
            }

            Audit(work, payment, subject, "confirmed", actor);
            return payment;
        },
        cancellationToken);

    /// <summary>Takes away what was written down by mistake. What is confirmed stays.</summary>
    public Task<Result> DiscardAsync(Guid paymentId, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            if (!(await OpenAsync(work, paymentId, actor, cancellationToken)).TryGet(out var payment, out var error))
            {
                return error;
            }

            if (payment.State == PaymentState.Confirmed)
            {
                return Error.Conflict("payment_confirmed", "This is confirmed and posted. Correct it with a credit note or a refund.");
            }

            if (payment.State == PaymentState.Recorded)
            {
                payment.End(PaymentState.Discarded, actor, work.Now);
                Audit(work, payment, payment.Reference, "discarded", actor);
            }

            return Result.Success();
        },
        cancellationToken);

    private static async Task<Result<Payment>> OpenAsync(Work work, Guid id, Actor actor, CancellationToken cancellationToken)
    {
        var access = await PlatformAccess.RequireOperatorAsync(work.Db, actor.UserId, cancellationToken);
        if (!access.Succeeded)
        {
            return access.Error;
        }

        return await work.Db.Set<Payment>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken) is { } payment
            ? payment
            : Error.NotFound("payment_not_found", "There is no such payment. Reload the page.");
    }

    private static Error Discarded(Payment payment) =>
        Error.Conflict("payment_discarded", $"{payment.EndedByName} discarded this. Record it again if it is right.");

    private static void Audit(Work work, Payment payment, string subject, string done, Actor actor) => work.Audit(
        actor,
        payment.Kind == PaymentKind.Received ? $"billing.payment_{done}" : $"billing.refund_{done}",
        new AuditSubject(payment.Kind == PaymentKind.Received ? "invoice" : "organization", subject),
        payment.OrganizationId,
        after: new { payment.AmountCents, payment.Reference });
}
