using System.Net;
using Kiket.Portal.Demo.LocalGitHub;
using Octokit;

namespace Kiket.Portal.Tests.Demo;

/// <summary>What the local GitHub answers, asked by the client that the portal uses against GitHub.</summary>
public class LocalGitHubTests
{
    [Fact]
    public async Task Repository_is_read_by_name_in_any_case_and_by_id()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        var byName = await bench.Client().Repository.Get("ACME", "Alerts");
        var byId = await bench.Client(LocalGitHubBench.Token).Repository.Get(bench.Id);
        Assert.Equal(("acme/alerts", "main", false), (byName.FullName, byName.DefaultBranch, byName.Private));
        Assert.Equal(byName.Id, byId.Id);
        Assert.True(byId.Permissions.Push);
    }

    [Fact]
    public async Task Branches_tags_and_references_are_listed()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        var client = bench.Client();
        Assert.Equal(["feature/topic", "main"], (await client.Repository.Branch.GetAll("acme", "alerts")).Select(branch => branch.Name));
        Assert.Equal("feature/topic", (await client.Repository.Branch.Get("acme", "alerts", "feature/topic")).Name);
        var tags = await client.Repository.GetAllTags("acme", "alerts");
        Assert.Equal(["v1.1.0", "v1.0.0"], tags.Select(tag => tag.Name));
        Assert.Equal(bench.Repository.Head!.Sha, tags[0].Commit.Sha);
        Assert.Equal(4, (await client.Git.Reference.GetAll("acme", "alerts")).Count);
        var reference = await client.Git.Reference.Get("acme", "alerts", "tags/v1.1.0");
        Assert.Equal(TaggedType.Tag, reference.Object.Type.Value);
        Assert.Equal("Version 1.1.0", (await client.Git.Tag.Get("acme", "alerts", reference.Object.Sha)).Message);
    }

    [Theory]
    [InlineData("main", "More words")]
    [InlineData("v1.0.0", "First words")]
    [InlineData("v1.1.0", "More words")]
    [InlineData("feature/topic", "Try something")]
    [InlineData("refs/heads/main", "More words")]
    [InlineData("heads/main", "More words")]
    public async Task Commit_is_found_by_branch_and_by_either_kind_of_tag(string reference, string message)
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        var commit = await bench.Client().Repository.Commit.Get("acme", "alerts", reference);
        Assert.Equal(message, commit.Commit.Message);
    }

    [Fact]
    public async Task Commit_is_found_by_its_whole_and_its_short_sha()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        var sha = bench.Repository.Head!.Sha;
        Assert.Equal(sha, (await bench.Client().Repository.Commit.Get("acme", "alerts", sha)).Sha);
        var commit = await bench.Client().Repository.Commit.Get("acme", "alerts", sha[..7]);
        Assert.Equal(sha, commit.Sha);
        Assert.Equal("README.md", Assert.Single(commit.Files).Filename);
    }

    [Fact]
    public async Task Unknown_ref_is_answered_422_in_words()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        var refused = await Assert.ThrowsAsync<ApiValidationException>(() => bench.Client().Repository.Commit.Get("acme", "alerts", "nowhere"));
        Assert.Equal("No commit found for SHA: nowhere", refused.Message);
    }

    [Fact]
    public async Task Tree_blob_and_commit_are_git_objects()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        var client = bench.Client();
        var tree = await client.Git.Tree.GetRecursive("acme", "alerts", "main");
        Assert.Equal([".kiket", ".kiket/manifest.yaml", "README.md", "docs", "docs/guide.md"], tree.Tree.Select(entry => entry.Path));
        Assert.False(tree.Truncated);
        var readme = tree.Tree.Single(entry => entry.Path == "README.md");
        Assert.Equal(16, readme.Size);
        var blob = await client.Git.Blob.Get("acme", "alerts", readme.Sha);
        Assert.Equal("# Alerts\n\nMore.\n", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(blob.Content)));
        var commit = await client.Git.Commit.Get("acme", "alerts", bench.Repository.Head!.Sha);
        Assert.Equal(tree.Sha, commit.Tree.Sha);
        Assert.Single(commit.Parents);
    }

    [Fact]
    public async Task Contents_answer_files_directories_and_raw_bytes_at_a_ref()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        var client = bench.Client();
        Assert.Equal("# Alerts\n", (await client.Repository.Content.GetAllContentsByRef("acme", "alerts", "README.md", "v1.0.0")).Single().Content);
        Assert.Equal([".kiket", "README.md", "docs"], (await client.Repository.Content.GetAllContents("acme", "alerts")).Select(item => item.Name));
        Assert.Equal("Read me.\n"u8.ToArray(), await client.Repository.Content.GetRawContent("acme", "alerts", "docs/guide.md"));
        await Assert.ThrowsAsync<NotFoundException>(() => client.Repository.Content.GetAllContents("acme", "alerts", "docs/none.md"));
    }

    [Fact]
    public async Task Links_and_submodules_have_forms_of_their_own()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        bench.Server.Repositories.Push(bench.Id, new DemoPush("Odd entries")
        {
            Files = new Dictionary<string, DemoFile>(StringComparer.Ordinal)
            {
                ["docs/README.md"] = DemoFile.Symlink("../README.md"),
                ["outside"] = DemoFile.Symlink("/etc/passwd"),
                ["vendor"] = DemoFile.Submodule(new string('a', 40)),
            },
        });
        var client = bench.Client();
        Assert.Equal("# Alerts\n\nMore.\n", (await client.Repository.Content.GetAllContents("acme", "alerts", "docs/README.md")).Single().Content);
        Assert.Equal(ContentType.Symlink, (await client.Repository.Content.GetAllContents("acme", "alerts", "outside")).Single().Type.Value);
        Assert.Equal(ContentType.Submodule, (await client.Repository.Content.GetAllContents("acme", "alerts", "vendor")).Single().Type.Value);
        var tree = await client.Git.Tree.GetRecursive("acme", "alerts", "main");
        Assert.Equal(TreeType.Commit, tree.Tree.Single(entry => entry.Path == "vendor").Type.Value);
        Assert.Equal("120000", tree.Tree.Single(entry => entry.Path == "outside").Mode);
    }

    [Fact]
    public async Task Two_refs_are_compared()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        var ahead = await bench.Client().Repository.Commit.Compare("acme", "alerts", "v1.0.0", "feature/topic");
        Assert.Equal(("ahead", 2, 0), (ahead.Status, ahead.AheadBy, ahead.BehindBy));
        Assert.Equal(["README.md", "topic.txt"], ahead.Files.Select(file => file.Filename));
        Assert.Equal("behind", (await bench.Client().Repository.Commit.Compare("acme", "alerts", "feature/topic", "main")).Status);
    }

    [Fact]
    public async Task Private_repository_looks_absent_without_its_token()
    {
        await using var bench = await LocalGitHubBench.StartAsync(isPrivate: true);
        bench.Server.Repositories.Accounts.Add(new DemoToken("demo-token-other", "somebody"));
        await Assert.ThrowsAsync<NotFoundException>(() => bench.Client().Repository.Get("acme", "alerts"));
        await Assert.ThrowsAsync<NotFoundException>(() => bench.Client("demo-token-other").Repository.Get("acme", "alerts"));
        Assert.True((await bench.Client(LocalGitHubBench.Token).Repository.Get("acme", "alerts")).Private);
        Assert.Equal("acme/alerts", Assert.Single(await bench.Client(LocalGitHubBench.Token).Repository.GetAllForCurrent()).FullName);
        Assert.Equal("acme-bot", (await bench.Client(LocalGitHubBench.Token).User.Current()).Login);
    }

    [Fact]
    public async Task Unknown_token_is_refused_even_for_a_public_repository()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        var refused = await Assert.ThrowsAsync<AuthorizationException>(() => bench.Client("nonsense").Repository.Get("acme", "alerts"));
        Assert.Equal("Bad credentials", refused.Message);
    }

    [Fact]
    public async Task Renamed_repository_leads_to_its_id_and_the_client_follows()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        Assert.True(bench.Server.Repositories.Rename(bench.Id, "acme", "bells").Succeeded);
        using var moved = await bench.GetAsync("repos/acme/alerts/commits/main");
        Assert.Equal(HttpStatusCode.MovedPermanently, moved.StatusCode);
        Assert.EndsWith($"/repositories/{bench.Id}/commits/main", moved.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal("acme/bells", (await bench.Client().Repository.Get("acme", "alerts")).FullName);
    }

    [Fact]
    public async Task What_the_caller_has_is_answered_304_and_costs_nothing()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        using var first = await bench.GetAsync("repos/acme/alerts", LocalGitHubBench.Token);
        using var again = await bench.GetAsync("repos/acme/alerts", LocalGitHubBench.Token, known: first.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(first.Headers.GetValues("X-RateLimit-Remaining"), again.Headers.GetValues("X-RateLimit-Remaining"));
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Classic_token_shows_its_scopes_and_its_end()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        using var reply = await bench.GetAsync("repos/acme/alerts", LocalGitHubBench.Token);
        Assert.Equal("repo, read:user", reply.Headers.GetValues("X-OAuth-Scopes").Single());
        Assert.EndsWith("UTC", reply.Headers.GetValues("github-authentication-token-expiration").Single(), StringComparison.Ordinal);
        Assert.Equal("github.v3; format=json", reply.Headers.GetValues("X-GitHub-Media-Type").Single());
    }

    [Fact]
    public async Task Media_types_choose_raw_bytes_and_the_bare_sha()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        using var sha = await bench.GetAsync("repos/acme/alerts/commits/main", accept: "application/vnd.github.sha");
        Assert.Equal(bench.Repository.Head!.Sha, await sha.Content.ReadAsStringAsync());
        using var raw = await bench.GetAsync("repos/acme/alerts/contents/README.md?ref=v1.0.0", accept: "application/vnd.github.raw+json");
        Assert.Equal("# Alerts\n", await raw.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Long_lists_come_in_linked_pages()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        for (var number = 0; number < 34; number++)
        {
            bench.Server.Repositories.Tag(bench.Id, $"t{number:00}", "main");
        }

        using var first = await bench.GetAsync("repos/acme/alerts/tags?per_page=10");
        var link = first.Headers.GetValues("Link").Single();
        Assert.Contains("per_page=10&page=2>; rel=\"next\"", link, StringComparison.Ordinal);
        Assert.Contains("page=4>; rel=\"last\"", link, StringComparison.Ordinal);
        Assert.Equal(36, (await bench.Client().Repository.GetAllTags("acme", "alerts")).Count);
    }

    [Fact]
    public async Task Limit_used_up_is_refused_until_its_reset()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        bench.Server.Limits.Anonymous = 2;
        await bench.Client().Repository.Get("acme", "alerts");
        await bench.Client().Repository.Get("acme", "alerts");
        await Assert.ThrowsAsync<RateLimitExceededException>(() => bench.Client().Repository.Get("acme", "alerts"));
        Assert.Equal(0, (await bench.Client().RateLimit.GetRateLimits()).Rate.Remaining);
        await bench.Client(LocalGitHubBench.Token).Repository.Get("acme", "alerts");
    }

    [Fact]
    public async Task Empty_repository_says_so()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        bench.Server.Repositories.Create(new NewDemoRepository("acme", "empty"));
        using var reply = await bench.GetAsync("repos/acme/empty/commits/main");
        Assert.Equal(HttpStatusCode.Conflict, reply.StatusCode);
        Assert.Contains("Git Repository is empty.", await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
