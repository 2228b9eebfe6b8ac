using Kiket.Portal.Billing;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Extensions;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Billing;

/// <summary>A free trial comes from the listing's price, is fixed with the offer, and is there once for each organization and extension.</summary>
public sealed class TrialTests : BillingTestBase
{
    private static Pricing Trial(int days) => Flat(900) with { TrialDays = days };

    protected override void More(IServiceCollection services) => services.Configure<IssuerOptions>(issuer => issuer.Name = "Kiket");

    [Fact]
    public async Task A_trial_to_the_23rd_of_March_leaves_eight_days_to_pay()
    {
        await ReleaseAsync("1.0.0", Trial(14));
        GoTo("2026-03-10T15:20:00Z");
        await Bench.InstalledAsync();
        // What the publisher promises later changes nothing.
        await ReleaseAsync("1.1.0", Trial(1));

        Assert.Equal([14, 1], await Scenario.QueryAsync(async db => (await db.Set<Offer>().AsNoTracking().OrderBy(one => one.ApprovedAt).ToListAsync())
            .Select(offer => offer.Terms.Pricing.TrialDays)));
        Assert.Equal(Day("2026-03-24"), await PaidFromAsync());
        Assert.Equal(["Free trial to 23 Mar 2026, then $9.00 a month"], Assert.Single(await SubscriptionsAsync()).Terms);

        GoTo("2026-03-24T00:00:00Z");
        Assert.Equal(["$9.00 a month"], Assert.Single(await SubscriptionsAsync()).Terms);
        await RunAtAsync("2026-04-03T12:00:00Z");
        var line = await Scenario.QueryAsync(db => db.Set<InvoiceLine>().AsNoTracking().SingleAsync());
        Assert.Equal((232, 8, "$9.00 × 8 of 31 days = $2.32, after the free trial to 23 Mar 2026"), (line.GrossCents, line.Quantity, line.Description));
        var share = await Scenario.QueryAsync(db => db.Set<LineShare>().AsNoTracking().SingleAsync());
        Assert.Equal((186, 46), (share.ShareCents, share.GrossCents - share.ShareCents));

        await RunAtAsync("2026-05-03T12:00:00Z");
        Assert.Equal("$9.00 for April 2026", (await Scenario.QueryAsync(db => db.Set<InvoiceLine>().AsNoTracking().OrderBy(one => one.ServicePeriod)
            .Select(one => one.Description).ToListAsync()))[1]);
    }

    [Fact]
    public async Task A_trial_goes_on_after_a_reinstall_and_never_begins_again()
    {
        await ReleaseAsync("1.0.0", Trial(10));
        Assert.Equal(Day("2026-03-12"), await PaidFromAsync());
        var number = await Bench.InstalledAsync();
        GoTo("2026-03-05T10:00:00Z");
        await UninstallAsync(number);
        GoTo("2026-03-09T10:00:00Z");
        number = await Bench.InstalledAsync();
        var trial = await Scenario.QueryAsync(db => db.Set<BillingTrial>().AsNoTracking().SingleAsync());
        Assert.Equal((Day("2026-03-02"), Day("2026-03-12")), (trial.FromDay, trial.ToDay));

        GoTo("2026-03-20T10:00:00Z");
        await UninstallAsync(number);
        Assert.Null(await PaidFromAsync());
        await Bench.InstalledAsync();
        await RunAtAsync("2026-04-03T12:00:00Z");
        // From the 12th on: 20 days.
        Assert.Equal(581, await Scenario.QueryAsync(db => db.Set<Invoice>().Select(one => one.NetCents).SingleAsync()));
    }

    [Fact]
    public async Task Who_had_it_before_there_was_a_trial_gets_none_and_a_month_in_a_trial_costs_nothing()
    {
        await ReleaseAsync("1.0.0", Flat(900));
        var number = await Bench.InstalledAsync();
        GoTo("2026-03-05T10:00:00Z");
        await UninstallAsync(number);
        await ReleaseAsync("1.1.0", Trial(90));
        Assert.Null(await PaidFromAsync());
        await Bench.InstalledAsync();
        Assert.Equal(0, await Scenario.QueryAsync(db => db.Set<BillingTrial>().CountAsync()));
    }

    [Fact]
    public async Task A_month_within_a_trial_has_no_invoice()
    {
        await ReleaseAsync("1.0.0", Trial(90));
        await Bench.InstalledAsync();
        await RunAtAsync("2026-04-03T12:00:00Z");
        Assert.Equal(0, await Scenario.QueryAsync(db => db.Set<Invoice>().CountAsync()));
    }

    private async Task RunAtAsync(string instant)
    {
        GoTo(instant);
        await Scenario.Get<RunInvoices>().RunAsync(default);
        await Bench.WorkAsync();
    }

    private async Task<IReadOnlyList<Subscription>> SubscriptionsAsync() =>
        await Scenario.Get<SubscriptionQueries>().ForOrganizationAsync(await GlobexAsync(), default);

    /// <summary>What globex is shown before it installs the current version.</summary>
    private async Task<DateOnly?> PaidFromAsync()
    {
        var (extension, terms) = await Scenario.QueryAsync(async db => (
            await db.Set<Extension>().Select(one => one.Id).SingleAsync(),
            (await db.Set<Offer>().AsNoTracking().OrderByDescending(one => one.ApprovedAt).FirstAsync()).Terms));
        return await Scenario.Get<TrialQueries>().PaidFromAsync(await GlobexAsync(), extension, terms, default);
    }

    private Task<Guid> GlobexAsync() =>
        Scenario.QueryAsync(db => db.Set<Organization>().Where(one => one.Slug == "globex").Select(one => one.Id).SingleAsync());
}
