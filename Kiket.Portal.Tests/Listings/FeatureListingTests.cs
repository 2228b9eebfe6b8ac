using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Listings;

public sealed class FeatureListingTests : ScenarioTests
{
    [Fact]
    public async Task An_operator_puts_a_listing_on_the_shelf_and_takes_it_off()
    {
        await Scenario.ListedAsync();
        var olu = Scenario.Olu;

        Assert.True((await FeatureAsync(true, olu)).Succeeded);
        Assert.Equal(Scenario.Id, Assert.Single(await ShelfAsync()).ExtensionId);

        Scenario.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await FeatureAsync(false, olu)).Succeeded);
        Assert.Empty(await ShelfAsync());
        Assert.Equal(
            ["listing.featured", "listing.unfeatured"],
            await Scenario.QueryAsync(db => db.Set<AuditEntry>()
                .Where(entry => entry.SubjectType == "listing")
                .OrderBy(entry => entry.At)
                .Select(entry => entry.Action)
                .ToListAsync()));
    }

    [Fact]
    public async Task Nobody_else_may()
    {
        await Scenario.ListedAsync();

        foreach (var person in new[] { Scenario.Ada, Scenario.Rita })
        {
            var refused = await FeatureAsync(true, person);
            Assert.True(refused.Error!.Kind is ErrorKind.NotFound or ErrorKind.Forbidden);
        }

        Assert.Empty(await ShelfAsync());
    }

    [Fact]
    public async Task The_latest_three_stand_on_the_shelf_and_a_new_version_keeps_its_place()
    {
        var olu = Scenario.Olu;
        foreach (var word in new[] { "first", "second", "third", "fourth" })
        {
            await Scenario.ListedAsync(id: $"dev.acme.{word}", fullName: $"acme/{word}");
            Scenario.Clock.Advance(TimeSpan.FromMinutes(1));
            await FeatureAsync(true, olu, $"dev.acme.{word}");
        }

        await Scenario.ListedAsync("1.1.0", "dev.acme.second", "acme/second");

        Assert.Equal(["dev.acme.fourth", "dev.acme.third", "dev.acme.second"], (await ShelfAsync()).Select(card => card.ExtensionId));
    }

    [Fact]
    public async Task What_is_suspended_is_not_on_the_shelf_and_cannot_be_put_there()
    {
        await Scenario.ListedAsync();
        var olu = Scenario.Olu;
        await FeatureAsync(true, olu);
        await Scenario.QueryAsync(db => db.Set<Listing>().ExecuteUpdateAsync(update => update.SetProperty(listing => listing.State, ListingState.Suspended)));
        Scenario.Get<ListingStamps>().Raise(null);

        Assert.Empty(await ShelfAsync());
        Assert.Equal("listing_not_listed", (await FeatureAsync(true, olu)).Error!.Code);
    }

    private Task<Result> FeatureAsync(bool isFeatured, Actor actor, string id = Scenario.Id) =>
        Scenario.Get<FeatureListing>().RunAsync(id, isFeatured, actor, CancellationToken.None);

    private Task<IReadOnlyList<ListingCard>> ShelfAsync() => Scenario.Get<FeaturedListings>().GetAsync(VisibleRegistry.Marketplace, CancellationToken.None);
}
