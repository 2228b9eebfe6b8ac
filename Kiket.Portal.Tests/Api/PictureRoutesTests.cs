using System.Net;
using System.Text.RegularExpressions;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Documentation;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Operations;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Submissions.Previews;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Api;

/// <summary>Pictures end with what shows them.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class PictureRoutesTests : IAsyncLifetime
{
    private PortalServer _portal = null!;
    private HttpClient _visitor = null!;

    public async Task InitializeAsync()
    {
        _portal = await PortalServer.StartAsync();
        _visitor = _portal.Client();
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task A_picture_in_a_listed_document_is_everybodys_and_asked_for_again()
    {
        var (_, picture) = await ListedPictureAsync();

        using var response = await _visitor.GetAsync(picture);

        Assert.Equal((HttpStatusCode.OK, "public, max-age=300"), (response.StatusCode, Header(response, "Cache-Control")));
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        Assert.StartsWith("sandbox;", Header(response, "Content-Security-Policy"), StringComparison.Ordinal);
        using var again = new HttpRequestMessage(HttpMethod.Get, picture);
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using var unchanged = await _visitor.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Fact]
    public async Task What_a_suspended_listing_showed_is_gone_for_strangers_and_private_for_its_people_and_reviewers()
    {
        var (listing, picture) = await ListedPictureAsync();
        var files = await QueryAsync(db => db.Set<Listing>().Where(one => one.Id == listing.Id).Select(one => one.Files).SingleAsync());
        var icon = new Uri(files.Icon?.Address ?? listing.ManifestIcon!, UriKind.Relative);
        using var before = await _visitor.GetAsync(icon);
        Assert.Equal((HttpStatusCode.OK, "public, max-age=300"), (before.StatusCode, Header(before, "Cache-Control")));

        await SuspendAsync(listing);

        foreach (var address in new[] { picture, icon })
        {
            using var stranger = await _visitor.GetAsync(address);
            Assert.Equal((HttpStatusCode.NotFound, "no-store"), (stranger.StatusCode, Header(stranger, "Cache-Control")));
            using var customer = await (await SignInAsync("customer")).GetAsync(address);
            Assert.Equal(HttpStatusCode.NotFound, customer.StatusCode);
            foreach (var person in new[] { "publisher", "reviewer" })
            {
                using var own = await (await SignInAsync(person)).GetAsync(address);
                Assert.Equal(HttpStatusCode.OK, own.StatusCode);
                Assert.True(own.Headers.CacheControl is { Private: true, NoCache: true, Public: false });
            }
        }
    }

    [Fact]
    public async Task A_drafts_picture_is_its_members_and_whoever_holds_an_open_preview_link()
    {
        var (listing, picture) = await ListedPictureAsync();
        await SuspendAsync(listing);
        var (draft, owner) = await DraftAsync(listing);
        var link = (await _portal.Services.GetRequiredService<SharePreview>().RunAsync(draft, owner, default)).Value;

        using var opened = await _portal.ClientWithCookies().SubmitFormAsync("/preview", "open", new() { ["Link"] = link.Path });
        var page = await opened.Content.ReadAsStringAsync();
        var source = Regex.Match(
            page,
            $"src=\"(?<address>{Regex.Escape(picture.ToString())}[^\"]*)\"",
            RegexOptions.None,
            TimeSpan.FromSeconds(1)).Groups["address"].Value;
        var shown = new Uri(WebUtility.HtmlDecode(source), UriKind.Relative);
        using var claimant = await _visitor.GetAsync(shown);
        Assert.Equal(HttpStatusCode.OK, claimant.StatusCode);
        Assert.True(claimant.Headers.CacheControl is { Private: true, NoCache: true });
        using var stranger = await _visitor.GetAsync(picture);
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
        using var member = await (await SignInAsync("colleague")).GetAsync(picture);
        Assert.Equal(HttpStatusCode.OK, member.StatusCode);
        Assert.True(member.Headers.CacheControl is { Private: true, NoCache: true });

        var olu = await ActorAsync("operator@");
        Assert.True((await _portal.Services.GetRequiredService<LockPerson>().RunAsync(owner.UserId, "Sends mail to strangers.", olu, default)).Succeeded);
        using var whileLocked = await _visitor.GetAsync(shown);
        Assert.Equal(HttpStatusCode.NotFound, whileLocked.StatusCode);
        Assert.True((await _portal.Services.GetRequiredService<UnlockPerson>().RunAsync(owner.UserId, olu, default)).Succeeded);

        Assert.True((await _portal.Services.GetRequiredService<RevokePreview>().RunAsync(draft, link.Id, owner, default)).Succeeded);

        using var revoked = await _visitor.GetAsync(shown);
        Assert.Equal(HttpStatusCode.NotFound, revoked.StatusCode);
    }

    [Theory]
    [InlineData("/files/nothing.png")]
    [InlineData("/files/0000000000000000000000000000000000000000000000000000000000000000.png")]
    [InlineData("/files/%2e%2e%2fportal.db")]
    public async Task What_is_not_there_is_404(string address)
    {
        using var response = await _visitor.GetAsync(new Uri(address, UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_screenshot_that_no_version_shows_any_more_is_gone_for_strangers()
    {
        var (listing, upload) = await QueryAsync(async db => (await db.Set<Listing>().ToListAsync())
            .Where(one => one is { Registry: Extension.Marketplace, State: ListingState.Listed, PublisherSlug: "acme" } && one.Files.Screenshots.Count > 0)
            .Select(one => (one, one.Files.Screenshots[0].Id)).First());
        var address = new Uri($"/uploads/{upload:N}", UriKind.Relative);
        using var before = await _visitor.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        await QueryAsync(async db =>
        {
            var shown = await db.Set<Listing>().SingleAsync(one => one.Id == listing.Id);
            db.Entry(shown).Property(one => one.Files).CurrentValue = shown.Files with { Screenshots = [.. shown.Files.Screenshots.Skip(1)] };
            return await db.SaveChangesAsync();
        });

        using var after = await _visitor.GetAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
        using var member = await (await SignInAsync("publisher")).GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, member.StatusCode);
    }

    /// <summary>A listing of acme whose documents show a picture that nothing else shows.</summary>
    private Task<(Listing Listing, Uri Picture)> ListedPictureAsync() => QueryAsync(async db =>
    {
        var found = await (
            from listing in db.Set<Listing>()
            join picture in db.Set<DocumentPicture>() on listing.DocumentSetId equals picture.DocumentSetId
            where listing.Registry == Extension.Marketplace && listing.State == ListingState.Listed && listing.PublisherSlug == "acme"
                && db.Set<Listing>().Count(other => db.Set<DocumentPicture>()
                    .Any(shown => shown.Name == picture.Name && shown.DocumentSetId == other.DocumentSetId)) == 1
            orderby listing.Id
            select new { Listing = listing, picture.Name }).FirstAsync();
        return (found.Listing, new Uri($"/files/{found.Name}", UriKind.Relative));
    });

    private async Task SuspendAsync(Listing listing)
    {
        var suspended = await _portal.Services.GetRequiredService<SuspendListing>()
            .RunAsync(listing.ExtensionKey, "It calls a host that it does not name.", await ActorAsync("operator@"), default);
        Assert.True(suspended.Succeeded, suspended.Error?.Message);
    }

    /// <summary>A draft of acme at the commit that the listing shows.</summary>
    private async Task<(Guid Draft, Actor Owner)> DraftAsync(Listing listing)
    {
        var owner = await ActorAsync("publisher@");
        var draft = (await _portal.Services.GetRequiredService<StartSubmission>().RunAsync("acme", "marketplace", owner, default)).Value;
        var url = await QueryAsync(db => db.Set<Submission>()
            .Where(one => one.ExtensionKey == listing.ExtensionKey && one.RepositoryUrl != "")
            .Select(one => one.RepositoryUrl)
            .FirstAsync());
        var read = await _portal.Services.GetRequiredService<ReadRepository>()
            .RunAsync(new ReadRepositoryRequest(draft, url, listing.Commit, null, owner), progress: null, default);
        Assert.True(read.Succeeded, read.Error?.Message);
        return (draft, owner);
    }

    private Task<Actor> ActorAsync(string email) => QueryAsync(async db =>
    {
        var person = await db.Set<PortalUser>().FirstAsync(user => user.Email!.StartsWith(email));
        return new Actor(person.Id, person.DisplayName);
    });

    private async Task<HttpClient> SignInAsync(string person)
    {
        var client = _portal.ClientWithCookies();
        var html = await client.GetStringAsync(new Uri("/account/login", UriKind.Relative));
        var token = Regex.Match(
            html,
            "name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"",
            RegexOptions.None,
            TimeSpan.FromSeconds(1)).Groups["token"].Value;
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);
        using var response = await client.PostAsync(new Uri($"/account/demo-sign-in/{person}", UriKind.Relative), form);
        Assert.True(response.IsSuccessStatusCode);
        return client;
    }

    private async Task<T> QueryAsync<T>(Func<PortalDb, Task<T>> query)
    {
        await using var db = await _portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        return await query(db);
    }

    private static string Header(HttpResponseMessage message, string name) =>
        string.Join(", ", message.Headers.TryGetValues(name, out var values) ? values : []);
}
