using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Files;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;

namespace Kiket.Portal.Tests.Api;

/// <summary>What the wizard's script does, and what somebody does who goes around it.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class UploadRoutesTests : IAsyncLifetime
{
    private PortalServer _portal = null!;
    private HttpClient _publisher = null!;
    private string _token = "";
    private Guid _draft;

    public async Task InitializeAsync()
    {
        _portal = await PortalServer.StartAsync();
        _publisher = await SignInAsync("publisher");
        var owner = await QueryAsync(db => db.Set<PortalUser>().SingleAsync(user => user.Email == "publisher@acme.example"));
        _draft = (await _portal.Services.GetRequiredService<StartSubmission>()
            .RunAsync("acme", "marketplace", new Actor(owner.Id, owner.DisplayName), default)).Value;
        _token = await TokenAsync(_publisher, $"/orgs/acme/extensions/submit/{_draft}");
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task A_picture_goes_in_and_comes_out_without_what_was_behind_it()
    {
        var sent = await SendAsync(_publisher, "screenshot", [.. Pictures.Png(), .. "<script>"u8], name: "ünïcode \"x\".png");

        Assert.Equal(HttpStatusCode.Created, sent.Status);
        var id = sent.Body.GetProperty("id").GetGuid();
        using var picture = await _publisher.GetAsync(new Uri($"/uploads/{id:N}", UriKind.Relative));
        using var decoded = SKBitmap.Decode(await picture.Content.ReadAsByteArrayAsync());
        Assert.Equal((1280, 720), (decoded.Width, decoded.Height));
        Assert.Equal("image/png", picture.Content.Headers.ContentType!.MediaType);
        Assert.True(picture.Headers.CacheControl is { Private: true, NoCache: true });
        using var card = await _publisher.GetAsync(new Uri($"/uploads/{id:N}/card", UriKind.Relative));
        Assert.Equal("image/webp", card.Content.Headers.ContentType!.MediaType);

        using var visitor = await _portal.Client().GetAsync(new Uri($"/uploads/{id:N}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, visitor.StatusCode);
    }

    [Fact]
    [Asvs("V3.2.1")]
    [Asvs("V5.4.1")]
    public async Task A_document_is_only_ever_a_download_that_can_do_nothing()
    {
        var sent = await SendAsync(_publisher, "data_handling_statement", Pictures.Pdf(), name: "../../data.exe");
        var address = new Uri($"/uploads/{sent.Body.GetProperty("id").GetGuid():N}", UriKind.Relative);

        using var document = await _publisher.GetAsync(address);

        Assert.Equal(HttpStatusCode.OK, document.StatusCode);
        Assert.Equal("attachment", document.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("data.exe.pdf", document.Content.Headers.ContentDisposition.FileName);
        Assert.Equal("nosniff", Header(document, "X-Content-Type-Options"));
        Assert.Equal("sandbox; default-src 'none'", Header(document, "Content-Security-Policy"));
        foreach (var stranger in new[] { _portal.Client(), await SignInAsync("customer"), await SignInAsync("reviewer") })
        {
            using var refused = await stranger.GetAsync(address);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }
    }

    [Theory]
    [InlineData("screenshot", "MZ\u0090\0program", HttpStatusCode.UnprocessableEntity, "picture_format")]
    [InlineData("icon", "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", HttpStatusCode.UnprocessableEntity, "picture_svg")]
    [InlineData("icon", "", HttpStatusCode.UnprocessableEntity, "file_empty")]
    [InlineData("attestation", "<!doctype html><script/>", HttpStatusCode.UnprocessableEntity, "document_format")]
    [InlineData("virus", "text", HttpStatusCode.UnprocessableEntity, "upload_request")]
    [Asvs("V1.3.4")]
    [Asvs("V5.2.2")]
    public async Task What_the_page_would_refuse_is_refused_here_too(string kind, string content, HttpStatusCode status, string code)
    {
        await SendAsync(_publisher, "screenshot", Pictures.Png());

        (await SendAsync(_publisher, kind, System.Text.Encoding.Latin1.GetBytes(content))).Refused(status, code);

        Assert.Equal(1, await AttachmentsAsync());
    }

    [Theory]
    [InlineData("screenshot", UploadKinds.MaxPictureBytes)]
    [InlineData("scan_log", UploadKinds.MaxDocumentBytes)]
    [Asvs("V5.2.1")]
    public async Task A_byte_too_many_is_413_whether_its_length_is_told_or_not(string kind, int most)
    {
        (await SendAsync(_publisher, kind, new byte[most + 1])).Refused(HttpStatusCode.RequestEntityTooLarge, "file_too_large");
        (await SendAsync(_publisher, kind, new byte[most + 1], chunked: true)).Refused(HttpStatusCode.RequestEntityTooLarge, "file_too_large");

        Assert.Equal(0, await AttachmentsAsync());
    }

    [Fact]
    [Asvs("V3.5.1")]
    public async Task Without_the_pages_token_without_a_sign_in_and_for_somebody_elses_draft_nothing_is_taken()
    {
        (await SendAsync(_publisher, "icon", Pictures.Png(), token: "")).Refused(HttpStatusCode.BadRequest, "antiforgery");
        (await SendAsync(_portal.Client(), "icon", Pictures.Png(), token: "")).Refused(HttpStatusCode.Unauthorized, "signed_out");
        var customer = await SignInAsync("customer");
        var other = await TokenAsync(customer, "/orgs/globex/extensions");
        (await SendAsync(customer, "icon", Pictures.Png(), token: other)).Refused(HttpStatusCode.NotFound, "submission_not_found");

        Assert.Equal(0, await AttachmentsAsync());
    }

    [Theory]
    [InlineData("/uploads/00000000000000000000000000000000")]
    [InlineData("/uploads/../portal.db")]
    [InlineData("/uploads/%2e%2e%2fportal.db")]
    [InlineData("/uploads/0/card")]
    public async Task What_is_not_there_is_404(string address)
    {
        using var response = await _publisher.GetAsync(new Uri(address, UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Pictures_of_listed_extensions_are_public_and_asked_for_again_after_five_minutes()
    {
        var listing = await QueryAsync(db => db.Set<Kiket.Portal.Listings.Listing>().SingleAsync(candidate => candidate.ExtensionId == "dev.acme.alerts"));
        var visitor = _portal.Client();

        using var icon = await visitor.GetAsync(new Uri(listing.Files.Icon!.Address, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, icon.StatusCode);
        Assert.Equal("public, max-age=300", Header(icon, "Cache-Control"));

        var page = await visitor.GetStringAsync(new Uri("/marketplace/dev.acme.alerts", UriKind.Relative));
        Assert.All(listing.Files.Screenshots, shot => Assert.Contains($"alt=\"{WebUtility.HtmlEncode(shot.Caption)}\"", page, StringComparison.Ordinal));
        Assert.Contains($"src=\"{listing.Files.Icon.Address}\"", page, StringComparison.Ordinal);
        Assert.Contains(
            $"src=\"{listing.Files.Icon.Address}\"",
            await visitor.GetStringAsync(new Uri("/marketplace", UriKind.Relative)),
            StringComparison.Ordinal);
    }

    private async Task<ApiResponse> SendAsync(
        HttpClient client, string kind, byte[] content, string name = "file.png", string? token = null, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/uploads?submission={_draft}&kind={kind}&name={Uri.EscapeDataString(name)}");
        request.Content = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        request.Headers.Add("RequestVerificationToken", token ?? _token);
        return await ApiClient.ResponseAsync(await client.SendAsync(request));
    }

    private async Task<HttpClient> SignInAsync(string person)
    {
        var client = _portal.ClientWithCookies();
        var token = await TokenAsync(client, "/account/login");
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);
        using var response = await client.PostAsync(new Uri($"/account/demo-sign-in/{person}", UriKind.Relative), form);
        Assert.True(response.IsSuccessStatusCode);
        return client;
    }

    private static async Task<string> TokenAsync(HttpClient client, string page)
    {
        var html = await client.GetStringAsync(new Uri(page, UriKind.Relative));
        return Regex.Match(
            html,
            "name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"",
            RegexOptions.None,
            TimeSpan.FromSeconds(1)).Groups["token"].Value;
    }

    private Task<int> AttachmentsAsync() => QueryAsync(db => db.Set<Attachment>().CountAsync(attachment => attachment.SubmissionId == _draft));

    private async Task<T> QueryAsync<T>(Func<PortalDb, Task<T>> query)
    {
        await using var db = await _portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        return await query(db);
    }

    private static string Header(HttpResponseMessage message, string name) => string.Join(", ", message.Headers.GetValues(name));
}
