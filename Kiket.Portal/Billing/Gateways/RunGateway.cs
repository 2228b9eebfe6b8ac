using Kiket.Portal.Accounts;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Gateways;

/// <summary>
/// Charges customers' cards on the days 0, 3, 7 and 14 after an invoice was issued, refunds and pays out what operators approved, and looks at what is
/// on its way. Messages of the gateway make it faster; without any, it comes to the same. Only what is taken back after it arrived is known by its
/// message alone.
/// </summary>
public sealed partial class RunGateway(
    UnitOfWork unit,
    IDbContextFactory<PortalDb> databases,
    IPaymentGateway gateway,
    RecordOutcome record,
    ILogger<RunGateway> logger) : IRegularWork, IEventHandler<GatewayNotified>, IEventHandler<RefundConfirmed>
{
    public const string HandlerName = "gateway";

    private static readonly int[] Days = [0, 3, 7, 14];

    public string Name => "run-gateway";

    public TimeSpan Interval => TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!gateway.IsAutomatic)
        {
            return;
        }

        await PlanAsync(cancellationToken);
        foreach (var attempt in await OpenAsync(cancellationToken))
        {
            await TryAsync(attempt, cancellationToken);
        }

        await PayOutAsync(cancellationToken);
    }

    public async Task RunAsync(GatewayNotified happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await gateway.ReadAsync(happened.Kind, happened.Reference, cancellationToken) is { } read)
        {
            (await record.RecordAsync(read, cancellationToken)).ThrowIfRefused();
        }
    }

    public async Task RunAsync(RefundConfirmed happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var planned = await unit.RunAsync(
            async work =>
            {
                var payment = await work.Db.Set<Payment>().SingleAsync(one => one.Id == happened.PaymentId, cancellationToken);
                if (await work.Db.Set<PaymentAttempt>().AnyAsync(one => one.PaymentId == payment.Id, cancellationToken))
                {
                    return Result.Success();
                }

                var charge = await RecordPayment.RefundableAsync(work.Db, payment.OrganizationId, payment.AmountCents, cancellationToken);
                var attempt = PaymentAttempt.Refund(payment, charge ?? "", work.Now);
                work.Db.Add(attempt);
                if (charge is null)
                {
                    // Another refund of the same payment was quicker.
                    attempt.End(AttemptState.Declined, "", "No payment by card is left of which so much can go back.", work.Now);
                    await RecordOutcome.FailRefundAsync(work, attempt, new Actor(Guid.Empty, gateway.Name), cancellationToken);
                }

                return Result.Success();
            },
            cancellationToken);
        planned.ThrowIfRefused();
    }

    /// <summary>Orders the charges that are due. One that was missed is made up for by the last day that has come.</summary>
    private async Task PlanAsync(CancellationToken cancellationToken)
    {
        List<Guid> open;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            open = await db.Set<Invoice>()
                .Where(one => (one.State == InvoiceState.Issued || one.State == InvoiceState.PartlyPaid)
                    && db.Set<CustomerMethod>().Any(method => method.OrganizationId == one.OrganizationId && method.Method != ""))
                .OrderBy(one => one.Number).Select(one => one.Id).ToListAsync(cancellationToken);
        }

        foreach (var id in open)
        {
            (await unit.RunAsync(work => PlanAsync(work, id, cancellationToken), cancellationToken)).ThrowIfRefused();
        }
    }

    private static async Task<Result> PlanAsync(Work work, Guid invoiceId, CancellationToken cancellationToken)
    {
        var invoice = await work.Db.Set<Invoice>().AsNoTracking().SingleAsync(one => one.Id == invoiceId, cancellationToken);
        var method = await work.Db.Set<CustomerMethod>().AsNoTracking()
            .SingleOrDefaultAsync(one => one.OrganizationId == invoice.OrganizationId, cancellationToken);
        var days = BillingMonth.DayOf(work.Now).DayNumber - BillingMonth.DayOf(invoice.IssuedAt!.Value).DayNumber;
        var day = Days.LastOrDefault(due => due <= days);
        var known = await work.Db.Set<PaymentAttempt>().AsNoTracking().Where(one => one.InvoiceId == invoiceId).ToListAsync(cancellationToken);
        if (method is { IsReady: true } && invoice.OpenCents > 0
            && !known.Exists(one => one.IsOpen || (one.Day == day && one.Method == method.Method)))
        {
            work.Db.Add(PaymentAttempt.Charge(invoice, day, method.Method, work.Now));
        }
        else
        {
            work.Discard();
        }

        return Result.Success();
    }

    private async Task<IReadOnlyList<PaymentAttempt>> OpenAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<PaymentAttempt>().AsNoTracking()
            .Where(one => one.State == AttemptState.Ordered || one.State == AttemptState.Sent || one.State == AttemptState.Waiting)
            .OrderBy(one => one.CreatedAt).ToListAsync(cancellationToken);
    }

    private async Task TryAsync(PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt is { State: AttemptState.Waiting, Reference: { } reference })
        {
            var kind = attempt.Kind == AttemptKind.Charge ? GatewayKind.Charge : GatewayKind.Refund;
            if (await gateway.ReadAsync(kind, reference, cancellationToken) is { } read)
            {
                (await record.RecordAsync(read, cancellationToken)).ThrowIfRefused();
            }

            return;
        }

        if (attempt.State == AttemptState.Ordered
            && !(await unit.RunAsync<bool>(work => SendAsync(work, attempt.Id, cancellationToken), cancellationToken)).Value)
        {
            return;
        }

        var (number, customer) = await SubjectAsync(attempt, cancellationToken);
        var outcome = attempt.Kind == AttemptKind.Charge
            ? await gateway.ChargeAsync(
                new ChargeOrder(attempt.Id, number, attempt.AmountCents, attempt.Currency, customer, attempt.Method, attempt.CreatedAt), cancellationToken)
            : await gateway.RefundAsync(new RefundOrder(attempt.Id, attempt.Method, attempt.AmountCents, attempt.CreatedAt), cancellationToken);
        if (outcome.State == GatewayState.Unknown)
        {
            Unknown(logger, attempt.Id, outcome.Problem);
        }

        (await record.AttemptAsync(attempt.Id, outcome, cancellationToken)).ThrowIfRefused();
        await LookAsync(attempt, outcome, cancellationToken);
    }

    /// <summary>What follows a payment at once, such as a dispute of the demo.</summary>
    private async Task LookAsync(PaymentAttempt attempt, GatewayOutcome outcome, CancellationToken cancellationToken)
    {
        if (attempt.Kind == AttemptKind.Charge && outcome is { State: GatewayState.Succeeded, Reference.Length: > 0 }
            && await gateway.ReadAsync(GatewayKind.Charge, outcome.Reference, cancellationToken) is { State: GatewayState.Disputed }
            && await gateway.ReadAsync(GatewayKind.Dispute, outcome.Reference, cancellationToken) is { } disputed)
        {
            (await record.RecordAsync(disputed, cancellationToken)).ThrowIfRefused();
        }
    }

    /// <summary>Stored before the gateway is asked, so that a kill in between leaves a trace.</summary>
    /// <returns>Whether it is still needed.</returns>
    private static async Task<Result<bool>> SendAsync(Work work, Guid id, CancellationToken cancellationToken)
    {
        var attempt = await work.Db.Set<PaymentAttempt>().SingleAsync(one => one.Id == id, cancellationToken);
        if (attempt.State != AttemptState.Ordered)
        {
            work.Discard();
            return attempt.State == AttemptState.Sent;
        }

        if (attempt.InvoiceId is { } invoiceId
            && (await work.Db.Set<Invoice>().AsNoTracking().SingleAsync(one => one.Id == invoiceId, cancellationToken)).OpenCents < attempt.AmountCents)
        {
            attempt.End(AttemptState.Cancelled, "", "It was paid otherwise meanwhile.", work.Now);
            return false;
        }

        attempt.Send();
        return true;
    }

    private async Task<(string Number, string Customer)> SubjectAsync(PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (
            await db.Set<Invoice>().Where(one => one.Id == attempt.InvoiceId).Select(one => one.Number).SingleOrDefaultAsync(cancellationToken) ?? "",
            await db.Set<CustomerMethod>().Where(one => one.OrganizationId == attempt.OrganizationId).Select(one => one.Customer)
                .SingleOrDefaultAsync(cancellationToken) ?? "");
    }

    /// <summary>Sends what two operators approved, and looks at what was sent.</summary>
    private async Task PayOutAsync(CancellationToken cancellationToken)
    {
        List<(Payout Payout, string Account)> payouts;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            payouts = [.. (await (
                from payout in db.Set<Payout>().AsNoTracking()
                join account in db.Set<GatewayAccount>() on payout.PublisherId equals account.OrganizationId
                where payout.State == PayoutState.Approved || (payout.State == PayoutState.Sent && payout.GatewayReference != null)
                orderby payout.Number
                select new { payout, account.Reference }).ToListAsync(cancellationToken)).Select(one => (one.payout, one.Reference))];
        }

        foreach (var (payout, account) in payouts)
        {
            var reference = payout.GatewayReference;
            if (reference is null)
            {
                var outcome = await gateway.SendPayoutAsync(
                    new PayoutOrder(payout.Id, payout.Number, payout.AmountCents, payout.Currency, account, payout.StateAt), cancellationToken);
                if (outcome.State is GatewayState.Unknown or GatewayState.Declined)
                {
                    NotSent(logger, payout.Number, outcome.Problem);
                    continue;
                }

                reference = outcome.Reference;
                (await record.RecordAsync(
                    new GatewayRecord(GatewayKind.Payout, reference, GatewayState.Pending, payout.Id), cancellationToken)).ThrowIfRefused();
            }

            if (await gateway.ReadAsync(GatewayKind.Payout, reference, cancellationToken) is { } read)
            {
                (await record.RecordAsync(read, cancellationToken)).ThrowIfRefused();
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Nobody knows what became of the payment {Attempt}; it is asked for again, once: {Reason}")]
    private static partial void Unknown(ILogger logger, Guid attempt, string reason);

    [LoggerMessage(LogLevel.Error, "{Payout} can't be sent, and is tried again: {Reason}")]
    private static partial void NotSent(ILogger logger, string payout, string reason);
}
