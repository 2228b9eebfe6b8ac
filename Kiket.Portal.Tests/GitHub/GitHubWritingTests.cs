using System.Text.Json;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Microsoft.AspNetCore.Http;

namespace Kiket.Portal.Tests.GitHub;

/// <summary>What the portal writes on GitHub, and what it makes of each answer.</summary>
public sealed class GitHubWritingTests
{
    private const string Commit = "1234567890abcdef1234567890abcdef12345678";
    private const string Statuses = $"/base/repositories/42/statuses/{Commit}";
    private const string Hooks = "/base/repositories/42/hooks";
    private const string Secret = "0123456789abcdef-secret";
    private static readonly GitHubToken Token = new("ghp_0123456789secretABCD");
    private static readonly GitHubTarget Target = new(42, "acme/app");
    private static readonly HookSettings Settings = new("https://portal.test/api/v1/extensions/registry/webhook", Secret);

    [Fact]
    public async Task A_status_has_a_word_a_sentence_and_a_link()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        var sent = Recorded(gitHub, Statuses, 201, """{"id":1,"state":"success","context":"kiket/portal"}""");

        var set = await SetAsync(gitHub, new string('x', 200));

        Assert.True(set.Succeeded, set.Error?.Message);
        var body = Assert.Single(sent);
        Assert.Equal("POST", body.Method);
        Assert.Equal(("kiket/portal", "success"), (Text(body.Json, "context"), Text(body.Json, "state")));
        Assert.Equal(140, Text(body.Json, "description")!.Length);
        Assert.Equal("https://portal.test/orgs/acme/settings/extension-webhooks#history", Text(body.Json, "target_url"));
    }

    [Fact]
    public async Task A_webhook_is_for_pushes_as_JSON_with_the_secret_and_neither_is_logged()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        var created = Recorded(gitHub, Hooks, 201, Hook);
        var updated = Recorded(gitHub, Hooks + "/7", 200, Hook);
        gitHub.On(Hooks + "?per_page=100", 200, $"[{Hook}]").On(Hooks + "/7/pings", 204);

        var writer = gitHub.Writer;
        var hook = (await writer.CreateHookAsync(Target, Settings, Token, CancellationToken.None)).Value;
        Assert.Equal((7, "https://portal.test/hook", "form", false), (hook.Id, hook.Url, hook.ContentType, hook.IsActive));
        Assert.Equal(["push", "issues"], hook.Events);
        Assert.Equal(7, Assert.Single((await writer.GetHooksAsync(Target, Token, CancellationToken.None)).Value).Id);
        Assert.True((await writer.UpdateHookAsync(Target, 7, Settings, Token, CancellationToken.None)).Succeeded);
        var pinged = await writer.PingHookAsync(Target, 7, Token, CancellationToken.None);
        Assert.True(pinged.Succeeded, pinged.Error?.Message);

        Assert.Equal(["POST", "PATCH"], created.Concat(updated).Select(sent => sent.Method));
        foreach (var (_, json) in created.Concat(updated))
        {
            var config = json.GetProperty("config");
            Assert.Equal(
                (Settings.Url, "json", Secret, "0"),
                (Text(config, "url"), Text(config, "content_type"), Text(config, "secret"), Text(config, "insecure_ssl")));
            Assert.Equal("push", Assert.Single(json.GetProperty("events").EnumerateArray()).GetString());
            Assert.True(json.GetProperty("active").GetBoolean());
        }

        Assert.DoesNotContain(Secret, gitHub.Log.Text + Settings, StringComparison.Ordinal);
        Assert.DoesNotContain(Token.Reveal(), gitHub.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "{}", GitHubErrors.TokenRefused)]
    [InlineData(403, """{"message":"Resource not accessible by personal access token"}""", GitHubErrors.TokenLacksWrite)]
    [InlineData(404, """{"message":"Not Found"}""", GitHubErrors.TokenLacksWrite)]
    [InlineData(422, """{"message":"No commit found for SHA"}""", GitHubErrors.NotAccepted)]
    [InlineData(500, "", GitHubErrors.Unavailable)]
    [InlineData(502, "<html>", GitHubErrors.Unavailable)]
    [InlineData(201, "<html>maintenance</html>", GitHubErrors.Unavailable)]
    [InlineData(201, "{\"id\":", GitHubErrors.Unavailable)]
    [InlineData(201, "[1,2]", GitHubErrors.Unavailable)]
    public async Task Each_failed_write_is_a_refusal_and_is_sent_once(int status, string body, string code)
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On(Statuses, status, body).On(Hooks, status, body);

        Assert.Equal(code, (await SetAsync(gitHub)).Error?.Code);
        var hook = await gitHub.Writer.CreateHookAsync(Target, Settings, Token, CancellationToken.None);
        Assert.Equal(code, hook.Error?.Code);
        Assert.DoesNotContain(Secret, hook.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(2, gitHub.Calls.Count);
    }

    [Fact]
    public async Task A_token_is_not_sent_along_a_redirect()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On(Statuses, 307, headers: ("Location", new Uri(gitHub.Address, "elsewhere").AbsoluteUri));

        Assert.False((await SetAsync(gitHub)).Succeeded);
        Assert.Single(gitHub.Calls);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_a_refusal_that_passes()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On(Statuses, context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        Assert.Equal(ErrorKind.Unavailable, (await SetAsync(gitHub)).Error?.Kind);
        Assert.Single(gitHub.Calls);
    }

    private const string Hook =
        """{"id":7,"name":"web","active":false,"events":["push","issues"],"config":{"url":"https://portal.test/hook","content_type":"form"}}""";

    private static Task<Result> SetAsync(FakeGitHub gitHub, string description = "All checks passed.") => gitHub.Writer.SetStatusAsync(
        Target,
        Commit,
        new CommitStatusReport(CommitStatusState.Success, description, new Uri("https://portal.test/orgs/acme/settings/extension-webhooks#history")),
        Token,
        CancellationToken.None);

    private static List<(string Method, JsonElement Json)> Recorded(FakeGitHub gitHub, string path, int status, string response)
    {
        var sent = new List<(string, JsonElement)>();
        gitHub.On(path, async context =>
        {
            sent.Add((context.Request.Method, (await JsonDocument.ParseAsync(context.Request.Body)).RootElement.Clone()));
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(response);
        });
        return sent;
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
