using System.Text;
using Kiket.Portal.GitHub;
using Microsoft.AspNetCore.Http;

namespace Kiket.Portal.Tests.GitHub;

public sealed class GitHubReadingTests
{
    private const string Path = "/base/repos/acme/app";
    private static readonly GitHubToken Token = new("ghp_0123456789secretABCD");
    private static readonly RepositoryAddress Address = RepositoryAddress.Of("acme", "app");

    [Fact]
    public async Task A_renamed_repository_is_followed_to_where_it_lives()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On("/base/repos/acme/old", 301, "", "text/plain", ("Location", gitHub.Address + "repositories/42"));
        gitHub.On("/base/repositories/42", 200, FakeGitHub.Repository);
        var found = await gitHub.Client.GetRepositoryAsync(RepositoryAddress.Of("acme", "old"), Token, default);
        Assert.Equal((42, "acme/app", true), (found.Value.Id, found.Value.FullName, found.Value.CanPush));
        Assert.Contains("acme/old has moved to acme/app", gitHub.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unchanged_response_is_confirmed_instead_of_sent_again_and_only_to_the_same_token()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        var conditional = 0;
        gitHub.On(Path, async context =>
        {
            context.Response.Headers.ETag = "\"one\"";
            if (context.Request.Headers.IfNoneMatch.Count > 0)
            {
                conditional++;
                context.Response.StatusCode = 304;
                return;
            }

            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(FakeGitHub.Repository);
        });
        var first = await gitHub.Client.GetRepositoryAsync(Address, Token, default);
        var second = await gitHub.Client.GetRepositoryAsync(Address, Token, default);
        Assert.Equal(first.Value, second.Value);
        Assert.Equal(1, conditional);
        await gitHub.Client.GetRepositoryAsync(Address, new GitHubToken("another-token"), default);
        Assert.Equal(1, conditional);
    }

    [Fact]
    public async Task The_portals_own_token_opens_no_private_repository()
    {
        await using var gitHub = await FakeGitHub.StartAsync(new(StringComparer.Ordinal) { ["GitHub:Token"] = "portal-token" });
        gitHub.On(Path, 200, FakeGitHub.Repository.Replace("\"private\":false", "\"private\":true", StringComparison.Ordinal));
        Assert.Equal(GitHubErrors.RepositoryNotFound, (await gitHub.Client.GetRepositoryAsync(Address, null, default)).Error?.Code);
        Assert.Equal(
            GitHubErrors.RepositoryNotFound,
            (await gitHub.Client.GetCommitAsync(GitHubFaultTests.Known(isPrivate: true), null, null, default)).Error?.Code);
        Assert.True((await gitHub.Client.GetRepositoryAsync(Address, Token, default)).Value.IsPrivate);
    }

    [Theory]
    [InlineData(null, "main")]
    [InlineData("HEAD", "main")]
    [InlineData("feature/a#b", "feature/a%23b")]
    [InlineData("refs/tags/v1.0.0", "tags/v1.0.0")]
    [InlineData("0a1b2c3d", "0a1b2c3d")]
    public async Task A_reference_leads_to_its_commit(string? reference, string asked)
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On(
            $"{Path}/commits/{asked}?per_page=1",
            200,
            """{"sha":"0a1b2c3d4e5f","commit":{"message":"Words","author":{"name":"Ada","date":"2026-01-02T03:04:05Z"}"""
                + ""","committer":{"name":"Ada","date":"2026-01-02T03:04:05Z"}}}""");
        var commit = await gitHub.Client.GetCommitAsync(GitHubFaultTests.Known(), reference, Token, default);
        Assert.Equal(new CommitInfo("0a1b2c3d4e5f", "Words", "Ada", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)), commit.Value);
    }

    [Theory]
    [InlineData("gone", 1)]
    [InlineData("../../../user", 0)]
    [InlineData("a b", 0)]
    [InlineData("main?x=1", 0)]
    public async Task An_unknown_or_impossible_reference_is_named(string reference, int calls)
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On($"{Path}/commits/gone?per_page=1", 422, """{"message":"No commit found for SHA: gone"}""");
        var commit = await gitHub.Client.GetCommitAsync(GitHubFaultTests.Known(), reference, Token, default);
        Assert.Equal(GitHubErrors.ReferenceNotFound, commit.Error?.Code);
        Assert.Contains($"\"{reference}\"", commit.Error?.Message, StringComparison.Ordinal);
        Assert.Equal(calls, gitHub.Calls.Count);
    }

    [Fact]
    public async Task A_cut_tree_is_walked_by_directory()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        const string Level = """{"sha":"c","tree":["""
            + """{"path":"README.md","mode":"100644","type":"blob","sha":"r","size":5},"""
            + """{"path":"src","mode":"040000","type":"tree","sha":"s"},"""
            + """{"path":"link","mode":"120000","type":"blob","sha":"l","size":3},"""
            + """{"path":"lib","mode":"160000","type":"commit","sha":"m"}],"truncated":TRUNCATED}""";
        gitHub.On($"{Path}/git/trees/c?recursive=1", 200, Level.Replace("TRUNCATED", "true", StringComparison.Ordinal));
        gitHub.On($"{Path}/git/trees/c", 200, Level.Replace("TRUNCATED", "false", StringComparison.Ordinal));
        gitHub.On(
            $"{Path}/git/trees/s?recursive=1",
            200,
            """{"sha":"s","tree":[{"path":"deep/.env","mode":"100644","type":"blob","sha":"e","size":9}],"truncated":false}""");
        var tree = (await gitHub.Client.GetTreeAsync(GitHubFaultTests.Known(), "c", Token, default)).Value;
        Assert.True(tree.IsComplete);
        Assert.Equal(
            ["README.md File 5", "src Directory 0", "link Symlink 0", "lib Submodule 0", "src/deep/.env File 9"],
            tree.Entries.Select(entry => $"{entry.Path} {entry.Kind} {entry.Size}"));
    }

    [Fact]
    public async Task A_tree_cut_beyond_the_bounds_says_so()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        const string Cut = """{"sha":"c","tree":[{"path":"a","mode":"040000","type":"tree","sha":"c"}],"truncated":true}""";
        gitHub.On($"{Path}/git/trees/c?recursive=1", 200, Cut);
        gitHub.On($"{Path}/git/trees/c", 200, Cut);
        var tree = (await gitHub.Client.GetTreeAsync(GitHubFaultTests.Known(), "c", Token, default)).Value;
        Assert.False(tree.IsComplete);
        Assert.Equal(200, gitHub.Calls.Count);
    }

    [Fact]
    public async Task A_blob_comes_raw_or_as_base64()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On($"{Path}/git/blobs/raw", 200, "Grüße", "application/vnd.github.raw; charset=utf-8");
        gitHub.On($"{Path}/git/blobs/b64", 200, """{"sha":"b64","encoding":"base64","content":"R3LD\nvMOfZQ==\n","size":7}""");
        foreach (var sha in (string[])["raw", "b64"])
        {
            var bytes = await gitHub.Client.GetBlobAsync(GitHubFaultTests.Known(), new TreeEntry("README.md", TreeEntryKind.File, sha, 7), 100, Token, default);
            Assert.Equal("Grüße", Encoding.UTF8.GetString(bytes.Value));
        }
    }

    [Theory]
    [InlineData(TreeEntryKind.File, 99_000_000, GitHubErrors.TooLarge)]
    [InlineData(TreeEntryKind.Symlink, 0, GitHubErrors.NotAFile)]
    [InlineData(TreeEntryKind.Submodule, 0, GitHubErrors.NotAFile)]
    public async Task What_is_no_file_or_too_large_is_refused_before_any_call(TreeEntryKind kind, long size, string code)
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        var bytes = await gitHub.Client.GetBlobAsync(GitHubFaultTests.Known(), new TreeEntry("README.md", kind, "aa", size), 100, Token, default);
        Assert.Equal(code, bytes.Error?.Code);
        Assert.Empty(gitHub.Calls);
    }

    [Fact]
    public async Task References_begin_with_the_default_branch()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On($"{Path}/branches?per_page=100", 200, """[{"name":"dev","commit":{"sha":"d"}},{"name":"main","commit":{"sha":"m"}}]""");
        gitHub.On($"{Path}/tags?per_page=100", 200, """[{"name":"v1","commit":{"sha":"t"}}]""");
        var references = (await gitHub.Client.GetReferencesAsync(GitHubFaultTests.Known(), Token, default)).Value;
        Assert.Equal(["main", "dev", "v1"], references.Select(reference => reference.Name));
    }

    [Fact]
    public async Task Testing_a_token_shows_what_it_may_do_and_until_when()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On(
            Path,
            200,
            FakeGitHub.Repository,
            headers: [("X-OAuth-Scopes", "repo, read:org"), ("github-authentication-token-expiration", "2026-12-31 23:59:59 UTC")]);
        gitHub.On($"{Path}/commits/main?per_page=1", 403, """{"message":"Resource not accessible by personal access token"}""");
        var token = (await gitHub.Client.TestTokenAsync(Address, Token, default)).Value;
        Assert.Equal((false, true), (token.CanRead, token.CanPush));
        Assert.Equal(["repo", "read:org"], token.Scopes);
        Assert.Equal(new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero), token.ExpiresAt);
    }

    [Fact]
    public async Task The_repositories_of_a_token_are_listed()
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        gitHub.On("/base/user/repos?sort=pushed&direction=desc&per_page=100&page=1", 200, $"[{FakeGitHub.Repository}]");
        Assert.Equal("acme/app", Assert.Single((await gitHub.Client.GetRepositoriesAsync(Token, default)).Value).FullName);
    }
}
