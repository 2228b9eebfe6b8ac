using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Listings;

public sealed class ShowVerificationTests : OnTheWay
{
    [Fact]
    public async Task A_proof_given_after_the_approval_marks_the_listing_at_once()
    {
        await Way.ListedAsync();
        Assert.Empty(await VerifiedAsync());
        var stamp = Way.Get<ListingStamps>().Of(Way.Id);
        var repository = await Way.QueryAsync(db => db.Set<ExtensionRepository>().SingleAsync());
        Way.GitHub.Push(Way.FullName, SampleRepository.Complete(Way.Id, "1.0.0").With(repository.VerificationFile, ""), message: "Verify with Kiket");

        Way.Done(await Way.Get<VerifyRepository>().RunAsync("acme", repository.Id, Way.Ada, CancellationToken.None));

        Assert.Equal(Way.Id, Assert.Single(await VerifiedAsync()).ExtensionId);
        Assert.NotEqual(stamp, Way.Get<ListingStamps>().Of(Way.Id));
    }

    [Fact]
    public async Task What_was_known_already_changes_no_listing()
    {
        await Way.ListedAsync();
        var stamp = Way.Get<ListingStamps>().Catalogue;

        Way.Done(await Way.ReadAsync(await Way.StartAsync()));

        Assert.Equal(stamp, Way.Get<ListingStamps>().Catalogue);
    }

    private async Task<IReadOnlyList<ListingCard>> VerifiedAsync() =>
        (await Way.Get<SearchListings>().RunAsync(new BrowseRequest(Extension.Marketplace, Verified: true), CancellationToken.None)).Page.Items;
}
