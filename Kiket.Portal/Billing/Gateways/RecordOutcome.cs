using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Gateways;

/// <summary>Writes down what a gateway did. Twice the same is once, and what ended stays ended.</summary>
public sealed class RecordOutcome(UnitOfWork unit, IPaymentGateway gateway, NotifyPeople notify)
{
    /// <summary>Who acts in the audit log and on documents.</summary>
    private Actor Gateway => new(Guid.Empty, gateway.Name);

    public Task<Result> AttemptAsync(Guid attemptId, GatewayOutcome outcome, CancellationToken cancellationToken) =>
        unit.RunAsync(work => AttemptAsync(work, attemptId, outcome, cancellationToken), cancellationToken);

    /// <param name="read">As it is at the gateway now.</param>
    public Task<Result> RecordAsync(GatewayRecord read, CancellationToken cancellationToken) => unit.RunAsync(
        work => read.Kind switch
        {
            GatewayKind.Charge => ChargeAsync(work, read, cancellationToken),
            GatewayKind.Dispute => DisputeAsync(work, read, cancellationToken),
            GatewayKind.Refund => RefundAsync(work, read, cancellationToken),
            GatewayKind.Setup => read.OrganizationId is { } customer ? MethodAsync(work, customer, read, cancellationToken) : Nothing,
            GatewayKind.Account => read.OrganizationId is { } publisher ? AccountAsync(work, publisher, read, cancellationToken) : Nothing,
            _ => PayoutAsync(work, read, cancellationToken),
        },
        cancellationToken);

    private static Task<Result> Nothing => Task.FromResult(Result.Success());

    /// <summary>A person chose a card or entered it at the gateway.</summary>
    internal async Task<Result> MethodAsync(Work work, Guid customer, GatewayRecord read, CancellationToken cancellationToken)
    {
        if (read.State != GatewayState.Succeeded || read.Method.Length == 0)
        {
            return Result.Success();
        }

        var method = await MethodOfAsync(work.Db, customer, cancellationToken);
        if (method.Method != read.Method)
        {
            method.Know(read.Customer, work.Now);
            method.Use(read.Method, read.Label, work.Now);
            work.Audit(Gateway, "billing.card_set", new AuditSubject("organization", customer), customer, after: new { read.Label });
        }

        return Result.Success();
    }

    internal static async Task<CustomerMethod> MethodOfAsync(PortalDb db, Guid customer, CancellationToken cancellationToken)
    {
        if (await db.Set<CustomerMethod>().SingleOrDefaultAsync(known => known.OrganizationId == customer, cancellationToken) is { } method)
        {
            return method;
        }

        method = CustomerMethod.Of(customer);
        db.Add(method);
        return method;
    }

    internal async Task<Result> AccountAsync(Work work, Guid publisher, GatewayRecord read, CancellationToken cancellationToken)
    {
        var known = await work.Db.Set<GatewayAccount>().SingleOrDefaultAsync(one => one.OrganizationId == publisher, cancellationToken);
        if (known is null)
        {
            work.Db.Add(GatewayAccount.Of(publisher, read.Reference, work.Now));
        }
        else
        {
            known.Become(read.Reference);
        }

        if (read.State == GatewayState.Succeeded)
        {
            await MovePayout.UseAccountAsync(work, publisher, read.Label.Length == 4 ? read.Label : "bank", Gateway, cancellationToken);
        }

        return Result.Success();
    }

    private async Task<Result> ChargeAsync(Work work, GatewayRecord read, CancellationToken cancellationToken) =>
        await FindAsync(work.Db, read.Order, read.Reference, cancellationToken) is { } attempt
            ? await AttemptAsync(
                work,
                attempt.Id,
                // A payment that is disputed had succeeded before.
                new GatewayOutcome(read.State == GatewayState.Disputed ? GatewayState.Succeeded : read.State, read.Reference, read.Problem),
                cancellationToken)
            : Result.Success();

    private async Task<Result> RefundAsync(Work work, GatewayRecord read, CancellationToken cancellationToken) =>
        await work.Db.Set<PaymentAttempt>().SingleOrDefaultAsync(
            one => one.Kind == AttemptKind.Refund && (one.Id == read.Order || one.Reference == read.Reference), cancellationToken) is { } attempt
            ? await AttemptAsync(work, attempt.Id, new GatewayOutcome(read.State, read.Reference, read.Problem), cancellationToken)
            : Result.Success();

    private async Task<Result> AttemptAsync(Work work, Guid attemptId, GatewayOutcome outcome, CancellationToken cancellationToken)
    {
        var attempt = await work.Db.Set<PaymentAttempt>().SingleAsync(one => one.Id == attemptId, cancellationToken);
        // A refund that the card's bank refuses days later is the only one that ends twice.
        var failsLate = attempt is { Kind: AttemptKind.Refund, State: AttemptState.Succeeded } && outcome.State == GatewayState.Declined;
        if ((!attempt.IsOpen && !failsLate) || outcome.State == GatewayState.Unknown)
        {
            return Result.Success();
        }

        switch (outcome.State)
        {
            case GatewayState.Pending:
                attempt.Wait(outcome.Reference);
                break;
            case GatewayState.Succeeded:
                attempt.End(AttemptState.Succeeded, outcome.Reference, "", work.Now);
                await SucceedAsync(work, attempt, cancellationToken);
                break;
            default:
                attempt.End(AttemptState.Declined, outcome.Reference, outcome.Problem, work.Now);
                await DeclineAsync(work, attempt, cancellationToken);
                break;
        }

        return Result.Success();
    }

    private async Task SucceedAsync(Work work, PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt.Kind == AttemptKind.Refund)
        {
            // It was posted when a second operator confirmed it.
            work.Audit(
                Gateway, "billing.card_refunded", new AuditSubject("organization", attempt.OrganizationId), attempt.OrganizationId,
                after: new { attempt.AmountCents, attempt.Reference });
            return;
        }

        var invoice = await work.Db.Set<Invoice>().SingleAsync(one => one.Id == attempt.InvoiceId, cancellationToken);
        work.Audit(
            Gateway, "billing.card_charged", new AuditSubject("invoice", invoice.Number!), invoice.OrganizationId,
            after: new { attempt.AmountCents, attempt.Reference });
        await SettleInvoice.PayAsync(
            work, invoice, new IncomingCents(LedgerAccount.Cash, null, attempt.AmountCents, EntryKind.Payment, $"attempt:{attempt.Id}"), cancellationToken);
    }

    private async Task DeclineAsync(Work work, PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt.Kind == AttemptKind.Refund)
        {
            await FailRefundAsync(work, attempt, Gateway, cancellationToken);
            return;
        }

        var invoice = await work.Db.Set<Invoice>().SingleAsync(one => one.Id == attempt.InvoiceId, cancellationToken);
        var slug = await work.Db.Set<Organization>().Where(one => one.Id == attempt.OrganizationId).Select(one => one.Slug).SingleAsync(cancellationToken);
        var people = await OrganizationQueries.MemberIdsAsync(work.Db, attempt.OrganizationId, OrganizationRole.Admin, cancellationToken);
        await notify.AddAsync(
            work.Db,
            people,
            new NotificationDraft(
                NotificationKind.Billing,
                "billing.card_declined",
                attempt.Id.ToString(),
                $"Your card was declined: {LineText.Dollars(attempt.AmountCents)} for {invoice.Number}",
                $"{attempt.Problem} Check the card or use another one. It is due on {LineText.Day(invoice.DueOn!.Value)}.".Trim(),
                $"/orgs/{slug}/settings/billing"),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
    }

    /// <summary>Nothing left the bank, so what was posted when it was confirmed goes back to the customer's credit.</summary>
    internal static async Task FailRefundAsync(Work work, PaymentAttempt attempt, Actor gateway, CancellationToken cancellationToken)
    {
        var customer = attempt.OrganizationId;
        var reference = await work.Db.Set<Payment>().Where(one => one.Id == attempt.PaymentId).Select(one => one.Reference).SingleAsync(cancellationToken);
        await PostEntries.RunAsync(
            work.Db,
            [
                new EntryDraft(EntryKind.RefundFailed, reference, $"refund-failed:{attempt.Id}",
                [
                    (LedgerAccount.Cash, null, attempt.AmountCents), (LedgerAccount.CustomerCredit, customer, -attempt.AmountCents),
                ]),
            ],
            work.Now,
            cancellationToken);
        work.Audit(
            gateway, "billing.card_refund_failed", new AuditSubject("organization", customer), customer,
            after: new { attempt.AmountCents, attempt.Problem });
    }

    private async Task<Result> DisputeAsync(Work work, GatewayRecord read, CancellationToken cancellationToken)
    {
        if (await FindAsync(work.Db, read.Order, read.Charge, cancellationToken) is not { Kind: AttemptKind.Charge } attempt)
        {
            return Result.Success();
        }

        // The message about the dispute can come before the one about the payment.
        (await AttemptAsync(work, attempt.Id, new GatewayOutcome(GatewayState.Succeeded, read.Charge), cancellationToken)).ThrowIfRefused();
        await work.Db.SaveChangesAsync(cancellationToken);
        var invoice = await work.Db.Set<Invoice>().SingleAsync(one => one.Id == attempt.InvoiceId, cancellationToken);
        var dispute = await work.Db.Set<Dispute>().OrderByDescending(one => one.OpenedAt)
            .FirstOrDefaultAsync(one => one.InvoiceId == invoice.Id, cancellationToken);
        if (dispute is null && invoice.State == InvoiceState.Paid)
        {
            if (!(await SettleDispute.OpenAsync(work, invoice, read.Problem, Gateway, cancellationToken)).TryGet(out dispute, out var refused))
            {
                return refused;
            }

            await work.Db.SaveChangesAsync(cancellationToken);
        }

        if (dispute is not { State: DisputeState.Open } || read.State == GatewayState.Disputed)
        {
            return Result.Success();
        }

        var ended = await SettleDispute.EndAsync(work, invoice, dispute, read.State == GatewayState.Succeeded, Gateway, cancellationToken);
        return ended.Succeeded ? Result.Success() : ended.Error;
    }

    private async Task<Result> PayoutAsync(Work work, GatewayRecord read, CancellationToken cancellationToken)
    {
        var payout = await work.Db.Set<Payout>().SingleOrDefaultAsync(
            one => one.Id == read.Order || one.GatewayReference == read.Reference, cancellationToken);
        if (payout is null || read.State == GatewayState.Unknown)
        {
            return Result.Success();
        }

        if (payout.State == PayoutState.Approved)
        {
            payout.Sent(read.Reference);
            await MovePayout.PostAsync(work, payout, PayoutState.Sent, read.Reference, Gateway, cancellationToken);
            await work.Db.SaveChangesAsync(cancellationToken);
        }

        if ((payout.State == PayoutState.Sent && read.State is GatewayState.Succeeded or GatewayState.Returned)
            || (payout.State == PayoutState.Paid && read.State == GatewayState.Returned))
        {
            await MovePayout.PostAsync(
                work, payout, read.State == GatewayState.Succeeded ? PayoutState.Paid : PayoutState.Returned, read.Problem, Gateway, cancellationToken);
        }

        return Result.Success();
    }

    private static async Task<PaymentAttempt?> FindAsync(PortalDb db, Guid? order, string reference, CancellationToken cancellationToken) =>
        await db.Set<PaymentAttempt>().SingleOrDefaultAsync(one => one.Id == order, cancellationToken)
        ?? (reference.Length > 0
            ? await db.Set<PaymentAttempt>().SingleOrDefaultAsync(
                one => one.Reference == reference && one.Kind == AttemptKind.Charge, cancellationToken)
            : null);
}
