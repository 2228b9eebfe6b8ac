using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Payments;

/// <summary>
/// An operator gives up what nobody pays of an invoice: a credit note takes back what is open, and that part of the publishers' shares with it. Of
/// what was paid, publishers keep theirs. What the customer runs stays suspended until an operator lets it run again.
/// </summary>
public sealed class WriteOffInvoice(UnitOfWork unit, SuspendUnpaid suspend)
{
    /// <summary>Twice is refused: nothing is open then.</summary>
    public Task<Result<CreditNote>> RunAsync(string number, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            if (!(await OpenAsync(work, number, actor, cancellationToken)).TryGet(out var invoice, out var error))
            {
                return error;
            }

            if (invoice.OpenCents == 0)
            {
                return Error.Conflict("invoice_settled", $"{number} is settled already, so there is nothing to write off.");
            }

            var from = PaymentRules.WriteOffFrom(invoice);
            return BillingMonth.DayOf(work.Now) < from
                ? Error.Conflict("write_off_early", $"{number} can be written off from {LineText.Day(from)} on. Until then the customer is reminded.")
                : await IssueCreditNote.IssueAsync(
                    work,
                    invoice,
                    new IssueCreditNoteRequest(
                        Guid.CreateVersion7(work.Now), number, await IssueCreditNote.OpenAsync(work.Db, invoice, cancellationToken),
                        invoice.PaidCents > 0 ? "Written off: the rest wasn't paid." : "Written off: it wasn't paid.", actor)
                    {
                        IsWriteOff = true,
                    },
                    cancellationToken);
        },
        cancellationToken);

    /// <summary>Lets what the customer of an invoice runs run again although it was written off.</summary>
    public Task<Result> ResumeAsync(string number, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            if (!(await OpenAsync(work, number, actor, cancellationToken)).TryGet(out var invoice, out var error))
            {
                return error;
            }

            work.Audit(actor, "billing.customer_resumed", new AuditSubject("invoice", number), invoice.OrganizationId);
            return await suspend.ResumeAsync(work, invoice.OrganizationId, actor, cancellationToken);
        },
        cancellationToken);

    private static async Task<Result<Invoice>> OpenAsync(Work work, string number, Actor actor, CancellationToken cancellationToken)
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

        return await SecondPerson.FirstProblemAsync(work.Db, invoice.OrganizationId, actor, cancellationToken) is { } refused ? refused : invoice;
    }
}
