using Kiket.Portal.Accounts;
using Kiket.Portal.Billing;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Billing;

/// <summary>What customers pay and get back, to the cent: $9 from 12 March on, with 19 % tax, is an invoice of $6.91.</summary>
public sealed class PaymentTests : BillingTestBase
{
    private const string Number = "INV-2026-000001";

    private Actor _ola = null!;

    protected override void More(IServiceCollection services) => services.Configure<IssuerOptions>(issuer => issuer.Name = "Kiket Inc.");

    [Fact]
    public async Task A_payment_counts_when_a_second_operator_confirms_it()
    {
        await InvoicedAsync();
        var recorded = Done(await RecordAsync(691, "TR-1"));

        Assert.Equal((InvoiceState.Issued, 691), await StateAsync());
        Assert.Equal("second_person_needed", (await ConfirmAsync(recorded, Scenario.Olu)).Error?.Code);
        Assert.Equal("not_found", (await ConfirmAsync(recorded, Scenario.Gus)).Error?.Code);
        Done(await ConfirmAsync(recorded, _ola));
        Done(await ConfirmAsync(recorded, _ola));

        Assert.Equal((InvoiceState.Paid, 0), await StateAsync());
        Assert.Equal(
            [
                (LedgerAccount.Cash, 691L), (LedgerAccount.FeeRevenue, -116L), (LedgerAccount.PublisherPayable, -465L), (LedgerAccount.TaxPayable, -110L),
            ],
            await BalancesAsync());
        Assert.Equal(
            [(EarningKind.Sale, 581L, 116L, 465L, 465L)],
            (await EarningsAsync()).Select(earning => (earning.Kind, earning.GrossCents, earning.FeeCents, earning.ShareCents, earning.NetCents)));
        Assert.Equal("payment_confirmed", (await Scenario.Get<ConfirmPayment>().DiscardAsync(recorded.Id, _ola, default)).Error?.Code);
    }

    [Fact]
    public async Task Shares_stay_pending_until_the_last_cent_and_what_is_above_pays_the_next_invoice()
    {
        await InvoicedAsync();
        await PayAsync(690, "TR-1");
        Assert.Equal((InvoiceState.PartlyPaid, 1), await StateAsync());
        Assert.Equal(-465, await BalanceAsync(LedgerAccount.PublisherPending));

        await PayAsync(101, "TR-2");
        Assert.Equal((InvoiceState.Paid, 0), await StateAsync());
        Assert.Equal((0, -465, -100), (
            await BalanceAsync(LedgerAccount.PublisherPending), await BalanceAsync(LedgerAccount.PublisherPayable),
            await BalanceAsync(LedgerAccount.CustomerCredit)));

        await RunAtAsync("2026-05-03T12:00:00Z");
        Assert.Equal((InvoiceState.PartlyPaid, 971), await StateAsync("INV-2026-000002"));
        Assert.Equal(0, await BalanceAsync(LedgerAccount.CustomerCredit));
    }

    [Fact]
    public async Task The_same_transfer_is_recorded_once_and_a_mistake_can_be_discarded()
    {
        await InvoicedAsync();
        var first = Done(await RecordAsync(69_100, "TR-1"));
        Assert.Equal(first.Id, Done(await RecordAsync(69_100, "tr-1 ")).Id);
        Assert.Equal("payment_exists", (await RecordAsync(691, "TR-1")).Error?.Code);

        Assert.True((await Scenario.Get<ConfirmPayment>().DiscardAsync(first.Id, Scenario.Olu, default)).Succeeded);
        Assert.Equal("payment_discarded", (await ConfirmAsync(first, _ola)).Error?.Code);
        await PayAsync(691, "TR-1");
        Assert.Equal((InvoiceState.Paid, 0), await StateAsync());
    }

    [Theory]
    [InlineData(0, "TR-1", "amount_invalid")]
    [InlineData(-5, "TR-1", "amount_invalid")]
    [InlineData(10_000_000_001, "TR-1", "amount_invalid")]
    [InlineData(5, " ", "reference_length")]
    [InlineData(5, "TR\u202e1", "reference_characters")]
    [InlineData(5, "TR\n1", "reference_characters")]
    public async Task What_no_transfer_has_is_refused(long cents, string reference, string code)
    {
        await InvoicedAsync();
        var refused = (await RecordAsync(cents, reference)).Error;
        Assert.Equal((code, 1), (refused?.Code, refused?.Details.Count));
    }

    [Fact]
    public async Task Operators_do_not_record_for_their_own_organization_and_others_see_nothing()
    {
        await InvoicedAsync();
        await Scenario.QueryAsync(async db =>
        {
            var globex = await db.Set<Organization>().Where(one => one.Slug == "globex").Select(one => one.Id).SingleAsync();
            db.Add(Membership.Of(globex, _ola.UserId, OrganizationRole.Member, Scenario.Clock.GetUtcNow()));
            return await db.SaveChangesAsync();
        });
        var recorded = Done(await RecordAsync(691, "TR-1"));
        Assert.Equal("own_organization", (await ConfirmAsync(recorded, _ola)).Error?.Code);
        Assert.Equal("not_found", (await Scenario.Get<RecordPayment>().RunAsync(new(Number, 691, "x", Scenario.Gus), default)).Error?.Code);
        Assert.Equal("invoice_not_found", (await Scenario.Get<RecordPayment>().RunAsync(new("INV-1", 691, "x", Scenario.Olu), default)).Error?.Code);
    }

    [Fact]
    public async Task Credits_of_an_unpaid_invoice_lower_what_is_owed_and_what_is_pending()
    {
        await InvoicedAsync();
        var line = await LineAsync();
        var note = Done(await CreditAsync(line, 200));
        Assert.Equal(("CN-2026-000001", 200, 38, 0), (note.Number, note.NetCents, note.TaxCents, note.ReturnedCents));
        Assert.Equal((InvoiceState.Issued, 453), await StateAsync());
        Assert.Equal(-305, await BalanceAsync(LedgerAccount.PublisherPending));
        Assert.Equal("credit_above_invoice", (await CreditAsync(line, 382)).Error?.Code);
        Assert.Equal("credit_above_invoice", (await CreditAsync(line, 0)).Error?.Code);
        Assert.Equal("line_unknown", (await CreditAsync(Guid.NewGuid(), 1)).Error?.Code);

        await PayAsync(453, "TR-1");
        Assert.Equal([(EarningKind.Sale, 465L), (EarningKind.Refund, -160L)], (await EarningsAsync()).Select(one => (one.Kind, one.NetCents)));
        var rest = Done(await CreditAsync(line, 381));
        Assert.Equal((72, 453), (rest.TaxCents, rest.ReturnedCents));
        Assert.Equal(
            [(LedgerAccount.Cash, 453L), (LedgerAccount.CustomerCredit, -453L)], await BalancesAsync());
        Assert.Equal(0, (await EarningsAsync()).Sum(one => one.NetCents));
    }

    [Fact]
    public async Task A_credit_that_leaves_nothing_open_makes_the_rest_payable()
    {
        await InvoicedAsync();
        await PayAsync(600, "TR-1");
        Done(await CreditAsync(await LineAsync(), 200));

        Assert.Equal((InvoiceState.Paid, 0), await StateAsync());
        Assert.Equal(
            [
                (LedgerAccount.Cash, 600L), (LedgerAccount.CustomerCredit, -147L), (LedgerAccount.FeeRevenue, -76L), (LedgerAccount.PublisherPayable, -305L),
                (LedgerAccount.TaxPayable, -72L),
            ],
            await BalancesAsync());
    }

    [Fact]
    public async Task An_unpaid_invoice_that_is_credited_whole_owes_nobody_anything()
    {
        await InvoicedAsync();
        var request = Guid.NewGuid();
        var line = await LineAsync();
        var note = Done(await CreditAsync(line, 581, request));
        Assert.Equal(note.Id, Done(await CreditAsync(line, 581, request)).Id);

        Assert.Equal((InvoiceState.Credited, 0), await StateAsync());
        Assert.Empty(await BalancesAsync());
        Assert.Empty(await EarningsAsync());
    }

    [Fact]
    public async Task Cash_never_goes_back_above_what_was_credited()
    {
        await InvoicedAsync();
        await PayAsync(691, "TR-1");
        Done(await CreditAsync(await LineAsync(), 200));

        Assert.Equal("refund_above_credit", (await RefundAsync(239)).Error?.Code);
        var refund = Done(await RefundAsync(238));
        Assert.Equal("second_person_needed", (await ConfirmAsync(refund, Scenario.Olu)).Error?.Code);
        Done(await ConfirmAsync(refund, _ola));
        Done(await ConfirmAsync(refund, _ola));

        Assert.Equal((453, 0), (await BalanceAsync(LedgerAccount.Cash), await BalanceAsync(LedgerAccount.CustomerCredit)));
        Assert.Equal("refund_above_credit", (await RefundAsync(1)).Error?.Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dispute_holds_the_share_until_it_ends(bool isWon)
    {
        await InvoicedAsync();
        var disputes = Scenario.Get<SettleDispute>();
        Assert.Equal("invoice_not_paid", (await disputes.OpenAsync(Number, "Unknown charge", Scenario.Olu, default)).Error?.Code);
        await PayAsync(691, "TR-1");
        var paid = await BalancesAsync();
        var dispute = Done(await disputes.OpenAsync(Number, "Unknown charge", Scenario.Olu, default));

        Assert.Equal("invoice_disputed", (await disputes.OpenAsync(Number, "Again", Scenario.Olu, default)).Error?.Code);
        Assert.Equal("invoice_disputed", (await CreditAsync(await LineAsync(), 1)).Error?.Code);
        Assert.Equal((-465, 0, 691, 0), (
            await BalanceAsync(LedgerAccount.PublisherHeld), await BalanceAsync(LedgerAccount.PublisherPayable),
            await BalanceAsync(LedgerAccount.Disputes), await BalanceAsync(LedgerAccount.Cash)));
        Done(await disputes.EndAsync(dispute.Id, isWon, Scenario.Olu, default));
        Done(await disputes.EndAsync(dispute.Id, isWon, Scenario.Olu, default));
        Assert.Equal("dispute_ended", (await disputes.EndAsync(dispute.Id, !isWon, Scenario.Olu, default)).Error?.Code);

        Assert.Equal(isWon ? paid : [], await BalancesAsync());
        Assert.Equal(isWon ? 465 : 0, (await EarningsAsync()).Sum(one => one.NetCents));
    }

    [Fact]
    public async Task Operators_hold_drafts_have_them_written_again_and_issue_them()
    {
        await ReleaseAsync("1.0.0", Flat(900));
        GoTo("2026-03-12T15:20:00Z");
        await Bench.InstalledAsync();
        var (march, control) = (BillingMonth.Parse("2026-03")!.Value, Scenario.Get<ControlRun>());
        Assert.Equal("run_not_found", (await control.HoldAsync(march, Scenario.Olu, default)).Error?.Code);
        await RunAtAsync("2026-04-03T00:05:00Z");
        Assert.Equal("not_found", (await control.HoldAsync(march, Scenario.Gus, default)).Error?.Code);
        Assert.True((await control.HoldAsync(march, Scenario.Olu, default)).Succeeded);

        await RunAtAsync("2026-04-03T13:00:00Z");
        var preview = Done(await Scenario.Get<RunQueries>().LatestAsync(Scenario.Olu, default));
        Assert.Equal(("olu", 1, 581, 0), (preview.Run!.HeldByName, preview.Count, preview.NetCents, preview.TaxCents));
        Assert.Equal("globex", Assert.Single(preview.Drafts).Slug);

        await TaxAsync();
        Assert.True((await control.RedraftAsync(march, Scenario.Olu, default)).Succeeded);
        await RunAtAsync("2026-04-03T13:05:00Z");
        preview = Done(await Scenario.Get<RunQueries>().LatestAsync(Scenario.Olu, default));
        Assert.Equal((RunState.Checked, 581, 110), (preview.Run!.State, preview.NetCents, preview.TaxCents));

        Assert.True((await control.IssueAsync(march, Scenario.Olu, default)).Succeeded);
        await RunAtAsync("2026-04-03T13:10:00Z");
        Assert.Equal((InvoiceState.Issued, 691), await StateAsync());
        Assert.Equal("run_issued", (await control.RedraftAsync(march, Scenario.Olu, default)).Error?.Code);
    }

    [Fact]
    public async Task People_are_notified_of_an_invoice_once_and_reminded_twice_while_it_is_overdue()
    {
        await InvoicedAsync();
        Assert.Equal(["Your invoice for March 2026: $6.91"], await TitlesAsync());
        await RemindAtAsync("2026-04-17T23:00:00Z");
        Assert.Single(await TitlesAsync());

        await RemindAtAsync("2026-04-18T00:30:00Z");
        await RemindAtAsync("2026-04-18T01:30:00Z");
        Assert.Equal($"{Number} is overdue: $6.91 is open", (await TitlesAsync())[^1]);
        Assert.Equal(2, (await TitlesAsync()).Count);
        await RemindAtAsync("2026-04-24T00:30:00Z");
        Assert.Equal(3, (await TitlesAsync()).Count);

        await PayAsync(691, "TR-1");
        await RemindAtAsync("2026-04-26T00:30:00Z");
        Assert.Equal(3, (await TitlesAsync()).Count);
    }

    private async Task RemindAtAsync(string instant)
    {
        GoTo(instant);
        await Scenario.Get<RemindOfInvoices>().RunAsync(default);
    }

    private Task<List<string>> TitlesAsync() => Scenario.QueryAsync(db => db.Set<Notification>()
        .Where(one => one.UserId == Scenario.Gus.UserId && one.Kind == NotificationKind.Billing)
        .OrderBy(one => one.CreatedAt).Select(one => one.Title).ToListAsync());

    private async Task InvoicedAsync()
    {
        _ola = await Scenario.Database.AddPersonAsync("ola", PlatformRoles.Operator);
        await ReleaseAsync("1.0.0", Flat(900));
        GoTo("2026-03-12T15:20:00Z");
        await Bench.InstalledAsync();
        await TaxAsync();
        await RunAtAsync("2026-04-03T12:00:00Z");
    }

    private async Task TaxAsync()
    {
        var globex = await Scenario.QueryAsync(db => db.Set<Organization>().Where(one => one.Slug == "globex").Select(one => one.Id).SingleAsync());
        Assert.True((await Scenario.Get<ChangeBillingProfile>().TaxAsync(globex, 1_900, Scenario.Olu, default)).Succeeded);
    }

    private async Task RunAtAsync(string instant)
    {
        GoTo(instant);
        await Scenario.Get<RunInvoices>().RunAsync(default);
        await Bench.WorkAsync();
    }

    private Task<Result<Payment>> RecordAsync(long cents, string reference) =>
        Scenario.Get<RecordPayment>().RunAsync(new RecordPaymentRequest(Number, cents, reference, Scenario.Olu), default);

    private Task<Result<Payment>> RefundAsync(long cents) =>
        Scenario.Get<RecordPayment>().RefundAsync(new RecordRefundRequest("globex", cents, "RF-1", Scenario.Olu), default);

    private Task<Result<Payment>> ConfirmAsync(Payment payment, Actor actor) => Scenario.Get<ConfirmPayment>().RunAsync(payment.Id, actor, default);

    private async Task PayAsync(long cents, string reference) => Done(await ConfirmAsync(Done(await RecordAsync(cents, reference)), _ola));

    private Task<Result<CreditNote>> CreditAsync(Guid line, long cents, Guid? request = null) => Scenario.Get<IssueCreditNote>().RunAsync(
        new IssueCreditNoteRequest(request ?? Guid.NewGuid(), Number, [new CreditedLine(line, cents)], "Charged by mistake.", Scenario.Olu), default);

    private Task<Guid> LineAsync() => Scenario.QueryAsync(db => db.Set<InvoiceLine>().Select(line => line.Id).SingleAsync());

    private async Task<(InvoiceState State, long Open)> StateAsync(string number = Number)
    {
        var invoice = await Scenario.QueryAsync(db => db.Set<Invoice>().AsNoTracking().SingleAsync(one => one.Number == number));
        return (invoice.State, invoice.OpenCents);
    }

    private Task<List<Earning>> EarningsAsync() => Scenario.QueryAsync(db => db.Set<Earning>().AsNoTracking().OrderBy(one => one.Seq).ToListAsync());

    private async Task<long> BalanceAsync(LedgerAccount account) =>
        (await BalancesAsync()).Where(balance => balance.Account == account).Sum(balance => balance.Cents);

    /// <summary>What each account holds, by name, without those that hold nothing.</summary>
    private async Task<IReadOnlyList<(LedgerAccount Account, long Cents)>> BalancesAsync()
    {
        var postings = await Scenario.QueryAsync(db => db.Set<Posting>().AsNoTracking().ToListAsync());
        Assert.Equal(0, postings.Sum(posting => posting.Amount));
        return
        [
            .. postings.GroupBy(posting => posting.Account)
                .Select(same => (same.Key, Cents: same.Sum(posting => posting.Amount)))
                .Where(balance => balance.Cents != 0)
                .OrderBy(balance => balance.Key.ToString(), StringComparer.Ordinal),
        ];
    }
}
