using Bunit;
using Kiket.Portal.Accounts;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Components.Operations;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.Tests.Components.Operations;

/// <summary>What operators do with invoices, payments, payouts and terms.</summary>
public sealed class BillingPagesTests : ScenarioContext
{
    private const string Number = "INV-2026-000001";

    private Actor _ola = null!;

    [Fact]
    public async Task A_payment_is_recorded_by_one_operator_and_confirmed_by_another()
    {
        await IssuedAsync();
        var list = Open<InvoicesPage>(Scenario.Olu);
        Assert.Contains("No month yet", list.Markup, StringComparison.Ordinal);
        Assert.Contains("$5.81", list.Find("tbody tr").TextContent, StringComparison.Ordinal);

        var page = Render<OperatedInvoicePage>(set => set.Add(part => part.Number, Number));
        await page.Find("form[aria-labelledby='pay-title']").SubmitAsync();
        Assert.Contains("Write an amount", page.Find("#amount-error").TextContent, StringComparison.Ordinal);
        page.Find("#amount").Input("5.81");
        await page.Find("form[aria-labelledby='pay-title']").SubmitAsync();
        Assert.Contains("Enter the reference", page.Find("#reference-error").TextContent, StringComparison.Ordinal);
        Assert.Equal("5.81", page.Find("#amount").GetAttribute("value"));
        page.Find("#reference").Input("TR-1");
        await page.Find("form[aria-labelledby='pay-title']").SubmitAsync();
        Assert.Contains("Recorded.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Equal("$5.81 open", page.Find("[data-testid=open]").TextContent);

        var own = Render<PaymentsPage>();
        Assert.Empty(own.FindAll("[aria-label='Confirm TR-1']"));
        Assert.Single(own.FindAll("[aria-label='Discard TR-1']"));
    }

    [Fact]
    public async Task A_second_operator_confirms_takes_back_and_refunds()
    {
        await IssuedAsync();
        await RecordAsync();
        var waiting = Open<PaymentsPage>(_ola);
        await waiting.Find("[aria-label='Confirm TR-1']").ClickAsync(new());
        Assert.Contains("$5.81 of GLOBEX is confirmed.", waiting.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Nothing waits for you", waiting.Markup, StringComparison.Ordinal);

        var page = Render<OperatedInvoicePage>(set => set.Add(part => part.Number, Number));
        await page.Find("form[aria-labelledby='credit-title']").SubmitAsync();
        Assert.Contains("Enter a reason", page.Find("#reason-error").TextContent, StringComparison.Ordinal);
        page.Find("#line-1").Input("9");
        page.Find("#reason").Input("Charged by mistake.");
        await page.Find("form[aria-labelledby='credit-title']").SubmitAsync();
        Assert.Contains("$5.81 left", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("9", page.Find("#line-1").GetAttribute("value"));
        await page.FindAll("button").Single(button => button.TextContent.Trim() == "Fill in all that is left").ClickAsync(new());
        Assert.Equal("5.81", page.Find("#line-1").GetAttribute("value"));
        page.Find("#line-1").Input("2.00");
        await page.Find("form[aria-labelledby='credit-title']").SubmitAsync();
        Assert.Contains("CN-", page.Find("[role=status]").TextContent, StringComparison.Ordinal);

        var refund = Render<PaymentsPage>();
        await refund.Find("[aria-label='Refund GLOBEX']").ClickAsync(new());
        refund.Find("#reference").Input("RF-1");
        await refund.Find("form[aria-label='Refund GLOBEX']").SubmitAsync();
        Assert.Contains("Recorded.", refund.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Refund", refund.Find("ul[aria-label='Waiting for a second operator']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terms_are_saved_or_refused_at_their_field()
    {
        var page = Open<BillingTermsPage>(Scenario.Olu, ("Slug", "acme"));
        Assert.Contains("The usual 80%", page.Markup, StringComparison.Ordinal);
        page.Find("#share").Input("85.5");
        await page.Find("form[aria-labelledby='share-title']").SubmitAsync();
        Assert.Contains("Write a day", page.Find("#from-error").TextContent, StringComparison.Ordinal);
        page.Find("#from").Input("2020-01-01");
        await page.Find("form[aria-labelledby='share-title']").SubmitAsync();
        Assert.Contains("Earlier months are closed", page.Find("#from-error").TextContent, StringComparison.Ordinal);
        page.Find("#from").Input("2030-01-15");
        await page.Find("form[aria-labelledby='share-title']").SubmitAsync();
        Assert.Contains("85.5% from 15 Jan 2030", page.Find("ul[aria-label=Agreements]").TextContent, StringComparison.Ordinal);

        page.Find("#tax").Input("a lot");
        await page.Find("form[aria-labelledby='tax-title']").SubmitAsync();
        Assert.Contains("between 0 and 10,000", page.Find("#tax-error").TextContent, StringComparison.Ordinal);
        page.Find("#tax").Input("19");
        await page.Find("form[aria-labelledby='tax-title']").SubmitAsync();
        page.Find("#account").Input("4711");
        await page.Find("form[aria-labelledby='account-title']").SubmitAsync();
        Assert.Contains("ends in 4711", page.Markup, StringComparison.Ordinal);
        var terms = (await Services.GetRequiredService<OperatedTermsQueries>().FindAsync("acme", Scenario.Olu, default)).Value;
        Assert.Equal((1_900, 0, "4711"), (terms.TaxBasisPoints, terms.WithholdingBasisPoints, terms.LastFour));
    }

    [Fact]
    public async Task A_second_operator_approves_a_payout_and_records_that_it_was_sent()
    {
        await StatedAsync();
        var move = Scenario.Get<MovePayout>();
        Assert.True((await move.RecordAsync(new("PO-2026-000001", PayoutState.Approved, "", Scenario.Olu), default)).Succeeded);
        var desk = Open<PayoutDeskPage>(_ola);
        Assert.Contains("olu recorded it as approved.", desk.Find("ul[aria-label=Payouts]").TextContent, StringComparison.Ordinal);
        await desk.Find("[aria-label='Confirm PO-2026-000001']").ClickAsync(new());
        Assert.Contains("PO-2026-000001 is approved.", desk.Find("[role=status]").TextContent, StringComparison.Ordinal);

        await desk.Find("[aria-label='Sent PO-2026-000001']").ClickAsync(new());
        await desk.Find("form[aria-label='Record PO-2026-000001']").SubmitAsync();
        Assert.Contains("Enter the reference", desk.Find("#note-error").TextContent, StringComparison.Ordinal);
        desk.Find("#note").Input("SEPA 1");
        await desk.Find("form[aria-label='Record PO-2026-000001']").SubmitAsync();
        Assert.Contains("Recorded.", desk.Find("[role=status]").TextContent, StringComparison.Ordinal);
        // Somebody else confirms it.
        Assert.Empty(desk.FindAll("[aria-label='Confirm PO-2026-000001']"));
    }

    [Fact]
    public async Task A_publisher_reads_how_a_line_leads_to_its_payout()
    {
        await StatedAsync();
        var payouts = Open<Kiket.Portal.Components.Organizations.PayoutsPage>(Scenario.Ada, ("Org", "acme"));
        Assert.Contains("$80.00", payouts.Find("table[aria-labelledby=payouts-title]").TextContent, StringComparison.Ordinal);
        Assert.Equal("/orgs/acme/payouts/ST-2026-03-acme", payouts.Find("[aria-label='Open ST-2026-03-acme']").GetAttribute("href"));

        var statement = Render<Kiket.Portal.Components.Organizations.StatementPage>(
            set => set.Add(part => part.Org, "acme").Add(part => part.StatementNumber, "ST-2026-03-acme"));
        Assert.Equal(
            ["$100.00", "$20.00", "$80.00", "$0.00", "$80.00"],
            statement.FindAll("tbody tr td").Skip(1).Select(cell => cell.TextContent.Trim()));
        Assert.Equal(
            ["Download as PDF", "Download as CSV"], statement.FindAll("a[download]").Select(link => link.TextContent));
    }

    [Fact]
    public async Task What_is_overdue_can_be_written_off_from_day_60_on()
    {
        await IssuedAsync();
        Scenario.Clock.Advance(TimeSpan.FromDays(30));
        var early = Open<OperatedInvoicePage>(Scenario.Olu, ("Number", Number));
        Assert.Contains("you can give up what isn't paid", early.Find("section[aria-labelledby=off-title]").TextContent, StringComparison.Ordinal);
        Scenario.Clock.Advance(TimeSpan.FromDays(30));
        var page = Render<OperatedInvoicePage>(set => set.Add(part => part.Number, Number));
        await page.Find("section[aria-labelledby=off-title] button").ClickAsync(new());
        Assert.Contains("Written off.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Equal("$0.00 open", page.Find("[data-testid=open]").TextContent);
    }

    [Fact]
    public async Task A_correction_is_written_and_waits_for_another_operator()
    {
        var page = Open<CorrectionsPage>(Scenario.Olu);
        Assert.Contains("Kiket's fees: less. Credit of a customer: more.", page.Markup, StringComparison.Ordinal);
        await page.Find("form[aria-labelledby='write-title']").SubmitAsync();
        Assert.Contains("Write an amount", page.Find("#amount-error").TextContent, StringComparison.Ordinal);
        page.Find("#amount").Input("5");
        page.Find("#organization").Input("nobody");
        page.Find("#reason").Input("Sorry for the outage.");
        await page.Find("form[aria-labelledby='write-title']").SubmitAsync();
        Assert.Contains("There is no organization", page.Find("#organization-error").TextContent, StringComparison.Ordinal);
        Assert.Equal("5", page.Find("#amount").GetAttribute("value"));
        page.Find("#organization").Input("globex");
        await page.Find("form[aria-labelledby='write-title']").SubmitAsync();
        Assert.Contains("Written.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Waits for a second operator", page.Find("ul[aria-label=Corrections]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[aria-label='Confirm: Sorry for the outage.']"));

    }

    [Fact]
    public async Task A_second_operator_confirms_a_correction()
    {
        await CorrectAsync();
        var second = Open<CorrectionsPage>(_ola);
        await second.Find("[aria-label='Confirm: Sorry for the outage.']").ClickAsync(new());
        Assert.Contains("is posted. The organization is notified.", second.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Empty(second.FindAll("[aria-label^='Discard']"));
    }

    [Fact]
    public async Task A_customer_reads_its_corrections_and_their_files()
    {
        var id = await CorrectAsync();
        Assert.True((await Scenario.Get<Kiket.Portal.Billing.Payments.CorrectLedger>().ConfirmAsync(id, _ola, default)).Succeeded);
        var billing = Open<Kiket.Portal.Components.Organizations.BillingPage>(Scenario.Gus, ("Org", "globex"));
        var row = billing.Find("table[aria-labelledby=corrections-title] tbody tr");
        Assert.Contains("$5.00", row.TextContent, StringComparison.Ordinal);
        Assert.Equal(2, row.QuerySelectorAll("a[download]").Length);
    }

    private async Task<Guid> CorrectAsync()
    {
        _ola = await Scenario.Database.AddPersonAsync("ola", PlatformRoles.Operator);
        var written = await Scenario.Get<Kiket.Portal.Billing.Payments.CorrectLedger>().RecordAsync(
            new(
                Guid.NewGuid(), Kiket.Portal.Billing.Ledger.LedgerAccount.FeeRevenue, Kiket.Portal.Billing.Ledger.LedgerAccount.CustomerCredit, "globex", 500,
                "Sorry for the outage.", Scenario.Olu),
            default);
        Assert.True(written.Succeeded, written.Error?.Message);
        return written.Value.Id;
    }

    [Fact]
    public async Task A_refund_that_failed_is_shown_with_what_to_do()
    {
        await IssuedAsync();
        await RecordAsync(1_000);
        var waiting = (await Scenario.Get<Kiket.Portal.Billing.Payments.PaymentQueries>().WaitingAsync(Scenario.Olu, default)).Value[0];
        Assert.True((await Scenario.Get<Kiket.Portal.Billing.Payments.ConfirmPayment>().RunAsync(waiting.Payment.Id, _ola, default)).Succeeded);
        var refund = await Scenario.Get<Kiket.Portal.Billing.Payments.RecordPayment>().RefundAsync(new("globex", 100, "RF-1", Scenario.Olu), default);
        await Scenario.QueryAsync(async db =>
        {
            await db.Set<Kiket.Portal.Billing.Payments.Payment>().Where(one => one.Id == refund.Value.Id)
                .ExecuteUpdateAsync(update => update.SetProperty(one => one.IsToCard, true));
            return 0;
        });
        Assert.True((await Scenario.Get<Kiket.Portal.Billing.Payments.ConfirmPayment>().RunAsync(refund.Value.Id, _ola, default)).Succeeded);
        // Nobody paid by card, so there is nothing that it could go back to.
        await Scenario.HandleEventsAsync();

        var page = Open<PaymentsPage>(Scenario.Olu);
        var failed = page.Find("ul[aria-labelledby=failed-title]").TextContent;
        Assert.Contains("$1.00", failed, StringComparison.Ordinal);
        Assert.Contains("No payment by card is left", failed, StringComparison.Ordinal);
        Assert.Contains("Refund it below", page.Markup, StringComparison.Ordinal);
        Assert.Contains("$4.19", page.Find("ul[aria-labelledby=credits-title]").TextContent, StringComparison.Ordinal);
    }

    /// <summary>$100 of acme for globex, paid in March, and stated on the 1st of April.</summary>
    private async Task StatedAsync()
    {
        await IssuedAsync(10_000);
        var acme = (await Scenario.Get<OperatedTermsQueries>().FindAsync("acme", Scenario.Olu, default)).Value.OrganizationId;
        Assert.True((await Scenario.Get<MovePayout>().UseAccountAsync(acme, "4711", Scenario.Olu, default)).Succeeded);
        await RecordAsync(10_000);
        var waiting = (await Scenario.Get<Kiket.Portal.Billing.Payments.PaymentQueries>().WaitingAsync(Scenario.Olu, default)).Value[0];
        Assert.True((await Scenario.Get<Kiket.Portal.Billing.Payments.ConfirmPayment>().RunAsync(waiting.Payment.Id, _ola, default)).Succeeded);
        Scenario.Clock.Advance(BillingMonth.Parse("2026-04")!.Value.Begins.AddMinutes(5) - Scenario.Clock.GetUtcNow());
        await Scenario.Get<RunStatements>().RunAsync(default);
    }

    private async Task RecordAsync(long cents = 581)
    {
        var recorded = await Scenario.Get<Kiket.Portal.Billing.Payments.RecordPayment>().RunAsync(new(Number, cents, "TR-1", Scenario.Olu), default);
        Assert.True(recorded.Succeeded, recorded.Error?.Message);
    }

    /// <summary>Something of acme for globex, of which acme gets 80%.</summary>
    private async Task IssuedAsync(long cents = 581)
    {
        _ola = await Scenario.Database.AddPersonAsync("ola", PlatformRoles.Operator);
        await Scenario.ListedAsync("1.0.0");
        var month = BillingMonth.Parse("2026-03")!.Value;
        var issued = await Scenario.Get<UnitOfWork>().RunAsync<Invoice>(
            async work =>
            {
                var organizations = await work.Db.Set<Organization>().ToDictionaryAsync(one => one.Slug, one => one.Id);
                var extension = await work.Db.Set<Extension>().Where(one => one.ExtensionId == Scenario.Id).Select(one => one.Id).SingleAsync();
                var invoice = Invoice.Draft(organizations["globex"], month, new BilledParty("Globex", "", ""), new BilledParty("Kiket", "", ""), cents, 0);
                var line = InvoiceLine.Of(
                    invoice.Id,
                    1,
                    new LineDraft(
                        LineSection.Extensions, "$9.00 × 20 of 31 days = $5.81", extension, Scenario.Id, organizations["acme"], month, 20, "day", cents, []),
                    0);
                work.Db.AddRange(invoice, line, LineShare.Of(line.Id, new SharePart(month.First, month.End, 8_000, cents, Shares.Of(cents, 8_000))));
                await work.Db.SaveChangesAsync();
                await Scenario.Get<IssueInvoices>().RunAsync(work.Db, [invoice], work.Now, default);
                return invoice;
            },
            default);
        Assert.Equal(Number, issued.Value.Number);
    }

    private IRenderedComponent<TPage> Open<TPage>(Actor person, params (string Name, object Value)[] parameters)
        where TPage : IComponent
    {
        Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Scenario.Clock));
        SignIn(person);
        return Render<TPage>(set =>
        {
            foreach (var (name, value) in parameters)
            {
                set.TryAdd(name, value);
            }
        });
    }
}
