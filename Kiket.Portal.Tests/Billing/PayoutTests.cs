using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Accounts;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Billing;

/// <summary>What publishers are paid: every line from gross to net, and no cent lost between two months.</summary>
public sealed class PayoutTests : BillingTestBase
{
    private Actor _ola = null!;
    private Guid _acme;
    private Guid _globex;
    private Guid _extension;
    private int _transfers;

    [Fact]
    public async Task A_small_balance_is_carried_a_refund_after_the_payout_lowers_the_next_and_every_statement_leads_to_the_next()
    {
        await BeginAsync();
        // $9 for 20 days, a container for 13 and 82 cents of usage in March, with 19 % tax.
        var march = await IssueAsync("2026-03", 1_900, (581, 8_000), (629, null), (82, 8_000));
        Assert.Equal(1_537, march.TotalCents);
        GoTo("2026-04-20T10:00:00Z");
        await PayAsync(march);
        await StateAtAsync("2026-05-01T00:05:00Z");
        Assert.Equal((0, 531, 531, 0, 531, CarryReason.BelowMinimum), await StatementAsync("ST-2026-04-acme"));

        var april = await IssueAsync("2026-04", 0, (7_500, 8_000));
        await PayAsync(april);
        await StateAtAsync("2026-06-01T00:05:00Z");
        Assert.Equal((531, 6_000, 6_531, 6_531, 0, CarryReason.None), await StatementAsync("ST-2026-05-acme"));
        await PayOutAsync("PO-2026-000001");
        Assert.Equal(0, await BalanceAsync(LedgerAccount.PublisherPayable));

        var line = await Scenario.QueryAsync(db => db.Set<InvoiceLine>()
            .Where(one => one.InvoiceId == march.Id && one.GrossCents == 581).Select(one => one.Id).SingleAsync());
        var note = Done(await Scenario.Get<IssueCreditNote>().RunAsync(
            new IssueCreditNoteRequest(Guid.NewGuid(), march.Number!, [new CreditedLine(line, 581)], "Charged by mistake.", Scenario.Olu), default));
        Assert.Equal(691, note.TotalCents);
        await StateAtAsync("2026-07-01T00:05:00Z");
        Assert.Equal((0, -465, -465, 0, -465, CarryReason.NothingDue), await StatementAsync("ST-2026-06-acme"));

        await PayAsync(await IssueAsync("2026-06", 0, (7_500, 8_500)));
        await StateAtAsync("2026-08-01T00:05:00Z");
        Assert.Equal((-465, 6_375, 5_910, 5_910, 0, CarryReason.None), await StatementAsync("ST-2026-07-acme"));
        await PayOutAsync("PO-2026-000002");
        Assert.Equal(0, await BalanceAsync(LedgerAccount.PublisherPayable));
    }

    [Fact]
    public async Task Statement_file_and_lines_are_one_and_a_name_never_runs_as_a_formula()
    {
        await BeginAsync();
        await PayAsync(await IssueAsync("2026-03", 0, "=HYPERLINK(\"https://evil.test\")", (7_500, 8_000), (82, 8_000)));
        await StateAtAsync("2026-05-01T00:05:00Z");
        await Scenario.Get<RunStatements>().RunAsync(default);

        var document = await Scenario.Get<PayoutQueries>().FindAsync(_acme, "ST-2026-04-acme", default);
        Assert.NotNull(document);
        Assert.Equal(document.Statement.LinesCents, document.Lines.Sum(line => line.NetCents));
        Assert.All(document.Lines, line => Assert.Equal(line.GrossCents, line.FeeCents + line.NetCents + line.WithheldCents));
        var file = await Scenario.Get<WriteFiles>().FindAsync(document, Kiket.Portal.Billing.Printing.FileFormat.Csv, default);
        var (csv, text) = (file.Bytes, Encoding.UTF8.GetString(file.Bytes));
        Assert.True(csv.AsSpan().StartsWith(Encoding.UTF8.Preamble));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(csv)), document.Statement.CsvSha256);
        var rows = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, rows.Length);
        Assert.Contains(",\"'=HYPERLINK(\"\"https://evil.test\"\")\",", rows[1], StringComparison.Ordinal);
        Assert.EndsWith(",7500,1500,6000,0,6000,75.00,15.00,60.00,0.00,60.00,USD", rows[1], StringComparison.Ordinal);
        Assert.Null(await Scenario.Get<PayoutQueries>().FindAsync(_globex, "ST-2026-04-acme", default));
    }

    [Fact]
    public async Task A_publisher_sees_why_nothing_is_paid_out_yet()
    {
        await BeginAsync(isReady: false);
        var queries = Scenario.Get<PayoutQueries>();
        Assert.Equal((0, CarryReason.NothingDue), await NextAsync());
        var invoice = await IssueAsync("2026-03", 0, (7_500, 8_000));
        var balance = await queries.BalanceAsync(_acme, default);
        Assert.Equal((6_000, 0, 0), (balance.PendingCents, balance.PayableCents, balance.HeldCents));
        Assert.Equal("pending", Assert.Single((await queries.TransactionsAsync(_acme, null, 10, default)).Items).State.ToString().ToLowerInvariant());

        await PayAsync(invoice);
        Assert.Equal((0, CarryReason.AccountMissing), await NextAsync());
        Assert.Equal("last_four_invalid", (await Scenario.Get<MovePayout>().UseAccountAsync(_acme, "DE12345", Scenario.Olu, default)).Error?.Code);
        Assert.True((await Scenario.Get<MovePayout>().UseAccountAsync(_acme, "4711", Scenario.Olu, default)).Succeeded);
        Assert.Equal((6_000, CarryReason.None), await NextAsync());

        async Task<(long, CarryReason)> NextAsync()
        {
            var (_, next) = (0, (await queries.BalanceAsync(_acme, default)).Next);
            Assert.Equal(BillingMonth.Of(Scenario.Clock.GetUtcNow()).End, next.Day);
            return (next.AmountCents, next.Reason);
        }
    }

    [Fact]
    public async Task A_payout_needs_two_operators_at_every_step_and_one_that_comes_back_is_due_again()
    {
        await BeginAsync();
        await PayAsync(await IssueAsync("2026-03", 0, (7_500, 8_000)));
        await StateAtAsync("2026-05-01T00:05:00Z");
        var move = Scenario.Get<MovePayout>();
        const string number = "PO-2026-000001";

        Assert.Equal("payout_state", (await RecordAsync(PayoutState.Paid, "x")).Error?.Code);
        Assert.Equal("reference_length", (await RecordAsync(PayoutState.Sent, "")).Error?.Code);
        Done(await RecordAsync(PayoutState.Sent, "SEPA 1"));
        Assert.Equal("second_person_needed", (await move.ConfirmAsync(number, PayoutState.Sent, Scenario.Olu, default)).Error?.Code);
        Assert.Equal("payout_not_recorded", (await move.ConfirmAsync(number, PayoutState.Paid, _ola, default)).Error?.Code);
        Assert.True((await move.DiscardAsync(number, Scenario.Olu, default)).Succeeded);
        Done(await RecordAsync(PayoutState.Sent, "SEPA 2"));
        Done(await move.ConfirmAsync(number, PayoutState.Sent, _ola, default));
        Done(await move.ConfirmAsync(number, PayoutState.Sent, _ola, default));
        Assert.Equal(-6_000, await BalanceAsync(LedgerAccount.PayoutInTransit));

        Done(await RecordAsync(PayoutState.Returned, "The account is closed."));
        Done(await move.ConfirmAsync(number, PayoutState.Returned, _ola, default));
        Assert.Equal((0, -6_000), (await BalanceAsync(LedgerAccount.PayoutInTransit), await BalanceAsync(LedgerAccount.PublisherPayable)));
        await StateAtAsync("2026-06-01T00:05:00Z");
        Assert.Equal((0, 6_000, 6_000, 6_000, 0, CarryReason.None), await StatementAsync("ST-2026-05-acme"));

        Task<Result<Payout>> RecordAsync(PayoutState state, string note) =>
            move.RecordAsync(new RecordPayoutRequest(number, state, note, Scenario.Olu), default);
    }

    [Fact]
    public async Task A_transfer_that_is_taken_back_after_it_was_paid_is_due_again()
    {
        await BeginAsync();
        await PayAsync(await IssueAsync("2026-03", 0, (7_500, 8_000)));
        await StateAtAsync("2026-05-01T00:05:00Z");
        await PayOutAsync("PO-2026-000001");
        Assert.Equal((0, 1_500), (await BalanceAsync(LedgerAccount.PublisherPayable), await BalanceAsync(LedgerAccount.Cash)));

        var move = Scenario.Get<MovePayout>();
        Done(await move.RecordAsync(new RecordPayoutRequest("PO-2026-000001", PayoutState.Returned, "The bank took it back.", Scenario.Olu), default));
        Done(await move.ConfirmAsync("PO-2026-000001", PayoutState.Returned, _ola, default));
        Assert.Equal((-6_000, 7_500, 0), (
            await BalanceAsync(LedgerAccount.PublisherPayable), await BalanceAsync(LedgerAccount.Cash), await BalanceAsync(LedgerAccount.PayoutInTransit)));
        await StateAtAsync("2026-06-01T00:05:00Z");
        Assert.Equal((0, 6_000, 6_000, 6_000, 0, CarryReason.None), await StatementAsync("ST-2026-05-acme"));
    }

    [Fact]
    public async Task What_is_withheld_has_its_own_column_and_goes_back_with_a_refund()
    {
        await BeginAsync();
        Assert.True((await Scenario.Get<ChangeBillingProfile>().WithholdAsync(_acme, 1_500, Scenario.Olu, default)).Succeeded);
        var invoice = await IssueAsync("2026-03", 0, (581, 8_000));
        await PayAsync(invoice);
        Assert.Equal((-70, -395), (await BalanceAsync(LedgerAccount.WithholdingPayable), await BalanceAsync(LedgerAccount.PublisherPayable)));

        var line = await Scenario.QueryAsync(db => db.Set<InvoiceLine>().Where(one => one.InvoiceId == invoice.Id).Select(one => one.Id).SingleAsync());
        foreach (var cents in new long[] { 200, 381 })
        {
            Done(await Scenario.Get<IssueCreditNote>().RunAsync(
                new IssueCreditNoteRequest(Guid.NewGuid(), invoice.Number!, [new CreditedLine(line, cents)], "Mistake.", Scenario.Olu), default));
        }

        Assert.Equal((0, 0), (await BalanceAsync(LedgerAccount.WithholdingPayable), await BalanceAsync(LedgerAccount.PublisherPayable)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Random_histories_keep_the_books(int seed)
    {
        await BeginAsync();
        var (random, month) = (new Random(seed), BillingMonth.Parse("2026-03")!.Value);
        for (var step = 0; step < 40; step++)
        {
            await StepAsync(random, month);
            if (random.Next(8) == 0)
            {
                month = month.Next;
                await StateAtAsync(month.Next.Begins.AddMinutes(5));
            }
        }

        await StateAtAsync(month.Next.Next.Begins.AddMinutes(5));
        var postings = await Scenario.QueryAsync(db => db.Set<Posting>().AsNoTracking().ToListAsync());
        long Of(LedgerAccount account) => postings.Where(posting => posting.Account == account).Sum(posting => posting.Amount);
        Assert.Equal(0, postings.Sum(posting => posting.Amount));
        var invoices = await Scenario.QueryAsync(db => db.Set<Invoice>().AsNoTracking().ToListAsync());
        Assert.Equal(invoices.Sum(invoice => invoice.OpenCents), Of(LedgerAccount.CustomerReceivable));
        Assert.All(invoices, invoice => Assert.InRange(invoice.OpenCents, 0, invoice.TotalCents));
        var pages = await Scenario.Get<PayoutQueries>().TransactionsAsync(_acme, null, 1_000, default);
        Assert.Equal(pages.Items.Where(row => row.State == TransactionState.Pending).Sum(row => row.NetCents), -Of(LedgerAccount.PublisherPending));
        var statements = await Scenario.QueryAsync(db => db.Set<Statement>().AsNoTracking().OrderBy(one => one.Period).ToListAsync());
        Assert.NotEmpty(statements);
        Assert.All(statements.Zip(statements.Skip(1)), pair => Assert.Equal(pair.First.CarriedOutCents, pair.Second.CarriedInCents));
        var waiting = await Scenario.QueryAsync(db => db.Set<Payout>()
            .Where(one => one.State == PayoutState.Proposed || one.State == PayoutState.Approved).SumAsync(one => one.AmountCents));
        Assert.Equal(-Of(LedgerAccount.PublisherPayable), statements[^1].CarriedOutCents + waiting);
        Assert.Equal(
            await Scenario.QueryAsync(db => db.Set<Payment>()
                .Where(one => one.State == PaymentState.Confirmed).SumAsync(one => one.Kind == PaymentKind.Received ? one.AmountCents : -one.AmountCents)),
            Of(LedgerAccount.Cash) + Of(LedgerAccount.Disputes)
            + await Scenario.QueryAsync(db => db.Set<Payout>().Where(one => one.State == PayoutState.Paid).SumAsync(one => one.AmountCents))
            + await Scenario.QueryAsync(db => db.Set<Dispute>().Where(one => one.State == DisputeState.Lost).SumAsync(one => one.AmountCents)));
    }

    private async Task StepAsync(Random random, BillingMonth month)
    {
        var invoices = await Scenario.QueryAsync(db => db.Set<Invoice>().AsNoTracking().OrderBy(one => one.Number).ToListAsync());
        var any = invoices.Count == 0 ? null : invoices[random.Next(invoices.Count)];
        switch (random.Next(7))
        {
            case 0 or 1 when invoices.TrueForAll(one => one.Period != month.First):
                await IssueAsync(month.ToString(), random.Next(3_000), (random.Next(1, 20_000), random.Next(10_001)), (random.Next(1, 900), null));
                break;
            case 2 or 3 when any is not null:
                await PayAsync(any, random.Next(1, (int)any.TotalCents + 50));
                break;
            case 4 when any is not null:
                var lines = await Scenario.QueryAsync(db => db.Set<InvoiceLine>().Where(one => one.InvoiceId == any.Id).ToListAsync());
                var line = lines[random.Next(lines.Count)];
                // Refused when too much of it is credited already: that changes nothing.
                _ = await Scenario.Get<IssueCreditNote>().RunAsync(
                    new IssueCreditNoteRequest(
                        Guid.NewGuid(), any.Number!, [new CreditedLine(line.Id, random.Next(1, (int)line.GrossCents + 1))], "Mistake.", Scenario.Olu),
                    default);
                break;
            case 5 when any is not null:
                if ((await Scenario.Get<SettleDispute>().OpenAsync(any.Number!, "Unknown", Scenario.Olu, default)).TryGet(out var dispute, out _))
                {
                    Done(await Scenario.Get<SettleDispute>().EndAsync(dispute.Id, random.Next(2) == 0, Scenario.Olu, default));
                }

                break;
            default:
                var payout = await Scenario.QueryAsync(db => db.Set<Payout>().AsNoTracking()
                    .Where(one => one.State != PayoutState.Returned).OrderBy(one => one.State).ThenBy(one => one.Number).FirstOrDefaultAsync());
                if (payout is not null)
                {
                    var next = payout.Following[random.Next(payout.Following.Count)];
                    Done(await Scenario.Get<MovePayout>().RecordAsync(new RecordPayoutRequest(payout.Number, next, "R", Scenario.Olu), default));
                    Done(await Scenario.Get<MovePayout>().ConfirmAsync(payout.Number, next, _ola, default));
                }

                break;
        }
    }

    private async Task BeginAsync(bool isReady = true)
    {
        _ola = await Scenario.Database.AddPersonAsync("ola", PlatformRoles.Operator);
        await ReleaseAsync("1.0.0", Flat(900));
        (_acme, _globex, _extension) = await Scenario.QueryAsync(async db => (
            await db.Set<Organization>().Where(one => one.Slug == "acme").Select(one => one.Id).SingleAsync(),
            await db.Set<Organization>().Where(one => one.Slug == "globex").Select(one => one.Id).SingleAsync(),
            await db.Set<Extension>().Where(one => one.ExtensionId == Submissions.Scenario.Id).Select(one => one.Id).SingleAsync()));
        GoTo("2026-04-03T12:00:00Z");
        if (isReady)
        {
            Assert.True((await Scenario.Get<MovePayout>().UseAccountAsync(_acme, "4711", Scenario.Olu, default)).Succeeded);
        }
    }

    private Task<Invoice> IssueAsync(string month, int taxBps, params (long Gross, int? ShareBps)[] lines) => IssueAsync(month, taxBps, "A month", lines);

    /// <summary>An invoice of globex with these lines of acme; hosting without a share. Issued as the run does it.</summary>
    private async Task<Invoice> IssueAsync(string month, int taxBps, string text, params (long Gross, int? ShareBps)[] lines)
    {
        var period = BillingMonth.Parse(month)!.Value;
        var net = lines.Sum(line => line.Gross);
        var tax = Charge.OfTax(net, taxBps);
        var taxes = Allocation.Of(tax, [.. lines.Select(line => line.Gross)]);
        var issued = await Scenario.Get<UnitOfWork>().RunAsync<Invoice>(
            async work =>
            {
                var invoice = Invoice.Draft(_globex, period, new BilledParty("Globex", "", "", taxBps), new BilledParty("Kiket", "", ""), net, tax);
                work.Db.Add(invoice);
                foreach (var (index, (gross, bps)) in lines.Index())
                {
                    var draft = new LineDraft(
                        bps is null ? LineSection.Hosting : LineSection.Extensions, text, _extension, Submissions.Scenario.Id, bps is null ? null : _acme,
                        period, 1, "unit", gross, []);
                    var line = InvoiceLine.Of(invoice.Id, index + 1, draft, taxes[index]);
                    work.Db.Add(line);
                    if (bps is { } share)
                    {
                        work.Db.Add(LineShare.Of(line.Id, new SharePart(period.First, period.End, share, gross, Shares.Of(gross, share))));
                    }
                }

                await work.Db.SaveChangesAsync();
                await Scenario.Get<IssueInvoices>().RunAsync(work.Db, [invoice], work.Now, default);
                return invoice;
            },
            default);
        return Done(issued);
    }

    private async Task PayAsync(Invoice invoice, long? cents = null)
    {
        _transfers++;
        var recorded = Done(await Scenario.Get<RecordPayment>().RunAsync(
            new RecordPaymentRequest(invoice.Number!, cents ?? invoice.TotalCents, $"TR-{_transfers}", Scenario.Olu), default));
        Done(await Scenario.Get<ConfirmPayment>().RunAsync(recorded.Id, _ola, default));
    }

    private async Task PayOutAsync(string number)
    {
        foreach (var state in new[] { PayoutState.Sent, PayoutState.Paid })
        {
            Done(await Scenario.Get<MovePayout>().RecordAsync(new RecordPayoutRequest(number, state, "SEPA 1", Scenario.Olu), default));
            Done(await Scenario.Get<MovePayout>().ConfirmAsync(number, state, _ola, default));
        }
    }

    private Task StateAtAsync(string instant) => StateAtAsync(At(instant));

    private async Task StateAtAsync(DateTimeOffset instant)
    {
        GoTo(instant);
        await Scenario.Get<RunStatements>().RunAsync(default);
    }

    private async Task<(long In, long Lines, long Due, long Payout, long Out, CarryReason Reason)> StatementAsync(string number)
    {
        var one = await Scenario.QueryAsync(db => db.Set<Statement>().AsNoTracking().SingleAsync(statement => statement.Number == number));
        return (one.CarriedInCents, one.LinesCents, one.DueCents, one.PayoutCents, one.CarriedOutCents, one.Reason);
    }

    private Task<long> BalanceAsync(LedgerAccount account) =>
        Scenario.QueryAsync(db => db.Set<Posting>().Where(posting => posting.Account == account).SumAsync(posting => posting.Amount));
}
