using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Listings;

public sealed class ShowVerificationTests : ScenarioTests
{
    [Fact]
    public async Task A_proof_given_after_the_approval_marks_the_listing_at_once()
    {
        await Scenario.ListedAsync();
        Assert.Empty(await VerifiedAsync());
        var stamp = Scenario.Get<ListingStamps>().Of(Scenario.Id);
        var repository = await Scenario.QueryAsync(db => db.Set<ExtensionRepository>().SingleAsync());
        Scenario.GitHub.Push(
            Scenario.FullName,
            SampleRepository.Complete(Scenario.Id, "1.0.0").With(repository.VerificationFile, ""),
            message: "Verify with Kiket");

        Scenario.Done(await Scenario.Get<VerifyRepository>().RunAsync("acme", repository.Id, Scenario.Ada, CancellationToken.None));
        await Scenario.HandleEventsAsync();

        Assert.Equal(Scenario.Id, Assert.Single(await VerifiedAsync()).ExtensionId);
        Assert.NotEqual(stamp, Scenario.Get<ListingStamps>().Of(Scenario.Id));
    }

    [Fact]
    public async Task What_was_known_already_changes_no_listing()
    {
        await Scenario.ListedAsync();
        var stamp = Scenario.Get<ListingStamps>().Catalogue;

        Scenario.Done(await Scenario.ReadAsync(await Scenario.StartAsync()));
        await Scenario.HandleEventsAsync();

        Assert.Equal(stamp, Scenario.Get<ListingStamps>().Catalogue);
    }

    private async Task<IReadOnlyList<ListingCard>> VerifiedAsync() =>
        (await Scenario.Get<SearchListings>().RunAsync(new BrowseRequest(VisibleRegistry.Marketplace, Verified: true), CancellationToken.None)).Page.Items;
}
