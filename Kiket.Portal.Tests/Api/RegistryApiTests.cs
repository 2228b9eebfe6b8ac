using System.Net;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Api;

[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class RegistryApiTests(ApiPortal portal)
{
    private const string Marketplace = "/api/v1/extensions/registry/marketplace";

    [Fact]
    public async Task Listing_and_versions_are_public()
    {
        var name = portal.Unique("pinger");
        await portal.ListedAsync("1.0.0", name);
        var id = await portal.ListedAsync("1.1.0", name);
        var client = portal.Client();

        var listing = await client.ReadAsync($"{Marketplace}/{id.ToUpperInvariant()}");
        var versions = await client.ReadAsync($"{Marketplace}/{id}/versions");

        Assert.Equal(id, listing.Body.GetProperty("extension_id").GetString());
        Assert.Equal("1.1.0", listing.Body.GetProperty("version").GetString());
        Assert.Equal("acme", listing.Body.GetProperty("publisher").GetProperty("slug").GetString());
        Assert.Equal("free", listing.Body.GetProperty("pricing").GetProperty("model").GetString());
        Assert.Equal(["1.1.0", "1.0.0"], versions.Body.GetProperty("versions").EnumerateArray().Select(each => each.GetProperty("version").GetString()));
        var latest = versions.Body.GetProperty("versions")[0];
        Assert.True(latest.GetProperty("latest").GetBoolean());
        Assert.False(latest.GetProperty("yanked").GetBoolean());
        Assert.False(latest.GetProperty("deprecated").GetBoolean());
    }

    [Fact]
    public async Task Search_finds_by_words_and_pages_by_links()
    {
        var word = portal.Unique("zebrafish");
        var first = await portal.ListedAsync(summary: $"Pings about {word}.");
        var second = await portal.ListedAsync(summary: $"Pings more about {word}.");
        var client = portal.Client();

        var page = await client.ReadAsync($"{Marketplace}?q={word}&sort=name&category=communication&pricing=free&per_page=1&page");

        Assert.Equal(2, page.Body.GetProperty("total").GetInt32());
        var link = page.Header("Link")!;
        Assert.Contains("rel=\"next\"", link, StringComparison.Ordinal);
        Assert.Contains("rel=\"last\"", link, StringComparison.Ordinal);
        var next = link.Split(',').Single(part => part.Contains("rel=\"next\"", StringComparison.Ordinal)).Split('<', '>')[1];
        var following = await client.ReadAsync(next);
        Assert.Equal(
            new[] { first, second }.Order(StringComparer.Ordinal),
            new[] { page, following }
                .Select(each => each.Body.GetProperty("extensions")[0].GetProperty("extension_id").GetString()!)
                .Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("category=communication,crm", 1)]
    [InlineData("category=crm&category=communication&pricing=flat&pricing=free", 1)]
    [InlineData("pricing=flat,usage_based", 0)]
    [InlineData("category=crm,security", 0)]
    public async Task Several_values_of_a_filter_add_up(string query, int total)
    {
        var word = portal.Unique("quokka");
        await portal.ListedAsync(summary: $"Pings about {word}.");

        Assert.Equal(total, (await portal.Client().ReadAsync($"{Marketplace}?q={word}&{query}")).Body.GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("pricing=expensive")]
    [InlineData("pricing=free,expensive")]
    [InlineData("sort=random")]
    [InlineData("page=first")]
    [InlineData("per_page=many")]
    public async Task Unknown_choice_is_refused(string query) =>
        (await portal.Client().ReadAsync($"{Marketplace}?{query}")).Refused(HttpStatusCode.UnprocessableEntity, "invalid_query");

    [Theory]
    [InlineData("page=-5&per_page=0")]
    [InlineData("page=99999999999999999999")]
    [InlineData("q=%27%20OR%201=1--&sort=&category")]
    [InlineData("q=%01*%22")]
    [InlineData("q=%EF%BF%BE")]
    [InlineData("q=alerts%EF%BF%BE%EF%BF%BFslack")]
    [InlineData("q=%EF%B7%90")]
    [InlineData("category=nothing")]
    public async Task Wild_values_are_taken_calmly(string query) =>
        Assert.Equal(HttpStatusCode.OK, (await portal.Client().ReadAsync($"{Marketplace}?{query}")).Status);

    [Fact]
    public async Task Same_content_is_304()
    {
        var id = await portal.ListedAsync();
        var client = portal.Client();
        var first = await client.ReadAsync($"{Marketplace}/{id}");
        Assert.True(first.Message.Headers.CacheControl!.Public);

        client.DefaultRequestHeaders.IfNoneMatch.Add(first.Message.Headers.ETag!);
        var again = await client.ReadAsync($"{Marketplace}/{id}");

        Assert.Equal(HttpStatusCode.NotModified, again.Status);
    }

    [Fact]
    public async Task Head_answers_as_get_does()
    {
        var id = await portal.ListedAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, $"{Marketplace}/{id}");

        var response = await portal.Client().SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotNull(response.Headers.ETag);
    }

    [Theory]
    [InlineData("dev.acme.nothing")]
    [InlineData("com.example/slack")]
    [InlineData("com.example%2Fslack")]
    [InlineData("com.example/slack/versions")]
    [InlineData("a%01b")]
    [InlineData("%EF%BF%BE")]
    [InlineData("dev.acme.%EF%BF%BE")]
    public async Task Unknown_id_is_not_found(string id) =>
        (await portal.Client().ReadAsync($"{Marketplace}/{id}")).Refused(HttpStatusCode.NotFound, "extension_not_found");

    [Fact]
    public async Task Private_registry_is_for_its_own_tokens_alone()
    {
        var id = await portal.ListedAsync(registry: "acme");
        var path = $"/api/v1/extensions/registry/acme/{id}";

        var own = await portal.Client(portal.Member).ReadAsync(path);
        Assert.Equal(HttpStatusCode.OK, own.Status);
        Assert.True(own.Message.Headers.CacheControl!.Private);
        (await portal.Client(portal.Customer).ReadAsync(path)).Refused(HttpStatusCode.NotFound, "registry_not_found");
        (await portal.Client(portal.Customer).ReadAsync("/api/v1/extensions/registry/acme")).Refused(HttpStatusCode.NotFound, "registry_not_found");
        (await portal.Client().ReadAsync($"{path}/versions")).Refused(HttpStatusCode.NotFound, "registry_not_found");
        (await portal.Client().ReadAsync($"{Marketplace}/{id}")).Refused(HttpStatusCode.NotFound, "extension_not_found");
    }
}
