using System.Net;
using Kiket.Portal.Components.PublicPages;
using Kiket.Portal.Data;
using Kiket.Portal.Listings;
using Kiket.Portal.Tests.Api;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.PublicPages;

/// <summary>A visitor's page in its kept frame is the page that Blazor draws whole, to the letter.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class VisitorPagesTests : IAsyncLifetime
{
    private readonly ApiPortal _portal = new();

    private VisitorFrames Frames => _portal.Server.Services.GetRequiredService<VisitorFrames>();

    public Task InitializeAsync() => _portal.InitializeAsync();

    public Task DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task It_is_the_same_page_whatever_page_the_frame_was_taken_from()
    {
        await _portal.ListedAsync(name: "listed", summary: "Says \"<b>\" & 'more' 👍.");
        // Longer than what is written at once, with letters of two halves at every place where it could be parted.
        await ListedAsync("wordy", "# Wordy\n\n" + string.Concat(Enumerable.Repeat("👍👍👍a é 漢 ", 4_000)));

        // Not the security tab: it tells of checks, which end when they end.
        string[] addresses =
        [
            "/", "/marketplace", "/marketplace?sort=name&page=1", "/marketplace?q=%22%3Cscript%3E%20%F0%9F%91%8D", "/marketplace?category=communication",
            "/marketplace/dev.acme.listed", "/marketplace/DEV.acme.listed/versions", "/marketplace/dev.acme.wordy",
        ];
        var whole = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var address in addresses)
        {
            Frames.Clear();
            whole[address] = await ReadAsync(address);
        }

        // The frames of these two serve all.
        Frames.Clear();
        await ReadAsync("/?category=crm");
        await ReadAsync("/marketplace/dev.acme.listed/security");
        Assert.Equal(2, Frames.Count);
        foreach (var address in addresses)
        {
            Assert.Equal(whole[address], await ReadAsync(address));
        }
    }

    [Fact]
    public async Task A_page_takes_nothing_of_another_with_it()
    {
        await _portal.ListedAsync(name: "first", summary: "The first of them.");
        await _portal.ListedAsync(name: "second", summary: "The second of them.");

        // Not the overview, which leads to others of the publisher.
        await ReadAsync("/marketplace/dev.acme.first/security");
        var second = await ReadAsync("/marketplace/dev.acme.second/security");

        Assert.DoesNotContain("dev.acme.first", second, StringComparison.Ordinal);
        Assert.DoesNotContain("The first of them.", second, StringComparison.Ordinal);
        Assert.Contains("href=\"/marketplace/dev.acme.second/security#main\"", second, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/marketplace/dev.nobody.nothing", "Extension not found")]
    [InlineData("/marketplace/%EF%BF%BE", "Extension not found")]
    [InlineData("/marketplace/dev.acme.listed/no-such-tab", "Page not found")]
    [InlineData("/marketplace?page=7", "Page not found")]
    public async Task What_is_not_there_answers_so_in_a_frame_as_well(string address, string title)
    {
        await _portal.ListedAsync(name: "listed");
        await ReadAsync("/marketplace");
        Assert.Equal(1, Frames.Count);

        using var response = await GetAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains(title, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_with_what_is_no_character_is_approved_shown_and_found()
    {
        await ListedAsync("odd", "# Odd\n\nA \uFFFE and a \uFDD0 here, zebra.");

        Assert.Contains(">U+FFFE</span>", await ReadAsync("/marketplace/dev.acme.odd"), StringComparison.Ordinal);
        Assert.Contains("dev.acme.odd", await ReadAsync("/marketplace?q=zebra"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_page_that_breaks_is_no_page_and_is_not_kept(bool isFramed)
    {
        if (isFramed)
        {
            await ReadAsync("/marketplace");
        }

        await RunAsync("ALTER TABLE Listings RENAME TO Elsewhere");
        using var broken = await GetAsync("/marketplace");
        await RunAsync("ALTER TABLE Elsewhere RENAME TO Listings");
        using var fixedIn = await _portal.Client().GetAsync(new Uri("/marketplace", UriKind.Relative));

        Assert.Equal(HttpStatusCode.InternalServerError, broken.StatusCode);
        Assert.Equal(HttpStatusCode.OK, fixedIn.StatusCode);
    }

    private async Task RunAsync(string sql)
    {
        await using var db = await _portal.Server.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        await db.Database.ExecuteSqlRawAsync(sql);
    }

    private async Task ListedAsync(string name, string readme)
    {
        _portal.GitHub.Push($"acme/{name}", ApiPortal.Manifest(name, "1.0.0"), readme: readme);
        var published = await _portal.PublishAsync($"https://github.com/acme/{name}");
        var decided = await _portal.DecideAsync(published.Body.GetProperty("submission_id").GetGuid(), "approve");
        Assert.Equal(HttpStatusCode.OK, decided.Status);
    }

    private async Task<string> ReadAsync(string address)
    {
        using var response = await GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>As after a change of every listing: nothing comes from the output cache.</summary>
    private Task<HttpResponseMessage> GetAsync(string address)
    {
        _portal.Server.Services.GetRequiredService<ListingStamps>().Raise(null);
        return _portal.Client().GetAsync(new Uri(address, UriKind.Relative));
    }
}
