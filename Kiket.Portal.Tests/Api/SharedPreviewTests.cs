using System.Net;
using Kiket.Portal.Submissions.Previews;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Api;

/// <summary>The page behind a private link, as somebody without an account gets it.</summary>
[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class SharedPreviewTests(ApiPortal portal)
{
    [Fact]
    public async Task It_shows_the_listing_to_somebody_without_an_account_and_is_kept_and_found_by_nobody()
    {
        var (submission, _) = await DraftAsync();
        var link = await ShareAsync(submission);
        using var reader = Reader();

        using var response = await OpenAsync(reader, link);
        var page = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"/preview/{link.Id}", response.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Contains("Private preview.", page, StringComparison.Ordinal);
        Assert.Contains("Pinger", page, StringComparison.Ordinal);
        Assert.Contains("noindex", page, StringComparison.Ordinal);
        Assert.Contains("no-store", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("noindex, nofollow", response.Headers.GetValues("X-Robots-Tag").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.DoesNotContain(link.Token, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_loaded_again_in_its_tabs_and_an_unknown_one_is_not_there()
    {
        var (submission, _) = await DraftAsync();
        var link = await ShareAsync(submission);
        using var reader = Reader();
        using var opened = await OpenAsync(reader, link);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(reader, $"/preview/{link.Id}"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(reader, $"/preview/{link.Id}/security"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(reader, $"/preview/{link.Id}/nothing"));
    }

    [Fact]
    public async Task Its_address_alone_shows_nothing_to_somebody_else()
    {
        var (submission, _) = await DraftAsync();
        var (link, other) = (await ShareAsync(submission), await ShareAsync(submission));
        using var reader = Reader();
        using var opened = await OpenAsync(reader, link);

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(portal.Client(), $"/preview/{link.Id}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(reader, $"/preview/{other.Id}"));
    }

    [Fact]
    public async Task Two_previews_can_be_looked_at_side_by_side()
    {
        var (first, second) = (await ShareAsync((await DraftAsync()).Submission), await ShareAsync((await DraftAsync()).Submission));
        using var reader = Reader();
        using var one = await OpenAsync(reader, first);
        using var two = await OpenAsync(reader, second);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(reader, $"/preview/{first.Id}"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(reader, $"/preview/{second.Id}"));
    }

    [Fact]
    public async Task Revoked_it_is_gone_with_the_next_request()
    {
        var (submission, _) = await DraftAsync();
        var link = await ShareAsync(submission);
        using var reader = Reader();
        using var opened = await OpenAsync(reader, link);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(reader, $"/preview/{link.Id}"));

        var revoked = await portal.Server.Services.GetRequiredService<RevokePreview>().RunAsync(submission, link.Id, portal.Ada, default);

        Assert.True(revoked.Succeeded);
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(reader, $"/preview/{link.Id}"));
        using var again = await OpenAsync(reader, link);
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
    }

    [Theory]
    [InlineData("guess")]
    [InlineData("%3Cscript%3E")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/security")]
    public async Task A_guess_and_an_address_from_before_lead_to_a_place_to_paste_the_link(string old)
    {
        using var response = await portal.Client().GetAsync(new Uri($"/preview/{old}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("Paste the link you were given", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_link_is_refused_where_it_was_pasted()
    {
        using var reader = Reader();
        using var response = await reader.SubmitFormAsync("/preview", "open", new() { ["Link"] = "https://market.test/preview#guess" });

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("This preview link is incomplete or invalid", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<(Guid Submission, string Id)> DraftAsync()
    {
        var (url, id) = portal.Repository();
        var published = await portal.PublishAsync(url, new { summary = "Pings what matters." });
        Assert.Equal("draft", published.Body.GetProperty("state").GetString());
        return (published.Body.GetProperty("submission_id").GetGuid(), id);
    }

    private async Task<SharedPreviewLink> ShareAsync(Guid submission) =>
        (await portal.Server.Services.GetRequiredService<SharePreview>().RunAsync(submission, portal.Ada, default)).Value;

    private HttpClient Reader() => new(new SocketsHttpHandler()) { BaseAddress = portal.Server.Address };

    private static Task<HttpResponseMessage> OpenAsync(HttpClient reader, SharedPreviewLink link) =>
        reader.SubmitFormAsync("/preview", "open", new() { ["Link"] = $"https://market.test{link.Path}" });

    private static async Task<HttpStatusCode> StatusAsync(HttpClient reader, string path)
    {
        using var response = await reader.GetAsync(new Uri(path, UriKind.Relative));
        return response.StatusCode;
    }
}
