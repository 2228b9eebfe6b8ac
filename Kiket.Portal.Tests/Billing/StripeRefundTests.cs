using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Payments;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Billing;

// Refunds to cards.
public sealed partial class StripeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refund_goes_to_the_card_when_a_second_operator_confirmed_it(bool isAnswerLost)
    {
        var refund = await RefundRecordedAsync();
        await RunAsync();
        Assert.Equal(0, _stripe.Count("refund"));

        Done(await Scenario.Get<ConfirmPayment>().RunAsync(refund.Id, _ola, default));
        await Bench.WorkAsync();
        _stripe.LosesAnswers = isAnswerLost;
        await RunAsync();
        if (isAnswerLost)
        {
            _stripe.LosesAnswers = false;
            _stripe.ForgetKeys();
            Scenario.Clock.Advance(TimeSpan.FromDays(3));
        }

        await RunAsync();
        var back = _stripe.Single("refund");
        Assert.Equal((200, Id(_stripe.Single("payment_intent"))), (back["amount"]!.GetValue<long>(), back["payment_intent"]!.GetValue<string>()));
        Assert.Equal(381, await BalanceAsync(LedgerAccount.Cash));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refund_that_fails_is_the_customers_credit_again_and_operators_see_why(bool failsLate)
    {
        var refund = await RefundRecordedAsync();
        Done(await Scenario.Get<ConfirmPayment>().RunAsync(refund.Id, _ola, default));
        await Bench.WorkAsync();
        _stripe.RefundState = failsLate ? "succeeded" : "pending";
        await RunAsync();
        Assert.Equal((381, 0), (await BalanceAsync(LedgerAccount.Cash), await BalanceAsync(LedgerAccount.CustomerCredit)));

        var back = _stripe.Single("refund");
        (back["status"], back["failure_reason"]) = ("failed", "expired_or_canceled_card");
        if (failsLate)
        {
            await TellAsync("evt_refund", "refund", Id(back));
            await TellAsync("evt_refund_again", "refund", Id(back));
        }

        await RunAsync();
        Assert.Equal((581, -200), (await BalanceAsync(LedgerAccount.Cash), await BalanceAsync(LedgerAccount.CustomerCredit)));
        var queries = Scenario.Get<PaymentQueries>();
        var failed = Assert.Single(Done(await queries.FailedRefundsAsync(Scenario.Olu, default)));
        Assert.Equal(("R-1", 200L, "expired_or_canceled_card"), (failed.Reference, failed.Attempt.AmountCents, failed.Attempt.Problem));
        Assert.Equal("not_found", (await queries.FailedRefundsAsync(Scenario.Gus, default)).Error?.Code);

        // By a transfer instead: then there is nothing to do any more.
        Scenario.Clock.Advance(TimeSpan.FromMinutes(1));
        Done(await Scenario.Get<RecordPayment>().RefundAsync(new("globex", 200, "SEPA 9", Scenario.Olu), default));
        Assert.Empty(Done(await queries.FailedRefundsAsync(Scenario.Olu, default)));
    }

    /// <summary>$2.00 of what was paid by card, to the card.</summary>
    private async Task<Payment> RefundRecordedAsync()
    {
        await InvoicedAsync("pm_pays");
        await RunAsync();
        var line = await Scenario.QueryAsync(db => db.Set<InvoiceLine>().Select(one => one.Id).SingleAsync());
        Done(await Scenario.Get<IssueCreditNote>().RunAsync(
            new(Guid.NewGuid(), Number, [new CreditedLine(line, 200)], "Charged by mistake.", Scenario.Olu), default));
        return Done(await Scenario.Get<RecordPayment>().RefundAsync(new("globex", 200, "R-1", Scenario.Olu, ToCard: true), default));
    }
}
