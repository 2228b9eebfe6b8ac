using System.Net;
using Kiket.Portal.Demo.LocalGitHub;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Api;

/// <summary>Each way in which GitHub fails reaches the command line as a sentence of its own that says what to do, and nothing is stored.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class PublishWhileGitHubFailsTests : IAsyncLifetime
{
    private const string Token = "wksp_test_publisher";
    private const string Repository = "/repos/acme/incident-bridge";

    private PortalServer _portal = null!;

    private FaultPlan Faults => _portal.Services.GetRequiredService<FaultPlan>();

    public async Task InitializeAsync() => _portal = await PortalServer.StartAsync(("Demo:Tokens:Publisher", Token), ("GitHub:TimeoutSeconds", "3"));

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task Every_failure_has_its_own_sentence()
    {
        var sentences = new List<string>
        {
            await RefusedAsync(Fault.HtmlWithOk(Repository), HttpStatusCode.ServiceUnavailable, "github_unavailable", "something other than data"),
            await RefusedAsync(
                Fault.Redirect(Repository, new Uri("http://127.0.0.1:9/")),
                HttpStatusCode.ServiceUnavailable,
                "github_unavailable",
                "doesn't follow"),
            await RefusedAsync(Fault.LegallyBlocked(Repository), HttpStatusCode.UnprocessableEntity, "repository_blocked", "legal"),
            await RefusedAsync(Fault.Huge(Repository, 40_000_000), HttpStatusCode.UnprocessableEntity, "file_too_large", "larger than"),
            await RefusedAsync(Fault.ServerError(Repository), HttpStatusCode.ServiceUnavailable, "github_unavailable", "502"),
            await RefusedAsync(Fault.Cut(Repository), HttpStatusCode.ServiceUnavailable, "github_unavailable", "was cut off"),
            await RefusedAsync(Fault.Hang(Repository), HttpStatusCode.ServiceUnavailable, "github_unavailable", "within 3 seconds"),
            await RefusedAsync(
                Fault.HalfJson(Repository + "/git/trees/*"),
                HttpStatusCode.ServiceUnavailable,
                "github_unavailable",
                "something other than data"),
            await RefusedAsync(
                Fault.PrimaryRateLimit("*", DateTimeOffset.UtcNow.AddMinutes(4)),
                HttpStatusCode.TooManyRequests,
                "github_rate_limited",
                "minutes",
                "demo-token-acme-publisher"),
            await RefusedAsync(Fault.SecondaryRateLimit("*", TimeSpan.FromSeconds(77), 429), HttpStatusCode.TooManyRequests, "github_rate_limited", "seconds"),
        };

        Assert.Equal(sentences.Count - 1, sentences.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_truncated_tree_is_walked_and_nothing_in_it_is_missed()
    {
        var whole = await PublishAsync(null);
        Faults.Add(Fault.TruncatedTree(Repository + "/git/trees/*", 3));
        // The answers that are kept must not stand in for the cut ones.
        var cut = await PublishAsync("demo-token-acme-publisher");

        Assert.True(Faults.CallsTo(Repository + "/git/trees/*") > 3);
        Assert.Equal(whole.Body.GetProperty("documents").ToString(), cut.Body.GetProperty("documents").ToString());
        Assert.Equal(whole.Body.GetProperty("findings").ToString(), cut.Body.GetProperty("findings").ToString());
    }

    private async Task<string> RefusedAsync(Fault fault, HttpStatusCode status, string code, string words, string? token = null)
    {
        Faults.Add(fault);
        var response = await PublishAsync(token);
        Faults.Clear();

        response.Refused(status, code);
        Assert.Contains(words, response.Error, StringComparison.Ordinal);
        Assert.Equal(status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable, response.Message.Headers.RetryAfter is not null);
        return response.Error;
    }

    private async Task<ApiResponse> PublishAsync(string? token)
    {
        var client = _portal.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        return await client.PostAsync(
            "/api/v1/extensions/registry/marketplace/publish",
            new { repository = new { url = "https://github.com/acme/incident-bridge", access_token = token }, dry_run = true });
    }
}
