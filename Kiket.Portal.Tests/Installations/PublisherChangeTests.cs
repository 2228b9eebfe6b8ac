using Kiket.Portal.Extensions;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Pages;
using Kiket.Portal.Notifications;
using Kiket.Portal.Operations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Installations;

/// <summary>Another organization gets an extension that customers run.</summary>
public sealed class PublisherChangeTests : InstallationTestBase
{
    [Fact]
    public async Task Customers_are_told_who_publishes_it_and_nothing_is_upgraded_until_they_acknowledge_that()
    {
        var number = await Bench.InstalledAsync();
        await Bench.ReleaseAsync("1.1.0");
        await MoveAsync();
        await Bench.WorkAsync();
        await Bench.WorkAsync();

        var told = Assert.Single(await Scenario.QueryAsync(db => db.Set<Notification>()
            .Where(one => one.Key.StartsWith("installation.publisher_changed"))
            .ToListAsync()));
        Assert.Equal((Scenario.Gus.UserId, "Acme Alerts is published by BETA now"), (told.UserId, told.Title));
        Assert.StartsWith("When you installed it, ACME published it.", told.Body, StringComparison.Ordinal);
        Assert.Equal(TargetRules.OwnershipChanged, (await Bench.UpgradeAsync(number, "1.1.0")).Code());

        var which = new ChangedInstallation(number, null, Scenario.Gus);
        Assert.True((await Scenario.Get<ChangeInstallation>().AcknowledgeAsync(which, CancellationToken.None)).Succeeded);
        Assert.NotNull(Scenario.Done(await Bench.UpgradeAsync(number, "1.1.0")).OperationId);
        await Bench.WorkAsync();
    }

    [Fact]
    public async Task Listing_says_for_180_days_since_when_somebody_else_publishes_it()
    {
        Assert.Null((await ListedAsync()).PublisherSince);
        await MoveAsync();
        var moved = Scenario.Clock.GetUtcNow();

        Assert.Equal(moved, (await ListedAsync()).PublisherSince);
        Scenario.Clock.Advance(Listing.NewPublisherTime - TimeSpan.FromTicks(1));
        Assert.Equal(moved, (await ListedAsync()).PublisherSince);
        Scenario.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null((await ListedAsync()).PublisherSince);
    }

    private async Task MoveAsync()
    {
        await Scenario.Database.AddOrganizationAsync("beta", Scenario.Mia);
        Scenario.GitHub.Push("beta/copy", SampleRepository.Complete("dev.beta.copy", "1.0.0"));
        Scenario.Done(await Scenario.ReadAsync(await Scenario.StartAsync(Scenario.Mia, "beta"), "https://github.com/beta/copy", actor: Scenario.Mia));
        var key = await Scenario.QueryAsync(db => db.Set<Extension>().Where(one => one.NormalizedId == Scenario.Id).Select(one => one.Id).SingleAsync());
        var moved = await Scenario.Get<ChangeExtensionId>().MoveAsync(
            new MoveExtensionIdRequest(key, "beta", "beta/copy", "Beta bought it.", Confirmed: true, Scenario.Olu), CancellationToken.None);
        Assert.True(moved.Succeeded, moved.Error?.Message);
    }

    private async Task<ListingModel> ListedAsync() =>
        (await Scenario.Get<ReadListing>().RunAsync(VisibleRegistry.Marketplace, Scenario.Id, CancellationToken.None))!;
}
