using System.Net;
using Kiket.Portal.Tests.Api;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Components.PublicPages;

/// <summary>An earlier version of a listing, as visitors open it: its documents and permissions as they were.</summary>
[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class VersionPageTests(ApiPortal portal)
{
    private const string Permissions = "  permissions: [issues:read]";
    private const string Example = "title: First\nquiet: { from: 22 }\n";

    [Fact]
    public async Task It_shows_the_documents_and_permissions_of_that_release_and_says_which_is_current()
    {
        var id = await TwoVersionsAsync();

        var listing = await ReadAsync($"/marketplace/{id}");
        Assert.Contains("The second words.", listing, StringComparison.Ordinal);
        var old = await ReadAsync($"/marketplace/{id}/versions/1.0.0");
        Assert.Contains("The first words.", old, StringComparison.Ordinal);
        Assert.DoesNotContain("The second words.", old, StringComparison.Ordinal);
        Assert.Contains("You are reading version 1.0.0 of Pinger", old, StringComparison.Ordinal);
        Assert.Contains($"The current version is <a href=\"/marketplace/{id}\"", old, StringComparison.Ordinal);
        Assert.Contains("<meta name=\"robots\" content=\"noindex\"", old, StringComparison.Ordinal);
        Assert.DoesNotContain("issues:read", await ReadAsync($"/marketplace/{id}/versions/1.0.0/permissions"), StringComparison.Ordinal);
        Assert.Contains("issues:read", await ReadAsync($"/marketplace/{id}/versions/1.1.0/permissions"), StringComparison.Ordinal);
        Assert.Contains("Begin at the first.", await ReadAsync($"/marketplace/{id}/versions/1.0.0/getting-started"), StringComparison.Ordinal);
        Assert.Contains("It is the current version", await ReadAsync($"/marketplace/{id}/versions/1.1.0"), StringComparison.Ordinal);
        Assert.Contains($"href=\"/marketplace/{id}/versions/1.0.0\"", await ReadAsync($"/marketplace/{id}/versions"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_pictures_and_examples_are_those_of_that_release()
    {
        var id = await TwoVersionsAsync();

        var old = await ReadAsync($"/marketplace/{id}/versions/1.0.0");
        var start = old.IndexOf("src=\"/files/", StringComparison.Ordinal) + 5;
        using var picture = await portal.Client().GetAsync(new Uri(old[start..old.IndexOf('"', start)], UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
        Assert.DoesNotContain("src=\"/files/", await ReadAsync($"/marketplace/{id}"), StringComparison.Ordinal);
        var examples = await ReadAsync($"/marketplace/{id}/versions/1.0.0/examples");
        Assert.Contains($"href=\"/marketplace/{id}/versions/1.0.0/examples/first.yaml\" download", examples, StringComparison.Ordinal);
        Assert.Equal(Example, await ReadAsync($"/marketplace/{id}/versions/1.0.0/examples/first.yaml"));
        await NotFoundAsync($"/marketplace/{id}/examples/first.yaml");
    }

    [Fact]
    public async Task What_changed_is_shown_with_the_neighbours_and_with_any_other_version()
    {
        var id = await TwoVersionsAsync();
        await VersionAsync(id, "1.2.0", "The third words.", Permissions.Replace("]", ", users:read]", StringComparison.Ordinal));

        var middle = await ReadAsync($"/marketplace/{id}/versions/1.1.0/changes");
        Assert.Contains("From 1.0.0 to 1.1.0", middle, StringComparison.Ordinal);
        Assert.Contains("From 1.1.0 to 1.2.0", middle, StringComparison.Ordinal);
        var any = await ReadAsync($"/marketplace/{id}/versions/1.0.0/changes/1.2.0");
        Assert.Contains("From 1.0.0 to 1.2.0", any, StringComparison.Ordinal);
        Assert.DoesNotContain("From 1.0.0 to 1.1.0", any, StringComparison.Ordinal);
        Assert.Contains("wider scope", any, StringComparison.Ordinal);
        var asFrom = await ReadAsync($"/marketplace/{id}/versions/1.2.0/changes/1.0.0");
        Assert.Equal(any.Split("<li class=\"change-").Length, asFrom.Split("<li class=\"change-").Length);
    }

    [Theory]
    [InlineData("/versions/9.9.9")]
    [InlineData("/versions/1.0.0/nothing")]
    [InlineData("/versions/1.0.0/changes/9.9.9")]
    [InlineData("/versions/%EF%BF%BE")]
    [InlineData("/versions/1.1.0/examples/first.yaml")]
    [InlineData("/versions/1.0.0/examples/..%2FREADME.md")]
    public async Task What_is_not_there_is_not_found(string path) => await NotFoundAsync($"/marketplace/{await TwoVersionsAsync()}{path}");

    [Fact]
    public async Task It_is_cached_for_visitors_and_shared()
    {
        var address = new Uri($"/marketplace/{await TwoVersionsAsync()}/versions/1.0.0", UriKind.Relative);
        using var first = await portal.Client().GetAsync(address);
        using var second = await portal.Client().GetAsync(address);

        Assert.False(first.Headers.Contains("Set-Cookie"));
        Assert.NotNull(first.Headers.ETag);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.NotNull(second.Headers.Age);
        Assert.DoesNotContain("_blazor", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task NotFoundAsync(string path)
    {
        using var response = await portal.Client().GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    /// <summary>1.0.0 with a picture and an example, then 1.1.0 with neither, which asks for a permission.</summary>
    private async Task<string> TwoVersionsAsync()
    {
        var id = $"dev.acme.{portal.Unique("version")}";
        await VersionAsync(
            id,
            "1.0.0",
            "The first words.\n\n![flow](flow.svg)",
            "",
            ("flow.svg", $"<svg xmlns=\"http://www.w3.org/2000/svg\"><!-- {id} --></svg>"),
            ("docs/getting-started.md", "Begin at the first."),
            ("docs/examples/first.yaml", Example));
        await VersionAsync(id, "1.1.0", "The second words.", Permissions);
        return id;
    }

    private async Task VersionAsync(string id, string version, string readme, string extra, params (string Path, string Text)[] more)
    {
        var name = id["dev.acme.".Length..];
        portal.GitHub.Push($"acme/{name}", ApiPortal.Manifest(name, version, extra), token: null, readme, more);
        var listing = new
        {
            summary = "Pings what matters, when it matters.",
            categories = new[] { "communication" },
            pricing = new { model = "free" },
            support = new { email = "help@acme.test", url = (string?)null },
            justifications = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["issues:read"] = "Reads the issue.",
                ["users:read"] = "Names who it is for.",
            },
        };
        var published = await portal.PublishAsync($"https://github.com/acme/{name}", listing);
        Assert.True(published.Status == HttpStatusCode.Accepted, published.Body.ToString());
        Assert.Equal(HttpStatusCode.OK, (await portal.DecideAsync(published.Body.GetProperty("submission_id").GetGuid(), "approve")).Status);
    }

    private async Task<string> ReadAsync(string path) => WebUtility.HtmlDecode(await portal.Client().GetStringAsync(new Uri(path, UriKind.Relative)));
}
