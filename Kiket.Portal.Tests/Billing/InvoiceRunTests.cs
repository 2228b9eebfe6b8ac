using Kiket.Portal.Billing;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Metering;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Installations;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.Tests.Billing;

/// <summary>A month becomes invoices and entries of the ledger, whatever happens to those that write them.</summary>
public abstract class InvoiceRunTests : BillingTestBase
{
    private const string Counter = "dev.acme.counter";

    private readonly HostedInMemory _hosting = new();
    private readonly KillSwitch _kill = new();

    protected override void More(IServiceCollection services)
    {
        services.Configure<IssuerOptions>(issuer => issuer.Name = "Kiket Inc.");
        services.Replace(ServiceDescriptor.Singleton<IHostingPeriods>(_hosting));
        services.AddSingleton<ISaveChangesInterceptor>(_kill);
    }

    [Fact]
    public async Task Fee_hosting_usage_and_tax_are_one_invoice_and_a_balanced_entry()
    {
        await FeeAndHostingAsync();
        await UsageAsync(1_234);
        await TaxAsync(1_900);

        await RunAtAsync("2026-04-03T12:00:00Z");

        var invoice = Assert.Single(await InvoicesAsync());
        Assert.Equal(
            ("INV-2026-000001", InvoiceState.Issued, 1_292, 245, 1_537),
            (invoice.Number, invoice.State, invoice.NetCents, invoice.TaxCents, invoice.TotalCents));
        Assert.Equal((Day("2026-04-17"), "Kiket Inc.", "GLOBEX"), (invoice.DueOn, invoice.IssuerName, invoice.BillingName));
        Assert.Equal(
            [
                (LineSection.Extensions, "$9.00 × 20 of 31 days = $5.81", 20L, 581L, 110L),
                (LineSection.Extensions, "Messages: 1,234, 1,000 included: 234 × $0.0035 = $0.82", 1_234L, 82L, 16L),
                (LineSection.Hosting, "Tier standard: $15.00 × 13 of 31 days = $6.29", 13L, 629L, 119L),
            ],
            (await LinesAsync()).Select(line => (line.Section, line.Description, line.Quantity, line.GrossCents, line.TaxCents)));
        Assert.Equal(
            [
                (LedgerAccount.CustomerReceivable, 1_537L), (LedgerAccount.FeeRevenue, -132L), (LedgerAccount.HostingRevenue, -629L),
                (LedgerAccount.PublisherPending, -531L), (LedgerAccount.TaxPayable, -245L),
            ],
            await BalancesAsync());
    }

    [Fact]
    public async Task Drafts_can_be_looked_at_until_noon_and_a_second_run_changes_nothing()
    {
        await FeeAndHostingAsync();
        await RunAtAsync("2026-04-03T00:00:59Z");
        Assert.Empty(await InvoicesAsync());

        await RunAtAsync("2026-04-03T00:05:00Z");
        Assert.Equal((InvoiceState.Draft, null), Assert.Single((await InvoicesAsync()).Select(invoice => (invoice.State, invoice.Number))));
        Assert.Empty(await BalancesAsync());

        await RunAtAsync("2026-04-03T12:00:00Z");
        var issued = await InvoicesAsync();
        await RunAtAsync("2026-04-20T12:00:00Z");
        Assert.Equivalent(issued, await InvoicesAsync(), strict: true);
        Assert.Equal(1_210, (await BalancesAsync()).Single(balance => balance.Account == LedgerAccount.CustomerReceivable).Cents);
    }

    [Fact]
    public async Task Late_units_are_one_correction_on_the_next_invoice_and_nothing_above_the_cap()
    {
        var number = await UsageAsync(1_234);
        GoTo("2026-04-03T13:00:00Z");
        await CountAsync(number, "late", 300, At("2026-03-31T12:00:00Z"));
        await RunAtAsync("2026-05-03T12:00:00Z");

        var lines = await LinesAsync();
        Assert.Equal([82L, 105L], lines.Select(line => line.GrossCents));
        Assert.Equal("Messages: 300 counted late for March 2026: $1.87 instead of $0.82 = $1.05", lines[1].Description);
        Assert.Equal([66L, 84L], await SharesAsync());
        Assert.Equal([(Day("2026-03-01"), 82L), (Day("2026-04-01"), 105L)], (await InvoicesAsync()).Select(invoice => (invoice.Period, invoice.NetCents)));
    }

    [Fact]
    public async Task Late_units_above_the_cap_cost_nothing()
    {
        var number = await UsageAsync(5_000, cap: 500);
        GoTo("2026-04-03T13:00:00Z");
        await CountAsync(number, "late", 300, At("2026-03-31T12:00:00Z"));
        await RunAtAsync("2026-05-03T12:00:00Z");

        var line = Assert.Single(await LinesAsync());
        Assert.Equal((500, "Messages: 5,000, 1,000 included: 4,000 × $0.0035 = $14.00, $5.00 with your cap of $5.00"), (line.GrossCents, line.Description));
        Assert.Equal([400L], await SharesAsync());
    }

    [Fact]
    public async Task Agreement_in_the_middle_of_the_month_splits_the_line()
    {
        await ReleaseAsync("1.0.0", Flat(900));
        await Bench.InstalledAsync();
        Assert.Equal("80%", await ShownShareAsync());
        Done(await AgreeAsync(9_000, "2026-03-20"));
        Done(await AgreeAsync(8_500, "2026-03-15"));
        await RunAtAsync("2026-04-03T12:00:00Z");

        // Installed on the 2nd: 13 days at 80 %, 17 at 85 %.
        Assert.Equal(871, Assert.Single(await LinesAsync()).GrossCents);
        var shares = await Scenario.QueryAsync(db => db.Set<LineShare>().AsNoTracking().OrderBy(share => share.FromDay).ToListAsync());
        Assert.Equal(
            [(8_000, 377L, 302L), (8_500, 494L, 420L)], shares.Select(share => (share.BasisPoints, share.GrossCents, share.ShareCents)));
        Assert.Equal("85%", await ShownShareAsync());
        Assert.Equal("from_in_closed_month", (await AgreeAsync(8_500, "2026-03-31")).Error?.Code);
        Assert.Equal("share_invalid", (await AgreeAsync(10_001, "2026-04-30")).Error?.Code);
        Assert.Equal("not_found", (await Scenario.Get<AgreeOnShare>().RunAsync(new("acme", 9_000, Day("2026-04-30"), Scenario.Ada), default)).Error?.Code);
    }

    [Fact]
    public async Task A_run_that_is_months_late_writes_what_punctual_ones_would_have_written()
    {
        await FeeAndHostingAsync();
        await RunAtAsync("2026-06-10T15:00:00Z");

        Assert.Equal(
            [("INV-2026-000001", Day("2026-03-01"), 1_210L), ("INV-2026-000002", Day("2026-04-01"), 900L), ("INV-2026-000003", Day("2026-05-01"), 900L)],
            (await InvoicesAsync()).Select(invoice => (invoice.Number!, invoice.Period, invoice.NetCents)));
    }

    [Fact]
    public async Task Two_runners_and_kills_at_every_step_write_each_invoice_once()
    {
        await ReleaseAsync("1.0.0", Flat(900));
        foreach (var slug in await Bench.CustomersAsync(7))
        {
            Done(await InstallAsync(Submissions.Scenario.Id, slug));
        }

        await Bench.WorkAsync();
        GoTo("2026-04-03T12:00:00Z");
        Scenario.Get<RunInvoices>().PartSize = 2;
        for (var step = 1; step <= 40; step++)
        {
            _kill.KillAt(step);
            await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
            {
                try
                {
                    await Scenario.Get<RunInvoices>().RunAsync(default);
                }
                catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
                {
                    // Killed: the next run goes on.
                }
            })));
            if (!_kill.Restart() && (await InvoicesAsync()).Count(invoice => invoice.State == InvoiceState.Issued) == 7)
            {
                break;
            }
        }

        await Scenario.Get<RunInvoices>().RunAsync(default);
        Assert.Equal(
            Enumerable.Range(1, 7).Select(number => $"INV-2026-{number:000000}"), (await InvoicesAsync()).Select(invoice => invoice.Number));
        var entries = await Scenario.QueryAsync(db => db.Set<JournalEntry>().AsNoTracking().OrderBy(entry => entry.Seq).ToListAsync());
        Assert.Equal(Enumerable.Range(1, 7).Select(seq => (long)seq), entries.Select(entry => entry.Seq));
        var balances = await BalancesAsync();
        Assert.Equal((0, 7 * 871), (balances.Sum(balance => balance.Cents), balances[0].Cents));
    }

    [Fact]
    public async Task Nothing_is_issued_while_something_of_the_month_is_not_written()
    {
        await FeeAndHostingAsync();
        await Scenario.QueryAsync(db => db.Set<Kiket.Portal.Events.EventDelivery>()
            .Where(delivery => delivery.Handler == FollowInstallations.HandlerName)
            .ExecuteUpdateAsync(update => update.SetProperty(delivery => delivery.State, Kiket.Portal.Events.DeliveryState.Dead)));

        await RunAtAsync("2026-04-03T12:00:00Z");

        Assert.Empty(await InvoicesAsync());
    }

    [Theory]
    [InlineData("UPDATE \"Postings\" SET \"Amount\" = \"Amount\" + 1")]
    [InlineData("DELETE FROM \"Postings\"")]
    [InlineData("UPDATE \"JournalEntries\" SET \"Reference\" = 'other'")]
    [InlineData("DELETE FROM \"JournalEntries\"")]
    [InlineData("INSERT INTO \"Postings\" (\"Seq\", \"Place\", \"Account\", \"Amount\", \"Currency\") VALUES (1, 99, 'Cash', 0, 'USD')")]
    public async Task The_database_refuses_to_change_what_is_posted(string sql)
    {
        await FeeAndHostingAsync();
        await RunAtAsync("2026-04-03T12:00:00Z");

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Scenario.QueryAsync(db => db.Database.ExecuteSqlRawAsync(sql)));

        Assert.Equal(0, (await BalancesAsync()).Sum(balance => balance.Cents));
    }

    [Fact]
    public async Task The_database_refuses_agreements_that_overlap()
    {
        await ReleaseAsync("1.0.0", Flat(900));
        Done(await AgreeAsync(8_500, "2026-03-15"));

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Scenario.QueryAsync(db => db.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO "ShareAgreements" ("Id", "OrganizationId", "BasisPoints", "FromDay", "AgreedBy", "AgreedByName", "AgreedAt")
            SELECT "AgreedBy", "OrganizationId", 9000, "FromDay", "AgreedBy", 'x', 0 FROM (
              SELECT "AgreedBy", "OrganizationId", "FromDay" FROM "ShareAgreements") same
            """)));
    }

    /// <summary>$9 from 12 March on, and a container for $15 from the 5th to the 18th.</summary>
    private async Task FeeAndHostingAsync()
    {
        await ReleaseAsync("1.0.0", Flat(900));
        GoTo("2026-03-12T15:20:00Z");
        var installation = await InstallationAsync(await Bench.InstalledAsync());
        await Scenario.QueryAsync(async db =>
        {
            db.Add(BillingTerm.Of(
                new BilledInstallation(installation.Id, installation.OrganizationId, installation.ExtensionKey),
                new AgreedPrice(BillingComponent.Hosting, "", "standard", "", 1_500), Day("2026-03-01"), null, installation.OfferId, consentId: null));
            return await db.SaveChangesAsync();
        });
        _hosting.Periods[installation.Id] = [new ActiveSpan(At("2026-03-05T09:00:00Z"), At("2026-03-18T00:00:00Z"))];
    }

    private async Task<long> UsageAsync(long units, long? cap = null)
    {
        await Scenario.ListedAsync(
            "1.0.0", Counter, "acme/counter", Submissions.Scenario.Details with { Name = "Acme Counter", Pricing = PerMessage() });
        var number = Done(await InstallAsync(Counter, "globex"));
        await Bench.WorkAsync();
        if (cap is not null)
        {
            Done(await Scenario.Get<SetUsageCap>().RunAsync(new SetUsageCapRequest(number, OrganizationId: null, cap, Scenario.Gus), default));
        }

        await CountAsync(number, "first", units, Scenario.Clock.GetUtcNow());
        return number;
    }

    private async Task CountAsync(long number, string id, long units, DateTimeOffset at)
    {
        var acme = await Scenario.QueryAsync(db => db.Set<Organization>().Where(one => one.Slug == "acme").Select(one => one.Id).SingleAsync());
        var recorded = Done(await Scenario.Get<RecordUsage>().RunAsync(
            new MeteredExtension(acme, Extension.Marketplace, Counter, Scenario.Ada), [new SentUsage(id, number, "messages", units, at)], default));
        Assert.Null(Assert.Single(recorded.Results).Code);
    }

    private async Task<Kiket.Portal.Foundation.Result<long>> InstallAsync(string id, string organization)
    {
        var started = await Scenario.Get<InstallExtension>().RunAsync(
            new InstallExtensionRequest(organization, id, Registry: null, Version: null, Consent: null, Scenario.Gus), default);
        return started.TryGet(out var installation, out var error) ? installation.Number : error;
    }

    private Task<Kiket.Portal.Foundation.Result<ShareAgreement>> AgreeAsync(int bps, string from) =>
        Scenario.Get<AgreeOnShare>().RunAsync(new AgreeOnShareRequest("acme", bps, Day(from), Scenario.Olu), default);

    /// <summary>What the editor of a listing's price shows.</summary>
    private Task<string> ShownShareAsync() => Scenario.QueryAsync(async db =>
    {
        var acme = await db.Set<Organization>().Where(one => one.Slug == "acme").Select(one => one.Id).SingleAsync();
        return (await Scenario.Get<IAgreedShares>().OfAsync(db, acme, default)).Percent;
    });

    private async Task TaxAsync(int bps)
    {
        var globex = await Scenario.QueryAsync(db => db.Set<Organization>().Where(one => one.Slug == "globex").Select(one => one.Id).SingleAsync());
        Assert.True((await Scenario.Get<ChangeBillingProfile>().TaxAsync(globex, bps, Scenario.Olu, default)).Succeeded);
    }

    private async Task RunAtAsync(string instant)
    {
        GoTo(instant);
        await Scenario.Get<RunInvoices>().RunAsync(default);
    }

    private Task<List<Invoice>> InvoicesAsync() =>
        Scenario.QueryAsync(db => db.Set<Invoice>().AsNoTracking().OrderBy(invoice => invoice.Period).ThenBy(invoice => invoice.Number).ToListAsync());

    private Task<List<InvoiceLine>> LinesAsync() => Scenario.QueryAsync(db => db.Set<InvoiceLine>().AsNoTracking()
        .Join(db.Set<Invoice>(), line => line.InvoiceId, invoice => invoice.Id, (line, invoice) => new { Line = line, invoice.Period })
        .OrderBy(one => one.Period).ThenBy(one => one.Line.Place).Select(one => one.Line).ToListAsync());

    private async Task<IReadOnlyList<long>> SharesAsync()
    {
        var shares = await Scenario.QueryAsync(db => db.Set<LineShare>().AsNoTracking().ToListAsync());
        return [.. (await LinesAsync()).Select(line => shares.Where(share => share.LineId == line.Id).Sum(share => share.ShareCents))];
    }

    /// <summary>What each account holds, by name.</summary>
    private async Task<IReadOnlyList<(LedgerAccount Account, long Cents)>> BalancesAsync()
    {
        var postings = await Scenario.QueryAsync(db => db.Set<Posting>().AsNoTracking().ToListAsync());
        return
        [
            .. postings.GroupBy(posting => posting.Account)
                .Select(same => (same.Key, same.Sum(posting => posting.Amount)))
                .OrderBy(balance => balance.Key.ToString(), StringComparer.Ordinal),
        ];
    }

    private sealed class HostedInMemory : IHostingPeriods
    {
        public Dictionary<Guid, IReadOnlyList<ActiveSpan>> Periods { get; } = [];

        public Task<IReadOnlyDictionary<Guid, IReadOnlyList<ActiveSpan>>> ReadAsync(
            PortalDb db, IReadOnlyCollection<Guid> installations, BillingMonth month, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<Guid, IReadOnlyList<ActiveSpan>>>(Periods);
    }
}

public sealed class InvoiceRunTestsOnSqlite : InvoiceRunTests;

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class InvoiceRunTestsOnPostgreSql : InvoiceRunTests
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;

    [Fact]
    public async Task The_database_refuses_an_entry_that_does_not_add_up() =>
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Scenario.QueryAsync(db => db.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO "JournalEntries" ("Seq", "Kind", "PostedAt", "Reference", "IdempotencyKey") VALUES (999, 'Payment', 0, 'x', 'x');
            INSERT INTO "Postings" ("Seq", "Place", "Account", "Amount", "Currency") VALUES (999, 1, 'Cash', 5, 'USD');
            """)));
}
