using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kiket.Portal.Data;
using Kiket.Portal.Listings;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Architecture;

/// <summary>
/// Asks for a private listing in every way there is, as everybody who isn't a member of its organization. A new route is asked too, because the
/// ways come from <see cref="RouteTable"/>.
/// </summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class PrivateListingTests
{
    private const string Absent = "dev.acme.absent-bridge";

    private static readonly string[] Tabs = ["security", "versions", "changelog", "examples", "getting-started"];

    private static readonly string[] Searches =
    [
        "/marketplace?q=zanzibar", "/marketplace?q=quokka", "/marketplace?q=zanzibr", "/marketplace?q=" + RouteSamples.PrivateId,
        "/marketplace?q=zanzibar+acme", "/marketplace?category=communication", "/marketplace?category=communication&sort=name",
        "/api/v1/extensions/registry/marketplace?q=zanzibar", "/api/v1/extensions/registry/marketplace?q=" + RouteSamples.PrivateId,
        "/api/v1/extensions/registry/marketplace?per_page=100", "/api/v1/extensions/registry/acme?q=zanzibar",
        "/api/v1/marketplace/products?all=true&per_page=100", "/api/v1/reviews/submissions?registry=acme", "/api/v1/reviews/submissions?state=approved",
        "/sitemap.xml", "/marketplace/feed.atom", "/publishers/acme",
    ];

    [Fact]
    public async Task No_public_way_reveals_a_private_listing()
    {
        await using var portal = await PortalServer.StartAsync(RouteAccessTests.Generous);
        var counts = await CountsAsync(portal.Client());
        var samples = new RouteSamples(portal);
        await samples.PrepareAsync();
        await AssertMembersSeeItAsync(samples);

        var told = new List<string>();
        foreach (var who in new[] { Who.Visitor, Who.Stranger, Who.Reviewer })
        {
            await AskAsync(who.ToString(), samples.People[who], Addresses(samples, isApi: false), told);
        }

        foreach (var token in samples.Tokens.Where(token => token.Scope == Scopes.NoToken || (!token.IsOwn && token.Scope is Scopes.Admin or Scopes.Review)))
        {
            await AskAsync(token.Name, token.Client, Addresses(samples, isApi: true), told);
        }

        Assert.True(told.Count == 0, $"{told.Count} answers tell of a private listing:\n{string.Join('\n', told)}");
        Assert.Equal(counts, await CountsAsync(portal.Client()));
        Assert.Equal(await PublicAsync(portal), await TotalAsync(portal.Client()));
    }

    /// <summary>And what they see is never kept for others.</summary>
    private static async Task AssertMembersSeeItAsync(RouteSamples samples)
    {
        foreach (var member in new[] { samples.People[Who.Member], samples.People[Who.Owner] })
        {
            using var publicAddress = await member.GetAsync(Of($"/marketplace/{RouteSamples.PrivateId}"));
            Assert.Equal(HttpStatusCode.Found, publicAddress.StatusCode);
            using var page = await member.GetAsync(publicAddress.Headers.Location);
            Assert.Contains(RouteSamples.PrivateSummary, await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.True(page.Headers.CacheControl is { NoStore: true } or { Private: true });
            Assert.Contains(
                RouteSamples.PrivateName, await member.GetStringAsync(Of("/orgs/acme/extensions/marketplace?q=quokka")), StringComparison.Ordinal);
            foreach (var picture in new[] { $"/files/{samples.PrivateListing.Picture}", $"/uploads/{samples.PrivateListing.Upload:N}" })
            {
                using var shown = await member.GetAsync(Of(picture));
                Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
                Assert.True(shown.Headers.CacheControl is { Private: true, Public: false });
            }
        }

        var reader = samples.Tokens.First(token => token is { IsMembers: true, Scope: Scopes.Read }).Client;
        Assert.Contains(
            RouteSamples.PrivateName, await reader.GetStringAsync(Of($"/api/v1/extensions/registry/acme/{RouteSamples.PrivateId}")), StringComparison.Ordinal);
    }

    /// <summary>Every address that reads and can name the listing, its submission or its pictures, or shows several listings.</summary>
    private static IEnumerable<string> Addresses(RouteSamples samples, bool isApi)
    {
        foreach (var search in Searches.Where(search => search.StartsWith("/api/", StringComparison.Ordinal) == isApi))
        {
            yield return search;
        }

        foreach (var entry in RouteTable.Entries.Where(entry =>
            entry is { InDevelopment: false, Method: "PAGE" or "GET" }
            && entry.Pattern.StartsWith("/api/v1/", StringComparison.Ordinal) == isApi
            && (entry.Pattern.Contains('{', StringComparison.Ordinal) || entry.Who == Who.Everybody || isApi)
            && !entry.Pattern.StartsWith("/account", StringComparison.Ordinal)
            && !entry.Pattern.Contains("{**", StringComparison.Ordinal)))
        {
            foreach (var registry in entry.Pattern.Contains("{registry}", StringComparison.Ordinal) ? new[] { "marketplace", "acme" } : ["marketplace"])
            {
                foreach (var tab in entry.Pattern.Contains("{TabSegment}", StringComparison.Ordinal) ? Tabs : ["overview"])
                {
                    yield return Named(entry.Pattern, registry, tab, samples.PrivateListing);
                }
            }
        }
    }

    private static string Named(string pattern, string registry, string tab, PrivateSample listing) => Regex.Replace(
        pattern,
        @"\{(?<name>\w+)(?::\w+)?\??\}",
        match => match.Groups["name"].Value.ToUpperInvariant() switch
        {
            "EXTENSIONID" or "EXTENSION_ID" => RouteSamples.PrivateId,
            "ID" when pattern.Contains("/products", StringComparison.Ordinal) => RouteSamples.PrivateId,
            "ID" when pattern.Contains("/uploads", StringComparison.Ordinal) => listing.Upload.ToString("N"),
            "ID" or "SUBMISSIONID" or "DRAFTID" => listing.Submission.ToString(),
            "NAME" when pattern.StartsWith("/files", StringComparison.Ordinal) => listing.Picture,
            "REGISTRY" => registry,
            "TABSEGMENT" => tab,
            "VERSION" or "OTHER" => RouteSamples.PrivateVersion,
            "FILE" => "open-for-sev1.yaml",
            "ORG" or "ORGANIZATION" or "SLUG" => "acme",
            _ => "1",
        },
        RegexOptions.None,
        TimeSpan.FromSeconds(1));

    private static async Task AskAsync(string who, HttpClient client, IEnumerable<string> addresses, List<string> told)
    {
        foreach (var address in addresses)
        {
            await AskAsync(who, client, address, told);
        }
    }

    private static async Task AskAsync(string who, HttpClient client, string address, List<string> told)
    {
        var (status, text) = await ReadAsync(client, address);
        if (text.Contains(RouteSamples.PrivateName, StringComparison.OrdinalIgnoreCase)
            || text.Contains(RouteSamples.PrivateSummary, StringComparison.OrdinalIgnoreCase)
            || (!address.Contains(RouteSamples.PrivateId, StringComparison.Ordinal) && text.Contains(RouteSamples.PrivateId, StringComparison.Ordinal)))
        {
            told.Add($"{who}: {address} names it");
        }

        if (address.Contains(RouteSamples.PrivateId, StringComparison.Ordinal))
        {
            var (other, otherText) = await ReadAsync(client, address.Replace(RouteSamples.PrivateId, Absent, StringComparison.Ordinal));
            var isProse = text.StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase);
            if (status != other || (!isProse && text.Replace(RouteSamples.PrivateId, Absent, StringComparison.Ordinal) != otherText))
            {
                told.Add($"{who}: {address} answers {status}, an id that doesn't exist {other}");
            }
        }
    }

    /// <summary>The status with the place it leads to, and the text.</summary>
    private static async Task<(string Status, string Text)> ReadAsync(HttpClient client, string address)
    {
        using var response = await client.GetAsync(Of(address));
        Assert.True(response.StatusCode < HttpStatusCode.InternalServerError, $"{address} answered {response.StatusCode}.");
        var target = response.Headers.Location?.ToString().Replace(RouteSamples.PrivateId, Absent, StringComparison.OrdinalIgnoreCase);
        return (string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode} {target}"), await response.Content.ReadAsStringAsync());
    }

    /// <summary>The numbers beside the filters and above the cards.</summary>
    private static async Task<string> CountsAsync(HttpClient visitor) => string.Join(' ', Regex
        .Matches(await visitor.GetStringAsync(Of("/marketplace")), @"class=""kp-count"">(?<count>[^<]*)<", RegexOptions.None, TimeSpan.FromSeconds(1))
        .Select(match => match.Groups["count"].Value));

    private static async Task<int> TotalAsync(HttpClient visitor) =>
        (await visitor.GetFromJsonAsync<JsonElement>("/api/v1/extensions/registry/marketplace")).GetProperty("total").GetInt32();

    private static async Task<int> PublicAsync(PortalServer portal)
    {
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        return await db.Set<Listing>().CountAsync(listing => listing.Registry == "marketplace" && listing.State == ListingState.Listed);
    }

    private static Uri Of(string address) => new(address, UriKind.Relative);
}
