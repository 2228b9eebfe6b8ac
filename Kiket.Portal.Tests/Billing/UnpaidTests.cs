using Kiket.Portal.Accounts;
using Kiket.Portal.Billing;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Installations;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Billing;

/// <summary>What nobody pays: it stops on day 21 and costs nothing, runs again when it is paid, and is written off from day 60 on.</summary>
public sealed class UnpaidTests : BillingTestBase
{
    private const string Number = "INV-2026-000001";

    private Actor _ola = null!;
    private long _installation;

    protected override void More(IServiceCollection services) => services.Configure<IssuerOptions>(issuer => issuer.Name = "Kiket");

    [Fact]
    public async Task What_is_unpaid_stops_on_day_21_costs_nothing_and_runs_again_with_the_payment()
    {
        await InvoicedAsync();
        await SuspendAtAsync("2026-04-23T23:50:00Z");
        Assert.Equal(InstallationState.Active, (await InstallationAsync(_installation)).State);
        await SuspendAtAsync("2026-04-24T00:10:00Z");
        await SuspendAtAsync("2026-04-24T01:10:00Z");

        var stopped = await InstallationAsync(_installation);
        Assert.Equal((InstallationState.Suspended, At("2026-04-24T00:10:00Z")), (stopped.State, stopped.SuspendedAt));
        var span = Assert.Single(await SpansAsync());
        Assert.Equal((At("2026-04-24T00:10:00Z"), FollowInstallations.Unpaid), (span.To, span.Reason));
        Assert.Equal([$"dev.acme.alerts stopped: {Number} isn't paid"], await NoticesAsync("stopped"));
        Assert.Equal("installation_suspended", stopped.BeginUpgrade().Error?.Code);
        Assert.Equal("invoice_unpaid", (await Bench.RequestAsync()).Error?.Code);
        Assert.Equal([("dev.acme.alerts", 1)], await Scenario.Get<PayoutQueries>().SuspendedAsync(await IdAsync("acme"), default));
        var standing = await Scenario.Get<PaymentQueries>().StandingAsync(await IdAsync("globex"), default);
        Assert.Equal(Number, Assert.Single(standing.Overdue).Number);
        Assert.Equal(["dev.acme.alerts"], standing.Stopped);

        await RunAtAsync("2026-05-02T10:00:00Z");
        await PayAsync();
        await Bench.WorkAsync();
        Assert.Equal(InstallationState.Active, (await InstallationAsync(_installation)).State);
        Assert.Equal(["Your extensions run again"], await NoticesAsync("run again"));
        Assert.Equal(2, (await SpansAsync()).Count);

        // 24 of 30 days in April, and 30 of 31 in May.
        await RunAtAsync("2026-05-03T12:00:00Z");
        await RunAtAsync("2026-06-03T12:00:00Z");
        Assert.Equal([581L, 720, 871], await Scenario.QueryAsync(db => db.Set<Invoice>().OrderBy(one => one.Period).Select(one => one.NetCents).ToListAsync()));
    }

    [Fact]
    public async Task What_is_suspended_can_be_uninstalled()
    {
        await InvoicedAsync();
        await SuspendAtAsync("2026-04-24T00:10:00Z");
        await UninstallAsync(_installation);

        Assert.Equal(InstallationState.Uninstalled, (await InstallationAsync(_installation)).State);
        Assert.Equal(FollowInstallations.Unpaid, Assert.Single(await SpansAsync()).Reason);
    }

    [Fact]
    public async Task An_operator_writes_off_from_day_60_on_and_the_share_goes_too()
    {
        await InvoicedAsync();
        var off = Scenario.Get<WriteOffInvoice>();
        await SuspendAtAsync("2026-06-01T23:00:00Z");
        Assert.Equal("write_off_early", (await off.RunAsync(Number, Scenario.Olu, default)).Error?.Code);
        Assert.Equal("invoice_unpaid", (await off.ResumeAsync(Number, Scenario.Olu, default)).Error?.Code);
        GoTo("2026-06-02T00:00:00Z");
        Assert.Equal("not_found", (await off.RunAsync(Number, Scenario.Gus, default)).Error?.Code);
        Assert.Equal("invoice_not_found", (await off.RunAsync("INV-1", Scenario.Olu, default)).Error?.Code);

        Assert.Equal(581, Done(await off.RunAsync(Number, Scenario.Olu, default)).NetCents);
        await Bench.WorkAsync();
        Assert.Equal("invoice_settled", (await off.RunAsync(Number, Scenario.Olu, default)).Error?.Code);
        Assert.Equal(0, await Scenario.QueryAsync(db => db.Set<Posting>()
            .Where(one => one.Account == LedgerAccount.PublisherPending || one.Account == LedgerAccount.CustomerReceivable).SumAsync(one => one.Amount)));
        Assert.Equal(InstallationState.Suspended, (await InstallationAsync(_installation)).State);
        Assert.Equal("invoice_unpaid", (await Bench.RequestAsync()).Error?.Code);

        Assert.True((await off.ResumeAsync(Number, Scenario.Olu, default)).Succeeded);
        Assert.Equal(InstallationState.Active, (await InstallationAsync(_installation)).State);
    }

    [Fact]
    public async Task What_is_paid_in_part_is_written_off_for_the_rest_and_publishers_keep_their_part()
    {
        await InvoicedAsync();
        await PayAsync(100);
        GoTo("2026-06-10T00:00:00Z");
        var note = Done(await Scenario.Get<WriteOffInvoice>().RunAsync(Number, Scenario.Olu, default));

        Assert.Equal((481, 0, 0), (note.NetCents, note.TaxCents, note.ReturnedCents));
        var invoice = await Scenario.QueryAsync(db => db.Set<Invoice>().AsNoTracking().SingleAsync(one => one.Number == Number));
        Assert.Equal((InvoiceState.Paid, 0), (invoice.State, invoice.OpenCents));
        // 80% of the $1.00 that was paid.
        Assert.Equal([(LedgerAccount.Cash, 100L), (LedgerAccount.FeeRevenue, -20L), (LedgerAccount.PublisherPayable, -80L)], await BalancesAsync());
        Assert.Equal("invoice_settled", (await Scenario.Get<WriteOffInvoice>().RunAsync(Number, Scenario.Olu, default)).Error?.Code);
    }

    private async Task<IReadOnlyList<(LedgerAccount Account, long Cents)>> BalancesAsync() =>
    [
        .. (await Scenario.QueryAsync(db => db.Set<Posting>().AsNoTracking().ToListAsync()))
            .GroupBy(posting => posting.Account).Select(same => (same.Key, Cents: same.Sum(posting => posting.Amount)))
            .Where(balance => balance.Cents != 0).OrderBy(balance => balance.Key.ToString(), StringComparer.Ordinal),
    ];

    private async Task InvoicedAsync()
    {
        _ola = await Scenario.Database.AddPersonAsync("ola", PlatformRoles.Operator);
        await ReleaseAsync("1.0.0", Flat(900));
        GoTo("2026-03-12T15:20:00Z");
        _installation = await Bench.InstalledAsync();
        await RunAtAsync("2026-04-03T12:00:00Z");
    }

    private async Task RunAtAsync(string instant)
    {
        GoTo(instant);
        await Scenario.Get<RunInvoices>().RunAsync(default);
        await Bench.WorkAsync();
    }

    private async Task SuspendAtAsync(string instant)
    {
        GoTo(instant);
        await Scenario.Get<SuspendUnpaid>().RunAsync(default);
        await Bench.WorkAsync();
    }

    private async Task PayAsync(long cents = 581)
    {
        var recorded = Done(await Scenario.Get<RecordPayment>().RunAsync(new(Number, cents, "TR-1", Scenario.Olu), default));
        Done(await Scenario.Get<ConfirmPayment>().RunAsync(recorded.Id, _ola, default));
    }

    private Task<List<string>> NoticesAsync(string part) => Scenario.QueryAsync(db => db.Set<Notification>()
        .Where(one => one.UserId == Scenario.Gus.UserId && one.Title.Contains(part)).Select(one => one.Title).ToListAsync());

    private Task<Guid> IdAsync(string slug) =>
        Scenario.QueryAsync(db => db.Set<Organization>().Where(one => one.Slug == slug).Select(one => one.Id).SingleAsync());
}
