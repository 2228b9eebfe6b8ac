using System.Text.Json;
using Kiket.Portal.Data;
using Kiket.Portal.Documentation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Releases;

public sealed class FrozenReleaseTests : ScenarioTests
{
    [Fact]
    public async Task Nothing_that_happens_on_GitHub_changes_a_release()
    {
        await Scenario.ListedAsync();
        var before = await FrozenAsync();

        // A force push, a moved tag, a push of another manifest under the same version, then everything gone.
        Scenario.GitHub.Tag(
            Scenario.FullName,
            "v1.0.0",
            Scenario.GitHub.Push(Scenario.FullName, SampleRepository.Complete(Scenario.Id, "1.0.0").With("README.md", "# Hijacked")));
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        Assert.Equal(before, await FrozenAsync());

        Scenario.GitHub.DeleteReference(Scenario.FullName, "main");
        Assert.False((await Scenario.ReadAsync(draft)).Succeeded);
        Scenario.GitHub.Delete(Scenario.FullName);
        Assert.False((await Scenario.ReadAsync(draft)).Succeeded);
        Assert.Equal(before, await FrozenAsync());
    }

    [Fact]
    public async Task A_new_version_takes_its_place_and_the_old_one_stays_readable()
    {
        await Scenario.ListedAsync("1.0.0");
        await Scenario.ListedAsync("1.1.0", details: Scenario.Details with { Summary = "Quieter than ever.", Categories = ["communication", "security"] });

        var listing = await ListingAsync();
        var releases = await Scenario.Get<ReleaseQueries>().ForExtensionAsync(listing.ExtensionKey, CancellationToken.None);

        Assert.Equal(("1.1.0", "Quieter than ever."), (listing.Version, listing.Summary));
        Assert.Equal(["1.1.0", "1.0.0"], releases.Select(release => release.Version));
        Assert.Equal(2, releases.Select(release => release.Commit).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_prerelease_does_not_take_the_place_of_a_stable_version()
    {
        await Scenario.ListedAsync("1.0.0");
        await Scenario.ListedAsync("1.1.0-beta.1", details: Scenario.Details with { Summary = "Beta words." });

        var listing = await ListingAsync();

        Assert.Equal(("1.0.0", Scenario.Details.Summary), (listing.Version, listing.Summary));
        Assert.Equal(
            ["1.1.0-beta.1", "1.0.0"],
            (await Scenario.Get<ReleaseQueries>().ForExtensionAsync(listing.ExtensionKey, CancellationToken.None))
                .Select(release => release.Version));
        Assert.Empty((await Scenario.Get<ListingQueries>().BrowseAsync(new BrowseRequest(VisibleRegistry.Marketplace, "beta"), CancellationToken.None)).Items);
    }

    [Fact]
    public async Task A_first_prerelease_is_listed_and_gives_way_to_the_stable_version()
    {
        await Scenario.ListedAsync("1.0.0-rc.1");
        Assert.Equal("1.0.0-rc.1", (await ListingAsync()).Version);

        await Scenario.ListedAsync("1.0.0");
        Assert.Equal("1.0.0", (await ListingAsync()).Version);
    }

    [Fact]
    public async Task A_published_version_is_never_published_again_even_from_an_older_review()
    {
        var older = await Scenario.InReviewAsync("1.0.0");
        await Scenario.ListedAsync("1.1.0");

        var refused = await Scenario.DecideAsync(older, Kiket.Portal.Reviews.Decisions.Decision.Approve);

        Assert.Equal(VersionPolicy.NotGreater, refused.Error?.Code);
    }

    private async Task<Listing> ListingAsync() =>
        (await Scenario.Get<ListingQueries>().FindAsync(VisibleRegistry.Marketplace, Scenario.Id, CancellationToken.None))!.Listing;

    /// <summary>Every byte that a reader of the release sees.</summary>
    private async Task<string> FrozenAsync()
    {
        var release = await Scenario.QueryAsync(db => db.Set<Release>().AsNoTracking().SingleAsync());
        var snapshot = await Scenario.QueryAsync(db => db.Set<CommitSnapshot>().AsNoTracking().SingleAsync(candidate => candidate.Id == release.SnapshotId));
        var offer = await Scenario.QueryAsync(db => db.Set<Offer>().AsNoTracking().SingleAsync(candidate => candidate.ReleaseId == release.Id));
        var listing = await ListingAsync();
        var pages = await Scenario.QueryAsync(db => db.Set<DocumentPage>()
            .AsNoTracking()
            .Where(page => page.DocumentSetId == listing.DocumentSetId)
            .OrderBy(page => page.Path)
            .ToListAsync());
        return string.Join('\n', [
            release.Version, release.Commit, JsonSerializer.Serialize(offer.Terms, JsonColumn.Options), snapshot.Commit, snapshot.ManifestText,
            listing.Version, listing.Commit, .. pages.Select(page => $"{page.Path} {page.Html} {page.PlainText}"),
        ]);
    }
}
