using System.Net;
using System.Xml.Linq;
using Kiket.Portal.Accounts;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Api;

[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class AccountApiTests(ApiPortal portal)
{
    [Fact]
    public async Task Health_needs_no_token()
    {
        var response = await portal.Client().ReadAsync("/api/v1/health");

        Assert.Equal(HttpStatusCode.OK, response.Status);
        Assert.Equal("ok", response.Body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Health_names_the_one_version_of_the_build()
    {
        var response = await portal.Client().ReadAsync("/api/v1/health");
        var props = XDocument.Load(Path.Combine(Places.Checkout, "Directory.Build.props"));

        Assert.Equal(Assert.Single(props.Descendants("Version")).Value, response.Body.GetProperty("version").GetString());
    }

    [Fact]
    public async Task Me_names_person_and_organization()
    {
        var response = await portal.Client(portal.Publisher).ReadAsync("/api/v1/me");

        Assert.Equal("ada@people.test", response.Body.GetProperty("email").GetString());
        Assert.Equal("acme", response.Body.GetProperty("organization").GetProperty("slug").GetString());
        Assert.Equal("acme", response.Body.GetProperty("organization").GetProperty("name").GetString());
        Assert.Equal(["read", "publish"], response.Body.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.NotNull(response.Header("X-RateLimit-Remaining"));
    }

    [Fact]
    public async Task Organization_is_found_by_slug_and_by_id()
    {
        var client = portal.Client(portal.Publisher);
        var bySlug = await client.ReadAsync("/api/v1/organizations/acme");
        var byId = await client.ReadAsync($"/api/v1/organizations/{bySlug.Body.GetProperty("id").GetGuid()}");

        Assert.Equal("acme", bySlug.Body.GetProperty("name").GetString());
        Assert.Equal("acme", byId.Body.GetProperty("slug").GetString());
    }

    [Theory]
    [InlineData("globex")]
    [InlineData("nobody")]
    [InlineData("ACME%01")]
    public async Task Another_organization_and_none_look_alike(string slug) =>
        (await portal.Client(portal.Publisher).ReadAsync($"/api/v1/organizations/{slug}")).Refused(HttpStatusCode.NotFound, "organization_not_found");

    [Fact]
    public async Task Without_a_token_the_answer_is_401_and_no_redirect()
    {
        var response = await portal.Client().ReadAsync("/api/v1/me");

        response.Refused(HttpStatusCode.Unauthorized, "token_missing");
        Assert.StartsWith("Bearer", response.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wksp_wrong")]
    [InlineData("x")]
    public async Task Unknown_token_is_refused_on_public_reads_too(string token)
    {
        (await portal.Client(token).ReadAsync("/api/v1/me")).Refused(HttpStatusCode.Unauthorized, "token_invalid");
        (await portal.Client(token).ReadAsync("/api/v1/marketplace/products")).Refused(HttpStatusCode.Unauthorized, "token_invalid");
    }

    [Fact]
    public async Task Revoked_token_is_refused_with_the_next_request()
    {
        var token = await portal.TokenAsync("acme", ApiTokenScopes.Read, portal.Ada);
        var client = portal.Client(token);
        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync("/api/v1/me")).Status);

        await portal.RevokeAsync("acme", token, portal.Ada);

        (await client.ReadAsync("/api/v1/me")).Refused(HttpStatusCode.Unauthorized, "token_invalid");
    }
}
