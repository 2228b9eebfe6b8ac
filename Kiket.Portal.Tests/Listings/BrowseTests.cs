using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Tests.Submissions;

namespace Kiket.Portal.Tests.Listings;

public sealed class BrowseTests : ScenarioTests
{
    private ListingQueries Queries => Scenario.Get<ListingQueries>();

    [Fact]
    public async Task Words_of_name_summary_publisher_and_documentation_find_a_listing()
    {
        await Scenario.ListedAsync();

        foreach (var words in new[] { "alerts", "ALERT", "on-call", "acme", "pager", "channel pager", "dev.acme.alerts", "communication" })
        {
            Assert.Single((await SearchAsync(words)).Items);
        }

        Assert.Single((await SearchAsync("alerts zebra")).Items);
        Assert.Empty((await SearchAsync("zebra")).Items);
    }

    [Theory]
    [InlineData("***")]
    [InlineData("\" OR \"")]
    [InlineData("NEAR(a b)")]
    [InlineData("name:alerts AND")]
    [InlineData("'; DROP TABLE Listings; --")]
    [InlineData("\0\0")]
    [InlineData("\ud800")]
    [Asvs("V1.2.4")]
    public async Task Query_syntax_is_only_text(string words)
    {
        await Scenario.ListedAsync();

        Assert.InRange((await SearchAsync(words)).Total, 0, 1);
    }

    [Fact]
    public async Task A_word_in_the_name_counts_more_than_one_in_the_documentation()
    {
        await ListAsync("first", Scenario.Details with { Name = "Something else" });
        await ListAsync("second", Scenario.Details with { Name = "Pager duty" });

        Assert.Equal(["Pager duty", "Something else"], (await SearchAsync("pager")).Items.Select(card => card.Name));
    }

    [Fact]
    public async Task Words_that_a_new_version_no_longer_says_no_longer_find_it()
    {
        await Scenario.ListedAsync("1.0.0", details: Scenario.Details with { Summary = "Herds zebras." });
        await Scenario.ListedAsync("1.1.0", details: Scenario.Details with { Summary = "Herds giraffes." });

        Assert.Empty((await SearchAsync("zebras")).Items);
        Assert.Single((await SearchAsync("giraffes")).Items);
    }

    [Fact]
    public async Task Category_and_price_narrow_and_are_counted()
    {
        await ListAsync("first", Scenario.Details with { Name = "First" });
        await ListAsync(
            "second",
            Scenario.Details with { Name = "Second", Categories = ["security", "communication"], Pricing = new Pricing(PriceModel.Flat, 900) });

        Assert.Equal("Second", Assert.Single((await BrowseAsync(new(VisibleRegistry.Marketplace, Category: "security"))).Items).Name);
        Assert.Equal("Second", Assert.Single((await BrowseAsync(new(VisibleRegistry.Marketplace, Pricing: PriceModel.Flat))).Items).Name);
        Assert.Equal(2, (await BrowseAsync(new(VisibleRegistry.Marketplace, Category: "communication"))).Total);
        Assert.Equal("Second", Assert.Single((await BrowseAsync(new(VisibleRegistry.Marketplace, "alerts", "security"))).Items).Name);
        Assert.Empty((await BrowseAsync(new(VisibleRegistry.Marketplace, Category: "no-such"))).Items);
        var counts = (await Scenario.Get<CatalogueCounts>().GetAsync(VisibleRegistry.Marketplace, BrowseFilter.None, CancellationToken.None)).Categories;
        Assert.Equal((2, 1), (counts["communication"], counts["security"]));
    }

    [Fact]
    public async Task Pages_follow_each_other_and_wild_numbers_are_brought_into_range()
    {
        foreach (var name in new[] { "Charlie", "Alpha", "Bravo" })
        {
            await ListAsync(name.ToLowerInvariant(), Scenario.Details with { Name = name });
        }

        var first = await BrowseAsync(new(VisibleRegistry.Marketplace, Sort: ListingSort.Name, Page: 1, PageSize: 2));
        var second = await BrowseAsync(new(VisibleRegistry.Marketplace, Sort: ListingSort.Name, Page: 2, PageSize: 2));
        var searched = await BrowseAsync(new(VisibleRegistry.Marketplace, "alerts", Page: 2, PageSize: 2));
        var beyond = await BrowseAsync(new(VisibleRegistry.Marketplace, Page: int.MaxValue, PageSize: int.MaxValue));
        var below = await BrowseAsync(new(VisibleRegistry.Marketplace, Page: -5, PageSize: -5));

        Assert.Equal(["Alpha", "Bravo", "Charlie"], first.Items.Concat(second.Items).Select(card => card.Name));
        Assert.Equal((2, 3, true, false), (first.PageCount, first.Total, first.HasNext, second.HasNext));
        Assert.Equal((1, 3), (searched.Items.Count, searched.Total));
        Assert.Equal((0, PageRequest.MaxSize), (beyond.Items.Count, beyond.Request.Size));
        Assert.Equal((1, 1), (below.Items.Count, below.Request.Number));
    }

    [Fact]
    public async Task Newest_release_comes_first_without_words()
    {
        await ListAsync("first", Scenario.Details with { Name = "First" });
        await ListAsync("second", Scenario.Details with { Name = "Second" });

        Assert.Equal(["Second", "First"], (await BrowseAsync(new(VisibleRegistry.Marketplace))).Items.Select(card => card.Name));
    }

    [Fact]
    public async Task A_private_registry_stays_out_of_the_marketplace()
    {
        Scenario.Push();
        var outcome = Scenario.Done(await Scenario.PublishAsync(Scenario.Input, registry: "acme"));
        Scenario.Done(await Scenario.DecideAsync(outcome.Submission!.Id, Kiket.Portal.Reviews.Decisions.Decision.Approve, actor: Scenario.Ben));

        Assert.Empty((await BrowseAsync(new(VisibleRegistry.Marketplace))).Items);
        Assert.Empty((await SearchAsync("alerts")).Items);
        Assert.Single((await BrowseAsync(new(await AcmeAsync(), "alerts"))).Items);
        Assert.Null(await Queries.FindAsync(VisibleRegistry.Marketplace, Scenario.Id, CancellationToken.None));
    }

    [Fact]
    public async Task An_address_matches_without_regard_to_case()
    {
        await Scenario.ListedAsync();

        Assert.NotNull(await Queries.FindAsync(VisibleRegistry.Marketplace, "DEV.Acme.Alerts", CancellationToken.None));
        Assert.Null(await Queries.FindAsync(VisibleRegistry.Marketplace, "dev.acme", CancellationToken.None));
    }

    private async Task<VisibleRegistry> AcmeAsync() => VisibleRegistry.Of(Scenario.Done(
        await Scenario.Get<OrganizationAccess>().RequireAsync("acme", Scenario.Mia.UserId, OrganizationRole.Member, CancellationToken.None)));

    private Task ListAsync(string word, ListingDetails details) => Scenario.ListedAsync(id: $"dev.acme.{word}", fullName: $"acme/{word}", details: details);

    private Task<Page<ListingCard>> SearchAsync(string words) => BrowseAsync(new(VisibleRegistry.Marketplace, words));

    private Task<Page<ListingCard>> BrowseAsync(BrowseRequest request) => Queries.BrowseAsync(request, CancellationToken.None);
}
