using Kiket.Portal.Billing;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Payouts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Billing;

/// <summary>Operators start a month by themselves, or look at what it would be.</summary>
public sealed class StartRunTests : BillingTestBase
{
    private static readonly BillingMonth March = BillingMonth.Parse("2026-03")!.Value;

    protected override void More(IServiceCollection services) => services.Configure<IssuerOptions>(issuer => issuer.Name = "Kiket");

    [Fact]
    public async Task A_dry_run_stores_nothing_and_a_run_that_exists_is_not_started_again()
    {
        await ReleaseAsync("1.0.0", Flat(900));
        GoTo("2026-03-12T15:20:00Z");
        await Bench.InstalledAsync();
        var start = Scenario.Get<StartRun>();
        GoTo("2026-04-02T23:00:00Z");
        Assert.Equal("month_open", (await start.RunAsync(March, RunKind.Invoices, isDry: true, Scenario.Olu, default)).Error?.Code);
        GoTo("2026-04-03T12:00:00Z");
        Assert.Equal("not_found", (await start.RunAsync(March, RunKind.Invoices, isDry: true, Scenario.Gus, default)).Error?.Code);

        var dry = Done(await start.RunAsync(March, RunKind.Invoices, isDry: true, Scenario.Olu, default));
        Assert.Equal((1, 581, 581, 0), (dry.Count, dry.NetCents, dry.TotalCents, dry.Checks.Count));
        Assert.Null(dry.Run);
        Assert.Equal(0, await Scenario.QueryAsync(async db => await db.Set<Invoice>().CountAsync() + await db.Set<BillingRun>().CountAsync()));

        var run = Done(await start.RunAsync(March, RunKind.Invoices, isDry: false, Scenario.Olu, default));
        Assert.Equal((true, RunState.Issued, 581), (run.IsNew, run.Run!.State, run.NetCents));
        var again = Done(await start.RunAsync(March, RunKind.Invoices, isDry: false, Scenario.Olu, default));
        Assert.Equal((false, run.Run.Id), (again.IsNew, again.Run!.Id));
        Assert.Equal(run.Run.Id, Done(await start.FindAsync(run.Run.Id, Scenario.Olu, default)).Run!.Id);
        Assert.Equal("month_waits", (await start.RunAsync(March.Previous, RunKind.Invoices, isDry: false, Scenario.Olu, default)).Error?.Code);
    }

    [Fact]
    public async Task A_dry_run_of_statements_says_what_would_be_paid_out()
    {
        await ReleaseAsync("1.0.0", Flat(900));
        GoTo("2026-03-12T15:20:00Z");
        await Bench.InstalledAsync();
        GoTo("2026-04-03T12:00:00Z");
        await Scenario.Get<RunInvoices>().RunAsync(default);
        var recorded = Done(await Scenario.Get<RecordPayment>().RunAsync(new("INV-2026-000001", 581, "TR-1", Scenario.Olu), default));
        var ola = await Kiket.Portal.Tests.Accounts.People.AddPersonAsync(Scenario.Database, "ola", Kiket.Portal.Accounts.PlatformRoles.Operator);
        Done(await Scenario.Get<ConfirmPayment>().RunAsync(recorded.Id, ola, default));
        GoTo("2026-05-01T00:00:00Z");

        var dry = Done(await Scenario.Get<StartRun>().RunAsync(March.Next, RunKind.Statements, isDry: true, Scenario.Olu, default));
        Assert.Equal((1, 465, 0), (dry.Count, dry.NetCents, dry.TotalCents));
        Assert.Equal(0, await Scenario.QueryAsync(db => db.Set<Statement>().CountAsync()));
        var run = Done(await Scenario.Get<StartRun>().RunAsync(March.Next, RunKind.Statements, isDry: false, Scenario.Olu, default));
        Assert.Equal((RunState.Issued, 465), (run.Run!.State, run.NetCents));
    }
}
