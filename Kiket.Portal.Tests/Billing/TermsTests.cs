using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Extensions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Billing;

/// <summary>What is paid for and since when follows from what happened to an installation.</summary>
public sealed class TermsTests : BillingTestBase
{
    [Fact]
    public async Task Terms_are_those_that_were_agreed_to_and_run_from_the_event()
    {
        await ReleaseAsync("1.0.0", Flat(900));
        GoTo("2026-03-12T15:20:00Z");
        var number = await Bench.InstalledAsync();

        var (term, span, installation) = (Assert.Single(await TermsAsync()), Assert.Single(await SpansAsync()), await InstallationAsync(number));
        Assert.Equal((BillingComponent.Fee, 900L, Day("2026-03-12"), null), (term.Component, term.PriceCents, term.FromDay, term.ToDay));
        Assert.Equal(Assert.Single((await Bench.FindAsync(number)).Consents).Id, term.ConsentId);
        Assert.Equal((installation.InstalledAt!.Value, null), (span.From, span.To));
    }

    [Fact]
    public async Task A_handler_that_runs_again_changes_nothing()
    {
        await ReleaseAsync("1.0.0", Flat(900));
        var number = await Bench.InstalledAsync();
        await ReleaseAsync("1.1.0", Flat(1_200));
        await UpgradeAsync(number);
        await UninstallAsync(number);
        var (terms, spans) = (await TermsAsync(), await SpansAsync());

        Scenario.Clock.Advance(TimeSpan.FromDays(3));
        await Scenario.QueryAsync(db => db.Set<Kiket.Portal.Events.EventDelivery>()
            .Where(delivery => delivery.Handler == FollowInstallations.HandlerName)
            .ExecuteUpdateAsync(update => update.SetProperty(delivery => delivery.State, Kiket.Portal.Events.DeliveryState.Waiting)));
        await Scenario.HandleEventsAsync();

        Assert.Equivalent(terms.Select(term => (term.FromDay, term.ToDay, term.PriceCents)), (await TermsAsync()).Select(Shape), strict: true);
        Assert.Equivalent(spans, await SpansAsync(), strict: true);
        static (DateOnly, DateOnly?, long) Shape(BillingTerm term) => (term.FromDay, term.ToDay, term.PriceCents);
    }

    [Fact]
    public async Task Fee_changes_at_midnight_and_a_second_change_on_the_same_day_replaces_the_first()
    {
        await ReleaseAsync("1.0.0", Flat(900));
        var number = await Bench.InstalledAsync();
        GoTo("2026-03-10T10:00:00Z");
        await ReleaseAsync("1.1.0", Flat(1_200));
        await UpgradeAsync(number);
        await ReleaseAsync("1.2.0", Flat(1_500));
        await UpgradeAsync(number);

        Assert.Equal(
            [(900L, Day("2026-03-02"), Day("2026-03-11")), (1_500L, Day("2026-03-11"), (DateOnly?)null)],
            (await TermsAsync()).Select(term => (term.PriceCents, term.FromDay, term.ToDay)));
    }

    [Fact]
    public async Task Going_back_on_the_same_day_leaves_one_price()
    {
        await ReleaseAsync("1.0.0", Flat(900));
        var number = await Bench.InstalledAsync();
        GoTo("2026-03-10T10:00:00Z");
        await ReleaseAsync("1.1.0", Flat(1_200));
        await UpgradeAsync(number);
        Done(await Bench.RollBackAsync(number));
        await Bench.WorkAsync();

        var term = Assert.Single(await TermsAsync());
        Assert.Equal((900L, Day("2026-03-02"), null), (term.PriceCents, term.FromDay, term.ToDay));
    }

    [Fact]
    public async Task Meter_prices_change_on_the_first()
    {
        await ReleaseAsync("1.0.0", PerMessage());
        var number = await Bench.InstalledAsync();
        GoTo("2026-03-10T10:00:00Z");
        await ReleaseAsync("1.1.0", PerMessage(micros: 4_000));
        await UpgradeAsync(number);

        Assert.Equal(
            [(3_500L, Day("2026-03-02"), Day("2026-04-01")), (4_000L, Day("2026-04-01"), (DateOnly?)null)],
            (await TermsAsync()).Select(term => (term.Micros, term.FromDay, term.ToDay)));
    }

    [Fact]
    public async Task Installed_again_on_the_same_day_costs_the_new_price_from_midnight()
    {
        await ReleaseAsync("1.0.0", Flat(900));
        var number = await Bench.InstalledAsync();
        GoTo("2026-03-10T10:00:00Z");
        await UninstallAsync(number);
        await ReleaseAsync("1.1.0", Flat(700));
        await Bench.InstalledAsync();

        Assert.Equal([(900L, Day("2026-03-02")), (700L, Day("2026-03-11"))], (await TermsAsync()).Select(term => (term.PriceCents, term.FromDay)));
        var spans = await SpansAsync();
        Assert.Equal((FollowInstallations.Uninstalled, null), (spans[0].Reason, spans[1].Reason));
        Assert.Equal((await InstallationAsync(number)).UninstalledAt, spans[0].To);
    }

    [Fact]
    public async Task Installed_again_in_the_same_month_keeps_the_prices_of_meters_until_the_first()
    {
        await ReleaseAsync("1.0.0", PerMessage());
        await UninstallAsync(await Bench.InstalledAsync());
        GoTo("2026-03-20T10:00:00Z");
        await ReleaseAsync("1.1.0", PerMessage(micros: 2_000));
        await Bench.InstalledAsync();

        Assert.Equal(
            [(3_500L, Day("2026-03-02"), (DateOnly?)null), (3_500L, Day("2026-03-20"), Day("2026-04-01")), (2_000L, Day("2026-04-01"), null)],
            (await TermsAsync()).Select(term => (term.Micros, term.FromDay, term.ToDay)));
    }

    [Fact]
    public async Task Another_publisher_has_the_months_from_the_next_one_on()
    {
        await ReleaseAsync("1.0.0", Flat(900));
        var extension = await Scenario.QueryAsync(db => db.Set<Extension>().AsNoTracking().SingleAsync());
        var globex = await Scenario.QueryAsync(
            db => db.Set<Kiket.Portal.Organizations.Organization>().Where(one => one.Slug == "globex").Select(one => one.Id).SingleAsync());
        var moved = new ExtensionMoved(extension.Id, extension.OrganizationId, globex, extension.RepositoryId);

        await Scenario.Get<FollowInstallations>().RunAsync(moved, At("2026-03-15T00:00:00Z"), default);
        await Scenario.Get<FollowInstallations>().RunAsync(moved, At("2026-03-15T00:00:00Z"), default);

        var publishers = await Scenario.QueryAsync(db => db.Set<BillingPublisher>().AsNoTracking().OrderBy(one => one.FromDay).ToListAsync());
        Assert.Equal(
            [(DateOnly.MinValue, extension.OrganizationId), (Day("2026-04-01"), globex)],
            publishers.Select(publisher => (publisher.FromDay, publisher.OrganizationId)));
    }
}
