using System.Net;
using Kiket.Portal.Submissions;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Api;

/// <summary>The page behind a private link, as somebody without an account gets it.</summary>
[Collection(ApiPortal.Collection)]
public sealed class SharedPreviewTests(ApiPortal portal)
{
    [Fact]
    public async Task It_shows_the_listing_to_somebody_without_an_account_and_is_kept_and_found_by_nobody()
    {
        var (submission, _) = await DraftAsync();
        var link = await ShareAsync(submission);

        using var answer = await portal.Client().GetAsync(new Uri($"/preview/{link.Token}", UriKind.Relative));
        var page = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("A private preview.", page, StringComparison.Ordinal);
        Assert.Contains("Pinger", page, StringComparison.Ordinal);
        Assert.Contains("noindex", page, StringComparison.Ordinal);
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("noindex, nofollow", answer.Headers.GetValues("X-Robots-Tag").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
    }

    [Fact]
    public async Task Each_tab_has_its_address_and_an_unknown_one_is_not_there()
    {
        var (submission, _) = await DraftAsync();
        var link = await ShareAsync(submission);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync($"/preview/{link.Token}/security"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"/preview/{link.Token}/nothing"));
    }

    [Fact]
    public async Task Revoked_it_is_gone_with_the_next_request()
    {
        var (submission, _) = await DraftAsync();
        var link = await ShareAsync(submission);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync($"/preview/{link.Token}"));

        var revoked = await portal.Server.Services.GetRequiredService<RevokePreview>().RunAsync(submission, link.Id, portal.Ada, default);

        Assert.True(revoked.Succeeded);
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync($"/preview/{link.Token}"));
    }

    [Theory]
    [InlineData("guess")]
    [InlineData("%3Cscript%3E")]
    public async Task A_guess_is_not_found(string token) => Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"/preview/{token}"));

    private async Task<(Guid Submission, string Id)> DraftAsync()
    {
        var (url, id) = portal.Repository();
        var published = await portal.PublishAsync(url, new { summary = "Pings what matters." });
        Assert.Equal("draft", published.Body.GetProperty("state").GetString());
        return (published.Body.GetProperty("submission_id").GetGuid(), id);
    }

    private async Task<SharedPreviewLink> ShareAsync(Guid submission) =>
        (await portal.Server.Services.GetRequiredService<SharePreview>().RunAsync(submission, portal.Ada, default)).Value;

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await portal.Client().GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode;
    }
}
