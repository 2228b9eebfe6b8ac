using Kiket.Portal.Accounts;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Edits;
using Kiket.Portal.Tests.Installations;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Billing;

/// <summary>Gus of globex pays for what Ada of acme publishes. Time begins on 2 March 2026, 09:00 UTC.</summary>
public abstract class BillingTestBase : IAsyncLifetime
{
    private protected static Pricing Flat(long cents) => new(PriceModel.Flat, cents);

    /// <summary>$0.0035 for each message above 1,000.</summary>
    private protected static Pricing PerMessage(long micros = 3_500) =>
        new(PriceModel.UsageBased) { Meters = [new Meter("messages", "Messages", "message", micros, 1_000)] };

    private protected Scenario Scenario { get; private set; } = null!;

    private protected InstallationBench Bench { get; private set; } = null!;

    protected virtual DatabaseProvider Provider => DatabaseProvider.Sqlite;

    public async Task InitializeAsync()
    {
        Scenario = await Submissions.Scenario.OpenAsync(Provider, services =>
        {
            InstallationBench.Register(services);
            More(services);
        });
        Bench = new InstallationBench(Scenario);
    }

    public async Task DisposeAsync() => await Scenario.DisposeAsync();

    protected virtual void More(IServiceCollection services)
    {
    }

    private protected async Task ReleaseAsync(string version, Pricing pricing)
    {
        Scenario.Clock.Advance(TimeSpan.FromMinutes(4));
        await Scenario.ListedAsync(version, details: Submissions.Scenario.Details with { Pricing = pricing });
    }

    private protected static T Done<T>(Result<T> result) => Submissions.Scenario.Done(result);

    private protected void GoTo(string instant) => GoTo(At(instant));

    private protected void GoTo(DateTimeOffset instant)
    {
        Assert.True(instant >= Scenario.Clock.GetUtcNow(), $"{instant} is over.");
        Scenario.Clock.Advance(instant - Scenario.Clock.GetUtcNow());
    }

    private protected static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private protected static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private protected async Task UpgradeAsync(long number)
    {
        var asked = Done(await Bench.UpgradeAsync(number));
        if (asked.Missing is { } plan)
        {
            Done(await Bench.UpgradeAsync(number, consent: plan.Difference.Hash));
        }

        await Bench.WorkAsync();
    }

    private protected async Task UninstallAsync(long number)
    {
        Assert.True((await Bench.UninstallAsync(number)).Succeeded);
        await Bench.WorkAsync();
    }

    private protected Task<List<BillingTerm>> TermsAsync() => Scenario.QueryAsync(
        db => db.Set<BillingTerm>().AsNoTracking().OrderBy(term => term.FromDay).ThenBy(term => term.Component).ToListAsync());

    private protected Task<List<BillingSpan>> SpansAsync() => Scenario.QueryAsync(
        db => db.Set<BillingSpan>().AsNoTracking().OrderBy(span => span.From).ToListAsync());

    private protected Task<Installation> InstallationAsync(long number) => Scenario.QueryAsync(
        db => db.Set<Installation>().AsNoTracking().SingleAsync(installation => installation.Number == number));

    private protected PriceReviews Reviews => Scenario.Get<PriceReviews>();

    private protected static PublishedRequest PublishedBy(Actor actor) => new("acme", Extension.Marketplace, Submissions.Scenario.Id, actor);

    private protected PublishedRequest Published => PublishedBy(Scenario.Ada);

    /// <summary>Another price for the listed version.</summary>
    private protected async Task<Result> ProposeAsync(Pricing pricing, Func<ListingDetails, ListingDetails>? more = null)
    {
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        var edit = Done(await Scenario.Get<StartListingEdit>().RunAsync(Published, default));
        var details = (await Scenario.FindAsync(edit)).Details with { Pricing = pricing };
        Done(await Scenario.DescribeAsync(edit, more?.Invoke(details) ?? details));
        return await Scenario.Get<PublishListingEdit>().RunAsync(edit, Scenario.Ada, default);
    }

    private protected async Task ApprovedAsync(Pricing pricing)
    {
        Assert.True((await ProposeAsync(pricing)).Succeeded);
        var row = Assert.Single(Done(await Reviews.RunAsync(waiting: true, Scenario.Rita, default)));
        Assert.True(Done(await Reviews.ApproveAsync(row.Price.Change.Id, Scenario.Rita, default)));
        await Bench.WorkAsync();
    }
}
