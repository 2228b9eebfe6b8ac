using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Kiket.Portal.Data;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Tests.TestKit;
using Kiket.Portal.Tiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Listings.Pages;

/// <summary>The page and the API have the facts of a listing from one place, and that has the terms from the offer.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class ListingFactsTests : IAsyncLifetime
{
    private const string Id = "dev.acme.alerts";

    /// <summary>A tier at a price that it no longer has.</summary>
    private static readonly OfferTerms Terms = new()
    {
        Pricing = new Pricing(PriceModel.Flat, 900),
        Hosting = new OfferedHosting(true, Tier: HostingTiers.Standard.Name, MonthlyCents: 1234),
        Support = new SupportContact("help@acme.test", "https://acme.test/help", 4, "Mon–Fri 9–17 CET"),
        Links = new PublisherLinks("https://docs.acme.test/?a=1&b=2", "https://acme.test/privacy", License: "https://acme.test/license"),
        Permissions =
        [
            new("issues:read", "issues:read", [], null, "Reads the issue that an alert is about."),
            new("write:comments", "comments:write", [], null, "Notes who was notified."),
        ],
        Egress = [new("api.chat.test", false, "The channel that is notified."), new("*.files.test", true, "Pictures of the channel.")],
    };

    private PortalServer _portal = null!;

    public async Task InitializeAsync()
    {
        _portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));
        var catalogue = new Catalogue(
            _portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>(), _portal.Services.GetRequiredService<ShowRelease>(), TimeProvider.System);
        await catalogue.AddAsync(new Sample("Alerts") { Id = Id, Terms = Terms });
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task Page_and_API_show_the_price_that_was_offered_whatever_the_tier_costs_now()
    {
        Assert.NotEqual(1234, HostingTiers.Standard.MonthlyPrice.Cents);
        var listing = await ReadAsync($"/api/v1/extensions/registry/marketplace/{Id}");
        var product = (await ReadAsync($"/api/v1/marketplace/products/{Id}")).GetProperty("product");
        var card = (await ReadAsync("/api/v1/extensions/registry/marketplace")).GetProperty("extensions")[0];
        var price = Text((await PageAsync($"/marketplace/{Id}")).QuerySelector(".kp-listing-price")!);
        var rest = Text(await BodyAsync($"/marketplace/{Id}/security"));

        Assert.Equal(
            ("standard", 1234),
            (
                listing.GetProperty("hosting").GetProperty("tier").GetString(),
                listing.GetProperty("hosting").GetProperty("monthly_cost_cents").GetInt32()));
        Assert.All([listing, product, card], facts => Assert.Equal(900, facts.GetProperty("pricing").GetProperty("price_cents").GetInt32()));
        Assert.Equal(1234, card.GetProperty("hosting").GetProperty("monthly_cost_cents").GetInt32());
        Assert.Contains("$21.34 / month", price, StringComparison.Ordinal);
        Assert.Contains("$9 extension + $12.34 hosting", price, StringComparison.Ordinal);
        Assert.DoesNotContain(HostingTiers.Standard.MonthlyPrice.ToString(), rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_and_API_show_the_same_permissions_hosts_and_reasons()
    {
        var listing = await ReadAsync($"/api/v1/extensions/registry/marketplace/{Id}");
        var page = Text(await BodyAsync($"/marketplace/{Id}/security"));

        Assert.Equal(["issues:read", "write:comments"], Names("permissions"));
        Assert.Equal(["api.chat.test", "*.files.test"], Names("egress"));
        foreach (var entry in new[] { "permissions", "egress" }.SelectMany(part => listing.GetProperty(part).EnumerateArray()))
        {
            Assert.Contains(entry.GetProperty("scope").GetString()!.Replace("*.", "", StringComparison.Ordinal), page, StringComparison.Ordinal);
            Assert.Contains(entry.GetProperty("justification").GetString()!, page, StringComparison.Ordinal);
        }

        IEnumerable<string?> Names(string part) => listing.GetProperty(part).EnumerateArray().Select(entry => entry.GetProperty("scope").GetString());
    }

    [Fact]
    public async Task Page_and_API_show_the_same_support()
    {
        var support = (await ReadAsync($"/api/v1/extensions/registry/marketplace/{Id}")).GetProperty("support");
        var rail = (await PageAsync($"/marketplace/{Id}")).QuerySelector(".kp-listing-rail")!;

        Assert.Equal(("help@acme.test", "https://acme.test/help", 4, "Mon–Fri 9–17 CET"), (
            support.GetProperty("email").GetString(),
            support.GetProperty("url").GetString(),
            support.GetProperty("first_response_hours").GetInt32(),
            support.GetProperty("coverage").GetString()));
        Assert.NotNull(rail.QuerySelector("a[href='mailto:help@acme.test']"));
        Assert.NotNull(rail.QuerySelector("a[href='https://acme.test/help']"));
        Assert.Contains(SupportPromise.Of(Terms.Support), Text(rail), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_and_API_show_the_same_links_and_none_that_is_not_set()
    {
        var links = (await ReadAsync($"/api/v1/extensions/registry/marketplace/{Id}")).GetProperty("links");
        var rail = (await PageAsync($"/marketplace/{Id}")).QuerySelector(".kp-listing-rail")!;

        Assert.Equal(JsonValueKind.Null, links.GetProperty("terms").ValueKind);
        foreach (var (name, title) in new[] { ("documentation", "Documentation"), ("privacy", "Privacy policy"), ("license", "License") })
        {
            var shown = Assert.Single(rail.QuerySelectorAll("a"), link => link.TextContent == title);
            Assert.Equal(links.GetProperty(name).GetString(), shown.GetAttribute("href"));
            Assert.Equal("nofollow noopener ugc", shown.GetAttribute("rel"));
        }

        Assert.DoesNotContain(rail.QuerySelectorAll("a"), link => link.TextContent == "Terms");
    }

    [Fact]
    public void An_offer_from_before_there_were_links_has_none() =>
        Assert.Equal(PublisherLinks.None, JsonSerializer.Deserialize<OfferTerms>("{}", JsonColumn.Options)!.Links);

    private async Task<JsonElement> ReadAsync(string address) => JsonSerializer.Deserialize<JsonElement>(await _portal.Client().GetStringAsync(address));

    private async Task<IDocument> PageAsync(string address) => new HtmlParser().ParseDocument(await _portal.Client().GetStringAsync(address));

    private async Task<IElement> BodyAsync(string address) => (await PageAsync(address)).QuerySelector("main")!;

    /// <summary>As it is read: runs of white space are one space.</summary>
    private static string Text(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
