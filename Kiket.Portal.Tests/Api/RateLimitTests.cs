using System.Net;
using Kiket.Portal.Accounts;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Api;

/// <summary>A portal of its own, with limits that a test reaches.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class RateLimitTests : IAsyncLifetime
{
    private readonly ApiPortal _portal = new(
        ("Api:RateLimits:Token:Burst", "20"),
        ("Api:RateLimits:Token:PerMinute", "1"),
        ("Api:RateLimits:Search:Burst", "2"),
        ("Api:RateLimits:Search:PerMinute", "1"),
        ("Api:RateLimits:Publish:Burst", "1"),
        ("Api:RateLimits:Publish:PerMinute", "1"));

    public Task InitializeAsync() => _portal.InitializeAsync();

    public Task DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Calls_of_one_person_for_one_organization_run_out_whichever_token_they_use_and_others_go_on()
    {
        var client = _portal.Client(_portal.Reader);
        var first = await client.ReadAsync("/api/v1/me");
        Assert.Equal("20", first.Header("X-RateLimit-Limit"));
        Assert.Equal("19", first.Header("X-RateLimit-Remaining"));
        for (var call = 0; call < 19; call++)
        {
            await client.ReadAsync("/api/v1/me");
        }

        var refused = (await client.ReadAsync("/api/v1/me")).Refused(HttpStatusCode.TooManyRequests, "rate_limited");

        Assert.InRange(refused.Message.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        // Another token of Ada's for acme; a colleague's for acme; Ada's for an organization of her own.
        (await _portal.Client(_portal.Publisher).ReadAsync("/api/v1/me")).Refused(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.Equal(HttpStatusCode.OK, (await _portal.Client(_portal.Member).ReadAsync("/api/v1/me")).Status);
        await _portal.OrganizationAsync("ada-labs", _portal.Ada);
        Assert.Equal(
            HttpStatusCode.OK,
            (await _portal.Client(await _portal.TokenAsync("ada-labs", ApiTokenScopes.Read, _portal.Ada)).ReadAsync("/api/v1/me")).Status);
    }

    [Fact]
    public async Task Searches_without_a_token_run_out_and_other_reads_go_on()
    {
        const string Search = "/api/v1/extensions/registry/marketplace?q=ping";
        var client = _portal.Client();
        await client.ReadAsync(Search);
        await client.ReadAsync(Search);

        (await client.ReadAsync(Search)).Refused(HttpStatusCode.TooManyRequests, "rate_limited");

        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync("/api/v1/marketplace/products")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _portal.Client(_portal.Customer).ReadAsync(Search)).Status);
    }

    [Fact]
    public async Task Searches_of_the_page_run_out_as_well_and_browsing_goes_on()
    {
        using var client = _portal.Server.Client();
        await client.GetAsync("/marketplace?q=ping");
        await client.GetAsync("/marketplace?q=pong");

        using var refused = await client.GetAsync("/marketplace?q=peng");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Contains("Wait a minute", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var slashed = await client.GetAsync("/Marketplace/?q=peng");
        Assert.Equal(HttpStatusCode.TooManyRequests, slashed.StatusCode);

        using var browsed = await client.GetAsync("/marketplace?category=crm&q=");
        Assert.Equal(HttpStatusCode.OK, browsed.StatusCode);
    }

    /// <summary>Every spelling of a search page's address counts, for visitors and for people who are signed in.</summary>
    [Theory]
    [InlineData("/?q=ping")]
    [InlineData("/?category=crm&q=ping")]
    [InlineData("/marketplace/?q=ping")]
    [InlineData("/%6darketplace?q=ping")]
    [InlineData("/MARKETPLACE?q=&q=ping")]
    [InlineData("//marketplace?q=ping")]
    [InlineData("/orgs/acme/extensions/marketplace?q=ping")]
    [InlineData("/operations/people?q=ping")]
    [Asvs("V2.4.1")]
    public async Task Every_page_that_searches_counts(string address)
    {
        using var client = _portal.Server.Client();
        for (var search = 0; search < 2; search++)
        {
            using var counted = await client.GetAsync("/?q=ping");
            Assert.Equal(HttpStatusCode.OK, counted.StatusCode);
        }

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            using var request = new HttpRequestMessage(method, _portal.Server.Address.GetLeftPart(UriPartial.Authority) + address);
            using var response = await client.SendAsync(request);
            Assert.True(
                response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.NotFound,
                $"{method} {address} answered {response.StatusCode}.");
        }
    }

    [Fact]
    [Asvs("V2.4.1")]
    public async Task Accepted_publishes_run_out_with_every_token_and_dry_runs_go_on()
    {
        var (url, _) = _portal.Repository();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _portal.PublishAsync("https://github.com/acme/nothing")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await _portal.PublishAsync(url)).Status);

        (await _portal.PublishAsync(url)).Refused(HttpStatusCode.TooManyRequests, "rate_limited");

        var other = await _portal.TokenAsync("acme", ApiTokenScopes.Publish, _portal.Ada);
        (await _portal.PublishAsync(url, token: other)).Refused(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await _portal.PublishAsync(url, dryRun: true)).Status);
    }
}
