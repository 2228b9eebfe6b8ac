using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Payments;

/// <param name="Number">Of the invoice.</param>
/// <param name="Reference">As the bank shows it.</param>
public sealed record RecordPaymentRequest(string Number, long AmountCents, string Reference, Actor Actor);

/// <param name="Slug">The customer.</param>
/// <param name="ToCard">By the gateway, when a second operator has confirmed it; otherwise by a transfer that was sent already.</param>
public sealed record RecordRefundRequest(string Slug, long AmountCents, string Reference, Actor Actor, bool ToCard = false);

/// <summary>An operator writes down a transfer. Nothing is posted until a second one confirms it.</summary>
public sealed class RecordPayment(UnitOfWork unit)
{
    /// <summary>Twice the same is once.</summary>
    public Task<Result<Payment>> RunAsync(RecordPaymentRequest request, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            // Who isn't an operator learns nothing about numbers.
            var access = await PlatformAccess.RequireOperatorAsync(work.Db, request.Actor.UserId, cancellationToken);
            if (!access.Succeeded)
            {
                return access.Error;
            }

            var invoice = await work.Db.Set<Invoice>().AsNoTracking().SingleOrDefaultAsync(one => one.Number == request.Number, cancellationToken);
            return invoice is null
                ? NotFound(request.Number)
                : await AddAsync(
                    work, PaymentKind.Received, invoice.OrganizationId, invoice.Id, invoice.Number!, request.AmountCents, request.Reference,
                    request.Actor, cancellationToken);
        },
        cancellationToken);

    /// <summary>What the customer paid too much goes back to it.</summary>
    public Task<Result<Payment>> RefundAsync(RecordRefundRequest request, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var access = await PlatformAccess.RequireOperatorAsync(work.Db, request.Actor.UserId, cancellationToken);
            if (!access.Succeeded)
            {
                return access.Error;
            }

            var customer = await work.Db.Set<Organization>().SingleOrDefaultAsync(one => one.Slug == request.Slug, cancellationToken);
            if (customer is null)
            {
                return Error.NotFound("organization_not_found", "There is no organization with this name in its address.");
            }

            if (await RefundProblemAsync(work, customer.Id, request.AmountCents, cancellationToken) is { } problem)
            {
                return problem;
            }

            if (request.ToCard && await RefundableAsync(work.Db, customer.Id, request.AmountCents, cancellationToken) is null)
            {
                return Error.Field(
                    "amount_cents", "refund_above_charge", "No payment by card is left of which so much can go back. Refund less, or by transfer.");
            }

            var added = await AddAsync(
                work, PaymentKind.Refunded, customer.Id, invoiceId: null, customer.Slug, request.AmountCents, request.Reference, request.Actor,
                cancellationToken);
            if (request.ToCard && added.Succeeded && !work.IsDiscarded)
            {
                added.Value.ToCard();
            }

            return added;
        },
        cancellationToken);

    internal static Error NotFound(string number) =>
        Error.NotFound("invoice_not_found", $"There is no invoice {(number.Length > 30 ? number[..30] + "…" : number)}.");

    /// <returns>Why so much can't go back: cash never leaves above what was paid.</returns>
    internal static async Task<Error?> RefundProblemAsync(Work work, Guid organizationId, long cents, CancellationToken cancellationToken)
    {
        var credit = -await PostEntries.BalanceAsync(work.Db, LedgerAccount.CustomerCredit, organizationId, cancellationToken);
        return cents > credit
            ? Error.Field(
                "amount_cents", "refund_above_credit",
                $"This customer has a credit of {LineText.Dollars(credit)}. Refund at most that, or issue a credit note first.")
            : null;
    }

    /// <returns>The gateway's name of the latest charge of which so much can go back; null when there is none.</returns>
    internal static async Task<string?> RefundableAsync(PortalDb db, Guid organizationId, long cents, CancellationToken cancellationToken)
    {
        var attempts = await db.Set<PaymentAttempt>().AsNoTracking().Where(one => one.OrganizationId == organizationId).ToListAsync(cancellationToken);
        return attempts
            .Where(one => one is { Kind: AttemptKind.Charge, State: AttemptState.Succeeded, Reference: not null })
            .OrderByDescending(one => one.CreatedAt)
            .FirstOrDefault(charge => charge.AmountCents - attempts
                .Where(one => one.Kind == AttemptKind.Refund && one.Method == charge.Reference && one.State != AttemptState.Declined)
                .Sum(one => one.AmountCents) >= cents)
            ?.Reference;
    }

    private static async Task<Result<Payment>> AddAsync(
        Work work,
        PaymentKind kind,
        Guid organizationId,
        Guid? invoiceId,
        string subject,
        long cents,
        string reference,
        Actor actor,
        CancellationToken cancellationToken)
    {
        var text = reference.Trim();
        if (cents is < 1 or > Payment.MaxCents)
        {
            return Error.Field("amount_cents", "amount_invalid", "Enter an amount above $0, such as 15.37. The limit is $100,000,000.");
        }

        if (PlainText.Problem(text, "reference", "The reference", Payment.MaxReference, "Enter the reference that the bank shows.") is { } wrong)
        {
            return wrong;
        }

        if (text.Any(char.IsControl))
        {
            return Error.Field("reference", "reference_characters", "Write the reference in one line.");
        }

        if (await SecondPerson.FirstProblemAsync(work.Db, organizationId, actor, cancellationToken) is { } refused)
        {
            return refused;
        }

        var key = Payment.KeyOf(kind, invoiceId ?? organizationId, text);
        var known = await work.Db.Set<Payment>().AsNoTracking()
            .SingleOrDefaultAsync(one => one.Key == key && one.State != PaymentState.Discarded, cancellationToken);
        if (known is not null)
        {
            work.Discard();
            return known.AmountCents == cents
                ? known
                : Error.Conflict(
                    "payment_exists",
                    $"{known.RecordedByName} recorded “{known.Reference}” with {LineText.Dollars(known.AmountCents)}. "
                    + "Discard that one first if it is wrong, or write the reference as the bank shows it.");
        }

        var payment = Payment.Of(kind, organizationId, invoiceId, cents, text, actor, work.Now);
        work.Db.Add(payment);
        work.Audit(
            actor,
            kind == PaymentKind.Received ? "billing.payment_recorded" : "billing.refund_recorded",
            new AuditSubject(kind == PaymentKind.Received ? "invoice" : "organization", subject),
            organizationId,
            after: new { payment.AmountCents, payment.Reference });
        return payment;
    }
}
