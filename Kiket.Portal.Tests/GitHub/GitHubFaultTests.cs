using System.Globalization;
using System.Text;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Microsoft.AspNetCore.Http;

namespace Kiket.Portal.Tests.GitHub;

public sealed class GitHubFaultTests
{
    private const string Path = "/base/repos/acme/app";
    private static readonly GitHubToken Token = new("ghp_0123456789secretABCD");
    private static readonly RepositoryAddress Address = RepositoryAddress.Of("acme", "app");

    [Theory]
    [InlineData(401, "", GitHubErrors.TokenRefused, "Create a new token", 1)]
    [InlineData(403, "Resource not accessible by personal access token", GitHubErrors.TokenLacksAccess, "Contents: read and Metadata: read", 1)]
    [InlineData(404, "Not Found", GitHubErrors.RepositoryNotFound, "this token", 1)]
    [InlineData(409, "Git Repository is empty.", GitHubErrors.EmptyRepository, "Push a first commit", 1)]
    [InlineData(451, "Repository access blocked", GitHubErrors.LegallyBlocked, "legal reasons", 1)]
    [InlineData(418, "", GitHubErrors.Unavailable, "418", 1)]
    [InlineData(500, "", GitHubErrors.Unavailable, "GitHub has a problem (500)", 3)]
    [InlineData(502, "<html>", GitHubErrors.Unavailable, "GitHub has a problem (502)", 3)]
    public async Task Each_refusal_has_a_code_and_a_sentence_and_only_passing_ones_are_tried_again(
        int status, string message, string code, string words, int calls)
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On(Path, status, $$"""{"message":"{{message}}"}""");
        await ExpectAsync(gitHub, code, words, calls);
    }

    [Fact]
    public async Task What_the_portal_itself_has_left_is_a_metric_and_what_a_publishers_token_has_left_is_none()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On(Path, 200, FakeGitHub.Repository + "}", headers: ("X-RateLimit-Remaining", "57"));
        await gitHub.Client.GetRepositoryAsync(Address, token: null, CancellationToken.None);
        gitHub.On(Path, 200, FakeGitHub.Repository + "}", headers: ("X-RateLimit-Remaining", "4999"));
        await gitHub.Client.GetRepositoryAsync(Address, Token, CancellationToken.None);

        Assert.Equal(57, gitHub.Gauge("kiket.github.remaining"));
    }

    [Fact]
    public async Task Html_with_status_200_is_not_data()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On(Path, 200, "<html>maintenance</html>", "text/html");
        await ExpectAsync(gitHub, GitHubErrors.Unavailable, "something other than data", 1);
    }

    [Theory]
    [InlineData("{\"id\":42,\"name\":\"ap", "something other than data")]
    [InlineData("[1,2,3]", "missing expected data")]
    [InlineData("{}", "missing expected data")]
    [InlineData("{\"id\":\"text\",\"owner\":7}", "missing expected data")]
    public async Task Half_or_foreign_json_is_a_refusal(string body, string words)
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On(Path, 200, body);
        await ExpectAsync(gitHub, GitHubErrors.Unavailable, words, 1);
    }

    [Fact]
    public async Task A_body_cut_by_the_connection_is_tried_again_then_reported()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On(Path, async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = 5000;
            await context.Response.WriteAsync("{\"id\":");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        await ExpectAsync(gitHub, GitHubErrors.Unavailable, "was cut off", 3);
    }

    [Fact]
    public async Task A_slow_response_is_abandoned_and_tried_once_more()
    {
        await using var gitHub = await FakeGitHub.StartAsync(new(StringComparer.Ordinal) { ["GitHub:TimeoutSeconds"] = "1" });
        gitHub.On(Path, context => Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted));
        await ExpectAsync(gitHub, GitHubErrors.Unavailable, "within 1 seconds", 2);
    }

    [Fact]
    public async Task An_endless_body_is_refused_at_the_bound()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On("/base/repos/acme/app/git/blobs/aa", async context =>
        {
            context.Response.ContentType = "application/vnd.github.raw";
            var block = new byte[64 * 1024];
            for (var count = 0; count < 1000 && !context.RequestAborted.IsCancellationRequested; count++)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        });
        var result = await gitHub.Client.GetBlobAsync(Known(), new TreeEntry("README.md", TreeEntryKind.File, "aa", 10), 100_000, Token, default);
        Assert.Equal(GitHubErrors.TooLarge, result.Error?.Code);
        Assert.Single(gitHub.Calls);
    }

    [Fact]
    [Asvs("V16.5.2")]
    public async Task A_server_that_is_not_listening_is_reported_as_unreachable()
    {
        await using var gitHub = await FakeGitHub.StartAsync(new(StringComparer.Ordinal) { ["GitHub:ApiUrl"] = "http://127.0.0.1:1/" });
        await ExpectAsync(gitHub, GitHubErrors.Unavailable, "can't be reached", 0);
    }

    [Fact]
    [Asvs("V15.3.2")]
    public async Task A_redirect_to_another_host_is_never_followed()
    {
        await using var elsewhere = await FakeGitHub.StartAsync();
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On(Path, 301, "", "text/plain", ("Location", elsewhere.Address + "repos/acme/app"));
        await ExpectAsync(gitHub, GitHubErrors.Unavailable, "redirects to another server", 1);
        Assert.Empty(elsewhere.Calls);
    }

    [Fact]
    public async Task A_redirect_out_of_the_base_and_a_loop_are_not_followed()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On(Path, 307, "", "text/plain", ("Location", "/other/repos/acme/app"));
        await ExpectAsync(gitHub, GitHubErrors.Unavailable, "redirects to another server", 1);
        gitHub.Calls.Clear();
        gitHub.On(Path, 307, "", "text/plain", ("Location", Path));
        await ExpectAsync(gitHub, GitHubErrors.Unavailable, "redirects to another server", 4);
    }

    [Theory]
    [InlineData(403, "retry-after", "90", 90)]
    [InlineData(429, "retry-after", "30", 30)]
    [InlineData(429, "x-nothing", "", 60)]
    public async Task A_limit_is_respected_to_the_second_and_other_tokens_continue(int status, string header, string value, int seconds)
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On(Path, status, """{"message":"You have exceeded a secondary rate limit"}""", headers: [(header, value)]);
        var first = await gitHub.Client.GetRepositoryAsync(Address, Token, default);
        Assert.Equal(GitHubErrors.RateLimited, first.Error?.Code);
        Assert.Equal(ErrorKind.TooMany, first.Error?.Kind);
        Assert.Equal(TimeSpan.FromSeconds(seconds), first.Error?.RetryAfter);
        Assert.Contains("UTC", first.Error?.Message, StringComparison.Ordinal);

        gitHub.On(Path, 200, FakeGitHub.Repository);
        gitHub.Clock.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.False((await gitHub.Client.GetRepositoryAsync(Address, Token, default)).Succeeded);
        Assert.Single(gitHub.Calls);
        Assert.True((await gitHub.Client.GetRepositoryAsync(Address, new GitHubToken("another-token"), default)).Succeeded);

        gitHub.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await gitHub.Client.GetRepositoryAsync(Address, Token, default)).Succeeded);
    }

    [Fact]
    public async Task The_last_call_of_the_hour_delays_the_next_one_until_the_reset()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        var reset = gitHub.Clock.GetUtcNow().AddMinutes(10).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        gitHub.On(Path, 200, FakeGitHub.Repository, headers: [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", reset)]);
        Assert.True((await gitHub.Client.GetRepositoryAsync(Address, null, default)).Succeeded);
        var second = await gitHub.Client.GetRepositoryAsync(Address, null, default);
        Assert.Equal(TimeSpan.FromMinutes(10), second.Error?.RetryAfter);
        Assert.Contains("10 minutes", second.Error?.Message, StringComparison.Ordinal);
        Assert.Single(gitHub.Calls);
    }

    [Fact]
    public async Task Untold_limits_in_a_row_wait_longer_each_time()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On(Path, 429);
        Assert.Equal(60, (await gitHub.Client.GetRepositoryAsync(Address, Token, default)).Error?.RetryAfter?.TotalSeconds);
        gitHub.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(120, (await gitHub.Client.GetRepositoryAsync(Address, Token, default)).Error?.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task Cancellation_by_the_caller_is_the_only_exception()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        using var stop = new CancellationTokenSource();
        gitHub.On(Path, async context =>
        {
            await stop.CancelAsync();
            await Task.Delay(TimeSpan.FromSeconds(5), context.RequestAborted);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gitHub.Client.GetRepositoryAsync(Address, Token, stop.Token));
    }

    internal static RepositoryInfo Known(bool isPrivate = false) => new(42, "acme", "app", "main", isPrivate, false, false, null, null);

    private static async Task ExpectAsync(FakeGitHub gitHub, string code, string words, int calls)
    {
        var result = await gitHub.Client.GetRepositoryAsync(Address, Token, default);
        Assert.Equal(code, result.Error?.Code);
        Assert.Contains(words, result.Error?.Message, StringComparison.Ordinal);
        Assert.Equal(calls, gitHub.Calls.Count);
        Assert.All(gitHub.Calls, call => Assert.Contains(Token.Reveal(), call.Authorization, StringComparison.Ordinal));
        var said = new StringBuilder(gitHub.Log.Text).Append(result.Error).ToString();
        Assert.DoesNotContain(Token.Reveal(), said, StringComparison.Ordinal);
    }
}
