using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Search;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Listings.Browsing;

/// <summary>Totals, filters and pages of more listings than a search ranks.</summary>
public abstract partial class SearchListingsTests
{
    private const int Many = (2 * ListingIndex.MaxCandidates) + 500;

    [Fact]
    public async Task Totals_and_counts_are_those_of_all_matches_and_filters_come_before_any_limit()
    {
        await FillAsync(Many);
        await ListAsync(new Sample("Rare Bird") { Categories = ["crm"], Scopes = ["projects:read"] });

        var found = await SearchAsync("acme");

        Assert.Equal((Many + 1, false), (found.Page.Total, found.IsAtLeast));
        Assert.Equal((1, 1, Many + 1), (found.Counts.Categories["crm"], found.Counts.Permissions["projects:read"], found.WithoutFilters));
        foreach (var (category, count) in found.Counts.Categories)
        {
            await AssertTotalAsync(new BrowseRequest(VisibleRegistry.Marketplace, "acme", Category: category), count);
        }

        await AssertTotalAsync(new BrowseRequest(VisibleRegistry.Marketplace, "acme", Permission: "projects:read"), 1);
        await AssertTotalAsync(new BrowseRequest(VisibleRegistry.Marketplace, "acme", Verified: true), found.Counts.Verified);
        await AssertTotalAsync(new BrowseRequest(VisibleRegistry.Marketplace, "acme", Hosting: HostedBy.Kiket), found.Counts.Hosting[HostedBy.Kiket]);
        await AssertTotalAsync(new BrowseRequest(VisibleRegistry.Marketplace, "acme", Pricing: PriceModel.Flat), found.Counts.Pricing[PriceModel.Flat]);
        await AssertTotalAsync(new BrowseRequest(VisibleRegistry.Marketplace, "acme zzzzqq", Category: "crm"), 1);
        var rare = await RunAsync(new BrowseRequest(VisibleRegistry.Marketplace, "acme", Category: "crm", Verified: true));
        Assert.Equal((0, Many + 1), (rare.Page.Total, rare.WithoutFilters));
    }

    [Fact]
    public async Task More_matches_than_are_counted_are_more_than_that_number_and_a_filter_still_counts_its_own()
    {
        const int Counted = 1200;
        await FillAsync(Many);
        await ListAsync(new Sample("Rare Bird") { Categories = ["crm"] });
        var matches = new ReadMatches(new ListingIndex { MaxCounted = Counted }, _database.Databases);
        var search = new SearchListings(
            _database.Databases, matches, _database.Get<ListingVocabulary>(), _database.Get<CatalogueCounts>(), _database.Get<BrowsePlaces>());

        var all = await search.RunAsync(new BrowseRequest(VisibleRegistry.Marketplace, "acme"), default);
        var verified = await search.RunAsync(new BrowseRequest(VisibleRegistry.Marketplace, "acme", Verified: true), default);
        var rare = await search.RunAsync(new BrowseRequest(VisibleRegistry.Marketplace, "acme", Category: "crm"), default);
        var words = await search.RunAsync(new BrowseRequest(VisibleRegistry.Marketplace, "acme zzzzqq"), default);

        Assert.Equal((Counted, true, true), (all.Page.Total, all.IsAtLeast, all.Counts.IsAtLeast));
        Assert.Equal((Counted, true), (verified.Page.Total, verified.IsAtLeast));
        Assert.Equal((1, false, "Rare Bird"), (rare.Page.Total, rare.IsAtLeast, rare.Page.Items.Single().Name));
        Assert.Equal((Counted, true, new ShorterQuery("acme", Counted, true)), (words.Page.Total, words.IsAtLeast, words.Fewer.Single()));
    }

    [Fact]
    public async Task A_search_shows_its_best_matches_and_its_pages_end_with_them()
    {
        await FillAsync(Many);
        await ListAsync(new Sample("Acme") { Id = "dev.acme.itself" });
        await ListAsync(new Sample("Aardvark"));
        await ScoreAsync("dev.acme.itself", 46_034);

        var last = await RunAsync(new BrowseRequest(VisibleRegistry.Marketplace, "acme", Page: 42));
        var beyond = await RunAsync(new BrowseRequest(VisibleRegistry.Marketplace, "acme", Page: 43));
        var byName = await RunAsync(new BrowseRequest(VisibleRegistry.Marketplace, "acme", Sort: ListingSort.Name));
        var newest = await RunAsync(new BrowseRequest(VisibleRegistry.Marketplace, "acme", Sort: ListingSort.Updated));

        var rated = await RunAsync(new BrowseRequest(VisibleRegistry.Marketplace, "acme", Sort: ListingSort.Rating));

        Assert.Equal("Acme", (await SearchAsync("acme")).Page.Items[0].Name);
        Assert.Equal(["Acme", "Aardvark"], rated.Page.Items.Take(2).Select(card => card.Name));
        Assert.Equal((ListingIndex.MaxCandidates - (41 * 24), 42, Many + 2), (last.Page.Items.Count, last.Page.PageCount, last.Page.Total));
        Assert.Empty(beyond.Page.Items);
        Assert.Equal("Aardvark", byName.Page.Items[0].Name);
        Assert.Equal(["Aardvark", "Acme"], newest.Page.Items.Take(2).Select(card => card.Name));
    }

    [Fact]
    public async Task Every_listing_is_reached_by_paging_and_a_late_page_costs_what_an_early_one_does()
    {
        await FillAsync(Many);
        foreach (var request in new[]
        {
            new BrowseRequest(VisibleRegistry.Marketplace),
            new BrowseRequest(VisibleRegistry.Marketplace, Sort: ListingSort.Name),
            new BrowseRequest(VisibleRegistry.Marketplace, Sort: ListingSort.Rating),
            new BrowseRequest(VisibleRegistry.Marketplace, Category: ["communication", "analytics"], Verified: true),
            new BrowseRequest(VisibleRegistry.Marketplace, Sort: ListingSort.Name, Permission: ["none", "issues:write"], Hosting: HostedBy.Kiket),
        })
        {
            var first = await RunAsync(request);
            var ids = new List<string>();
            for (var number = 1; number <= first.Page.PageCount; number++)
            {
                ids.AddRange((await RunAsync(request with { Page = number })).Page.Items.Select(card => card.ExtensionId));
            }

            var (last, commands) = await CountedAsync(request with { Page = first.Page.PageCount });
            Assert.Equal(1, commands);
            Assert.NotEmpty(last.Page.Items);
            Assert.Equal(first.Page.Total, ids.Count);
            Assert.Equal(first.Page.Total, ids.Distinct(StringComparer.Ordinal).Count());
            Assert.Equal(ids.Take(24), first.Page.Items.Select(card => card.ExtensionId));
            Assert.Empty((await RunAsync(request with { Page = first.Page.PageCount + 1 })).Page.Items);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("acme")]
    public async Task Best_rated_come_first_and_the_unrated_stand_between(string? query)
    {
        await ScoreAsync("dev.acme.slack-alerts", 41_111);
        await ScoreAsync("dev.acme.quiet-reports", 36_667);
        var request = new BrowseRequest(VisibleRegistry.Marketplace, query, Sort: ListingSort.Rating);

        Assert.Equal("Slack Alerts, Email Intake, Quiet Reports", await NamesAsync(request));
        Assert.Equal("Slack Alerts, Quiet Reports", await NamesAsync(request with { Verified = true }));
    }

    private async Task ScoreAsync(string id, int score)
    {
        await using var db = await _database.OpenAsync();
        await db.Set<Listing>().Where(listing => listing.ExtensionId == id)
            .ExecuteUpdateAsync(update => update.SetProperty(listing => listing.RatingScore, score));
    }

    [Fact]
    public async Task A_late_page_moves_on_when_a_listing_is_added()
    {
        await FillAsync(Many);
        var request = new BrowseRequest(VisibleRegistry.Marketplace, Page: 61);
        var before = (await RunAsync(request)).Page.Items;

        await ListAsync(new Sample("One More"));

        Assert.Equal(before.Take(23).Select(card => card.ExtensionId), (await RunAsync(request)).Page.Items.Skip(1).Select(card => card.ExtensionId));
    }

    [Theory]
    [InlineData(null, "Email Intake, Quiet Reports, Slack Alerts")]
    [InlineData("acme", "Email Intake, Quiet Reports, Slack Alerts")]
    [InlineData("slack", "Quiet Reports, Slack Alerts")]
    public async Task Values_of_one_filter_add_up_and_filters_narrow_each_other(string? query, string either)
    {
        var request = new BrowseRequest(VisibleRegistry.Marketplace, query, Category: ["analytics", "communication"], Sort: ListingSort.Name);

        Assert.Equal(either, await NamesAsync(request));
        Assert.Equal(either, await NamesAsync(request with { Pricing = [PriceModel.Free, PriceModel.Flat] }));
        Assert.Equal(either, await NamesAsync(request with { Hosting = [HostedBy.Kiket, HostedBy.Publisher] }));
        Assert.Equal("Quiet Reports", await NamesAsync(request with { Hosting = HostedBy.Kiket, Verified = true }));
        Assert.Equal("Quiet Reports, Slack Alerts", await NamesAsync(request with { Permission = [BrowseFilter.NoPermission, "users:read"] }));
        Assert.Equal("", await NamesAsync(request with { Category = ["crm", "security"] }));
        Assert.Equal(
            either.Contains("Email", StringComparison.Ordinal) ? 2 : 1,
            (await RunAsync(request with { Category = "analytics" })).Counts.Categories["communication"]);
    }

    [Fact]
    public async Task What_a_listing_is_filtered_by_changes_without_its_words()
    {
        long id;
        await using (var db = await _database.OpenAsync())
        {
            id = await db.Set<Listing>().Where(listing => listing.Name == "Email Intake").Select(listing => listing.Id).SingleAsync();
        }

        Assert.Equal("", await NamesAsync(new BrowseRequest(VisibleRegistry.Marketplace, "intake", Verified: true)));
        await ChangeAsync(new ListingFacets(PriceModel.Free, IsManaged: true, IsVerified: true, ["crm"], []));
        Assert.Equal(
            "Email Intake",
            await NamesAsync(new BrowseRequest(VisibleRegistry.Marketplace, "intake", Verified: true, Category: "crm", Permission: "none")));
        Assert.Equal("", await NamesAsync(new BrowseRequest(VisibleRegistry.Marketplace, "intake", Category: "communication")));

        await ChangeAsync(null);
        Assert.Equal("", await NamesAsync(new BrowseRequest(VisibleRegistry.Marketplace, "intake", Verified: true)));

        async Task ChangeAsync(ListingFacets? facets)
        {
            await using var db = await _database.OpenAsync();
            var key = facets?.ToKey() ?? "";
            await db.Set<Listing>().Where(listing => listing.Id == id).ExecuteUpdateAsync(set => set.SetProperty(listing => listing.Facets, key));
            await _database.Get<ListingIndex>().FilterAsync(
                db, new IndexedListing(id, facets?.Words(Extension.Marketplace) ?? [], facets?.ToKey()), CancellationToken.None);
        }
    }

    [Theory]
    [InlineData("sla***k al*")]
    [InlineData("sla***c* k*")]
    [InlineData("*slack* *alerts*")]
    [InlineData("sl*")]
    [InlineData("**slack** alerts*")]
    [InlineData("***s* a*")]
    [InlineData("slack*alerts")]
    [InlineData("slack* AND alerts* NOT zzz*")]
    public async Task Stars_divide_words_and_each_is_a_beginning(string query) =>
        Assert.StartsWith("Slack Alerts", await NamesAsync(query), StringComparison.Ordinal);

    [Theory]
    [InlineData("rmarketplace")]
    [InlineData("r6d61")]
    [InlineData("v")]
    [InlineData("\uE000r6d61")]
    [InlineData("\u0301")]
    public async Task What_the_index_has_for_filters_is_no_word_to_search_for(string query) =>
        Assert.Empty((await SearchAsync(query)).Page.Items);

    [Fact]
    public async Task The_second_page_of_a_corrected_search_is_corrected_too()
    {
        for (var number = 0; number < 30; number++)
        {
            await ListAsync(new Sample($"Slack Helper {number}"));
        }

        var second = await RunAsync(new BrowseRequest(VisibleRegistry.Marketplace, "slakc", Page: 2));

        Assert.Equal((32, 8), (second.Page.Total, second.Page.Items.Count));
    }

    private async Task FillAsync(int size)
    {
        await using var db = await _database.OpenAsync();
        await CopiedListings.FillAsync(db, size);
        _database.Get<ListingStamps>().Raise(null);
    }

    private async Task AssertTotalAsync(BrowseRequest request, int total)
    {
        var found = await RunAsync(request);
        Assert.Equal((total, total), (found.Page.Total, found.Counts.Total));
        Assert.Equal(Math.Min(total, request.PageSize), found.Page.Items.Count);
    }

    private async Task<string> NamesAsync(BrowseRequest request) => string.Join(", ", (await RunAsync(request)).Page.Items.Select(card => card.Name));
}
