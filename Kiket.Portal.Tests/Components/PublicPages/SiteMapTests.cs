using System.Xml.Linq;
using Kiket.Portal.Components.PublicPages;
using Kiket.Portal.Data;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Categories;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Tests.Listings;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Components.PublicPages;

/// <summary>What a search engine is told when one map does not hold the marketplace.</summary>
public sealed class SiteMapTests : IAsyncLifetime
{
    private static readonly XNamespace Protocol = "http://www.sitemaps.org/schemas/sitemap/0.9";

    private readonly FakeClock _clock = new();
    private PortalDatabase _database = null!;
    private Catalogue _catalogue = null!;

    public async Task InitializeAsync()
    {
        _database = await PortalDatabase.CreateAsync(services => services.AddListings(), _clock);
        _catalogue = new Catalogue(_database.Databases, _database.Get<ShowRelease>(), _clock);
        foreach (var name in new[] { "First", "Second", "Third", "Fourth", "Fifth" })
        {
            await _catalogue.AddAsync(new Sample(name));
            _clock.Advance(TimeSpan.FromDays(1));
        }
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Each_map_of_the_index_says_when_something_in_it_last_changed()
    {
        await ChangeAsync("dev.acme.first");

        var index = await ReadAsync(2, null);

        Assert.Equal(
            [
                ("https://portal.test/sitemap.xml?part=1", "2026-03-07T09:00:00Z"),
                ("https://portal.test/sitemap.xml?part=2", "2026-03-05T09:00:00Z"),
                ("https://portal.test/sitemap.xml?part=3", "2026-03-06T09:00:00Z"),
            ],
            Entries(index, "sitemap"));
    }

    [Fact]
    public async Task The_maps_of_the_index_name_every_listing_once()
    {
        var named = new List<string>();
        for (var part = 1; part <= 3; part++)
        {
            named.AddRange(Listings(await ReadAsync(2, part)));
        }

        Assert.Equal(
            new[] { "", "/dev.acme.first", "/dev.acme.second", "/dev.acme.third", "/dev.acme.fourth", "/dev.acme.fifth" }
                .Select(end => "https://portal.test/marketplace" + end),
            named);
    }

    [Fact]
    public async Task A_listing_keeps_its_map_when_others_come_and_change()
    {
        var before = Listings(await ReadAsync(2, 2)).ToList();

        await ChangeAsync("dev.acme.first");
        await _catalogue.AddAsync(new Sample("Sixth"));

        Assert.Equal(before, Listings(await ReadAsync(2, 2)));
    }

    [Fact]
    public async Task One_map_is_enough_for_few()
    {
        Assert.Equal(5, Listings(await ReadAsync(5, null)).Count(address => address.Contains("/dev.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Each_category_that_is_offered_has_its_page_on_the_first_map()
    {
        var shelf = _database.Get<CategoryShelf>();
        var categories = shelf.Offered([]).Select(category => $"https://portal.test/marketplace?category={category.Slug}");

        Assert.Equal(categories, Addresses(await ReadAsync(2, 1)).Where(IsCategory));
        Assert.DoesNotContain(Addresses(await ReadAsync(2, 2)), IsCategory);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4)]
    public async Task A_map_that_is_not_in_the_index_is_not_there(int part)
    {
        var (status, _) = await ResponseAsync(2, part);

        Assert.Equal(StatusCodes.Status404NotFound, status);
    }

    private static List<(string Address, string Changed)> Entries(XDocument map, string element) =>
        [.. map.Root!.Elements(Protocol + element).Select(entry => (entry.Element(Protocol + "loc")!.Value, entry.Element(Protocol + "lastmod")!.Value))];

    private static IEnumerable<string> Listings(XDocument map) => Addresses(map).Where(address => !IsCategory(address));

    private static IEnumerable<string> Addresses(XDocument map) => map.Root!.Elements(Protocol + "url").Select(entry => entry.Element(Protocol + "loc")!.Value);

    private static bool IsCategory(string address) => address.Contains("?category=", StringComparison.Ordinal);

    private async Task<XDocument> ReadAsync(int size, int? part)
    {
        var (status, body) = await ResponseAsync(size, part);
        Assert.Equal(StatusCodes.Status200OK, status);
        return XDocument.Parse(body);
    }

    private async Task<(int Status, string Body)> ResponseAsync(int size, int? part)
    {
        var root = new PublicRoot(Options.Create(new PortalOptions { PublicUrl = new Uri("https://portal.test/") }));
        var map = new SiteMap(_database.Get<ListingQueries>(), root, _database.Get<CategoryShelf>()) { PartSize = size };
        using var body = new MemoryStream();
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
            Response = { Body = body },
        };
        var response = await map.ResponseAsync(context.Request, part, default);
        await response.ExecuteAsync(context);
        return (context.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }

    /// <summary>The oldest listing changes last: its map is the one to read again.</summary>
    private async Task ChangeAsync(string id)
    {
        await using var db = await _database.Databases.CreateDbContextAsync();
        var listing = db.Set<Listing>().Single(candidate => candidate.ExtensionId == id);
        db.Entry(listing).Property(changed => changed.ChangedAt).CurrentValue = _clock.GetUtcNow();
        await db.SaveChangesAsync();
    }
}
