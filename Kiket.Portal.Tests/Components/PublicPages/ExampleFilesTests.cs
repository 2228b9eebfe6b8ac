using System.Net;
using Kiket.Portal.Tests.Api;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Components.PublicPages;

[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class ExampleFilesTests(ApiPortal portal)
{
    private const string Text = "title: Quiet hours\n# <script>alert(1)</script>\nquiet: { from: 22 }\n";

    [Fact]
    public async Task An_example_can_be_downloaded_as_it_was_written_and_says_where_it_came_from()
    {
        var id = await ListedAsync();

        var page = await portal.Client().GetStringAsync(new Uri($"/marketplace/{id}/examples", UriKind.Relative));
        Assert.Contains($"href=\"/marketplace/{id}/examples/quiet-hours.yaml\" download", page, StringComparison.Ordinal);
        Assert.Contains("<code>docs/examples</code>", page, StringComparison.Ordinal);

        using var file = await portal.Client().GetAsync(new Uri($"/marketplace/{id}/examples/quiet-hours.yaml", UriKind.Relative));
        Assert.Equal(Text, await file.Content.ReadAsStringAsync());
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("nosniff", Assert.Single(file.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task The_name_of_a_file_is_no_id_of_the_page()
    {
        var name = portal.Unique("quiet");
        portal.GitHub.Push($"acme/{name}", ApiPortal.Manifest(name, "1.0.0"), more: ("docs/examples/main.yaml", Text));
        var id = await ListedAsync(name);

        var page = await portal.Client().GetStringAsync(new Uri($"/marketplace/{id}/examples", UriKind.Relative));

        Assert.Equal(2, page.Split("id=\"main\"").Length);
        Assert.Contains("id=\"example-main-yaml\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("other.yaml")]
    [InlineData("..%2F..%2FREADME.md")]
    [InlineData("README.md")]
    public async Task Nothing_but_examples_can_be_had(string file)
    {
        var id = await ListedAsync();

        using var response = await portal.Client().GetAsync(new Uri($"/marketplace/{id}/examples/{file}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private Task<string> ListedAsync()
    {
        var name = portal.Unique("quiet");
        portal.GitHub.Push($"acme/{name}", ApiPortal.Manifest(name, "1.0.0"), more: ("docs/examples/quiet-hours.yaml", Text));
        return ListedAsync(name);
    }

    private async Task<string> ListedAsync(string name)
    {
        var published = await portal.PublishAsync($"https://github.com/acme/{name}");
        Assert.Equal(HttpStatusCode.Accepted, published.Status);
        Assert.Equal(HttpStatusCode.OK, (await portal.DecideAsync(published.Body.GetProperty("submission_id").GetGuid(), "approve")).Status);
        return $"dev.acme.{name}";
    }
}
