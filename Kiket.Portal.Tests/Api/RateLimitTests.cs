using System.Net;

namespace Kiket.Portal.Tests.Api;

/// <summary>A portal of its own, with limits that a test reaches.</summary>
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
    public async Task Calls_with_one_token_run_out_and_others_go_on()
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
        Assert.Equal(HttpStatusCode.OK, (await _portal.Client(_portal.Publisher).ReadAsync("/api/v1/me")).Status);
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

    [Fact]
    public async Task Accepted_publishes_run_out_and_dry_runs_go_on()
    {
        var (url, _) = _portal.Repository();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _portal.PublishAsync("https://github.com/acme/nothing")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await _portal.PublishAsync(url)).Status);

        (await _portal.PublishAsync(url)).Refused(HttpStatusCode.TooManyRequests, "rate_limited");

        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await _portal.PublishAsync(url, dryRun: true)).Status);
    }
}
