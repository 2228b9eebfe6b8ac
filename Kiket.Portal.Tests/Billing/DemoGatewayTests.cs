using Kiket.Portal.Accounts;
using Kiket.Portal.Billing;
using Kiket.Portal.Billing.Gateways;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Tests.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Billing;

/// <summary>Cards and accounts of the demo do what their names say.</summary>
public sealed class DemoGatewayTests : BillingTestBase
{
    protected override void More(IServiceCollection services)
    {
        services.Configure<IssuerOptions>(issuer => issuer.Name = "Kiket");
        services.Configure<BillingOptions>(options => (options.Gateway, options.MinimumPayoutCents) = (BillingGateway.Demo, 100));
    }

    [Theory]
    [InlineData("pays", InvoiceState.Paid, 581, 0)]
    [InlineData("declines", InvoiceState.Issued, 0, 0)]
    [InlineData("disputes", InvoiceState.Paid, 0, 581)]
    public async Task A_card_does_what_its_name_says(string card, InvoiceState state, long cash, long disputed)
    {
        await InvoicedAsync(card);
        Assert.Equal(state, await Scenario.QueryAsync(db => db.Set<Invoice>().Select(one => one.State).SingleAsync()));
        Assert.Equal((cash, disputed), (await BalanceAsync(LedgerAccount.Cash), await BalanceAsync(LedgerAccount.Disputes)));
    }

    [Theory]
    [InlineData("pays", PayoutState.Paid, 0)]
    [InlineData("returns", PayoutState.Returned, -465)]
    public async Task An_account_does_what_its_name_says(string account, PayoutState state, long payable)
    {
        Assert.True((await Scenario.Get<SetUpPayments>().UseAccountAsync("acme", account, Scenario.Ada, default)).Succeeded);
        await InvoicedAsync("pays");
        GoTo("2026-05-01T00:10:00Z");
        await Scenario.Get<RunStatements>().RunAsync(default);
        var ola = await Scenario.Database.AddPersonAsync("ola", PlatformRoles.Operator);
        var move = Scenario.Get<MovePayout>();
        Done(await move.RecordAsync(new("PO-2026-000001", PayoutState.Approved, "", Scenario.Olu), default));
        Done(await move.ConfirmAsync("PO-2026-000001", PayoutState.Approved, ola, default));
        await Scenario.Get<RunGateway>().RunAsync(default);

        Assert.Equal(state, await Scenario.QueryAsync(db => db.Set<Payout>().Select(one => one.State).SingleAsync()));
        Assert.Equal(payable, await BalanceAsync(LedgerAccount.PublisherPayable));
    }

    private async Task InvoicedAsync(string card)
    {
        await ReleaseAsync("1.0.0", Flat(900));
        GoTo("2026-03-12T15:20:00Z");
        await Bench.InstalledAsync();
        Assert.True((await Scenario.Get<SetUpPayments>().UseCardAsync("globex", card, Scenario.Gus, default)).Succeeded);
        GoTo("2026-04-03T12:00:00Z");
        await Scenario.Get<RunInvoices>().RunAsync(default);
        await Bench.WorkAsync();
        await Scenario.Get<RunGateway>().RunAsync(default);
        await Bench.WorkAsync();
    }

    private Task<long> BalanceAsync(LedgerAccount account) =>
        Scenario.QueryAsync(db => db.Set<Posting>().Where(one => one.Account == account).SumAsync(one => one.Amount));
}
