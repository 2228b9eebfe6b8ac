using System.Net;
using System.Xml.Linq;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.PublicPages;

/// <summary>A publisher's page, what else a listing leads to, and the feed of one extension, as visitors get them.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class PublisherPageTests : IAsyncLifetime
{
    private PortalServer _portal = null!;

    public async Task InitializeAsync() => _portal = await PortalServer.StartAsync();

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task It_says_who_they_are_since_when_and_exactly_what_was_verified()
    {
        var page = WebUtility.HtmlDecode(await ReadAsync("/publishers/acme"));

        Assert.Contains("<h1 tabindex=\"-1\">Acme</h1>", page, StringComparison.Ordinal);
        Assert.Contains("Publishes here since ", page, StringComparison.Ordinal);
        Assert.Contains("What Kiket verified", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/marketplace/dev.acme.alerts\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("dev.globex", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_website_is_a_bare_host_that_no_search_engine_follows()
    {
        Assert.DoesNotContain("publisher-website", await ReadAsync("/publishers/acme"), StringComparison.Ordinal);
        await using (var db = await _portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync())
        {
            var owner = await db.Set<PortalUser>().SingleAsync(user => user.Email == "publisher@acme.example");
            var set = await _portal.Services.GetRequiredService<SetPublisherWebsite>()
                .RunAsync("acme", "https://www.acme.example/about?x=1", new Actor(owner.Id, owner.DisplayName, null, null), CancellationToken.None);
            Assert.True(set.Succeeded, set.Error?.Message);
        }

        Assert.Contains(
            "<a href=\"https://www.acme.example/about?x=1\" rel=\"nofollow ugc noopener\">www.acme.example</a>",
            await ReadAsync("/publishers/acme"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/publishers/nobody")]
    [InlineData("/publishers/globex")]
    [InlineData("/publishers/%EF%BF%BE")]
    public async Task Whoever_lists_nothing_is_not_found(string path)
    {
        using var response = await _portal.Client().GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("Publisher not found", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listing_leads_to_its_publisher_to_more_of_it_and_to_related_ones()
    {
        var page = await ReadAsync("/marketplace/dev.acme.alerts");

        Assert.Contains("href=\"/publishers/acme\"", page, StringComparison.Ordinal);
        var others = Between(page, "More from Acme", "</section>");
        Assert.Contains("/marketplace/dev.acme.", others, StringComparison.Ordinal);
        Assert.DoesNotContain("/marketplace/dev.acme.alerts\"", others, StringComparison.Ordinal);
        Assert.DoesNotContain("/marketplace/dev.acme.", Between(page, "Related extensions", "</section>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_feed_of_an_extension_has_an_entry_for_each_version_with_its_changelog()
    {
        XNamespace atom = "http://www.w3.org/2005/Atom";
        var feed = XDocument.Parse(await ReadAsync("/marketplace/dev.acme.alerts/feed.atom")).Root!;

        Assert.Equal("Versions of Acme Alerts", feed.Element(atom + "title")!.Value);
        Assert.Equal(
            ["Acme Alerts 1.2.0", "Acme Alerts 1.1.0", "Acme Alerts 1.0.0"],
            feed.Elements(atom + "entry").Select(entry => entry.Element(atom + "title")!.Value));
        Assert.NotEqual(
            feed.Elements(atom + "entry").First().Element(atom + "summary")!.Value,
            feed.Elements(atom + "entry").Last().Element(atom + "summary")!.Value);
        using var unknown = await _portal.Client().GetAsync(new Uri("/marketplace/dev.nobody.nothing/feed.atom", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task The_badge_of_a_readme_shows_the_listed_version()
    {
        using var response = await _portal.Client().GetAsync(new Uri("/marketplace/dev.acme.alerts/badge.svg", UriKind.Relative));
        var drawn = XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!;

        Assert.Equal("image/svg+xml", response.Content.Headers.ContentType!.MediaType);
        // GitHub's picture proxy asks again each time, and gets 304 until something changes.
        Assert.True(response.Headers.CacheControl!.NoCache);
        Assert.NotNull(response.Headers.ETag);
        Assert.Equal("Kiket: v1.2.0", drawn.Attribute("aria-label")!.Value);
        using var unknown = await _portal.Client().GetAsync(new Uri("/marketplace/dev.nobody.nothing/badge.svg", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private static string Between(string page, string from, string to)
    {
        var start = page.IndexOf(from, StringComparison.Ordinal);
        Assert.True(start >= 0, $"The page lacks \"{from}\".");
        return page[start..page.IndexOf(to, start, StringComparison.Ordinal)];
    }

    private Task<string> ReadAsync(string path) => _portal.Client().GetStringAsync(new Uri(path, UriKind.Relative));
}
