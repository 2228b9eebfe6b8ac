using System.Xml;
using Kiket.Portal.Documentation;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Releases;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>Feeds (Atom, RFC 4287): new and updated extensions, and the versions of one.</summary>
internal static class Feeds
{
    private const string Atom = "http://www.w3.org/2005/Atom";

    /// <summary>Readers ask at least once a day, so that more would only be old news.</summary>
    private const int MostEntries = 50;

    /// <summary>What a reader shows of a changelog's entry before one opens the page.</summary>
    private const int MostText = 2000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/marketplace/feed.atom", MarketplaceAsync);
        routes.MapGet("/marketplace/{extensionId}/feed.atom", ExtensionAsync);
    }

    private static async Task<IResult> MarketplaceAsync(
        HttpRequest request, ListingQueries listings, PublicRoot root, TimeProvider clock, CancellationToken cancellationToken)
    {
        var changes = await listings.NewestAsync(VisibleRegistry.Marketplace, MostEntries, cancellationToken);
        return await FeedAsync(
            "Kiket Marketplace: new and updated extensions",
            root.Below(request, "/marketplace/feed.atom"),
            root.Below(request, "/marketplace"),
            [.. changes.Select(change => new Entry(
                $"{change.Name} {change.Version}", root.Below(request, PublicRoot.Listing(change.ExtensionId)), change.Version, change.ReleasedAt,
                change.PublisherName, change.Summary))],
            clock);
    }

    private static async Task<IResult> ExtensionAsync(
        string extensionId, HttpRequest request, ListingQueries listings, ReleaseQueries releases, DocumentQueries documents, PublicRoot root,
        TimeProvider clock, CancellationToken cancellationToken)
    {
        var found = await listings.FindAsync(VisibleRegistry.Marketplace, extensionId, cancellationToken);
        if (found?.Listing is not { State: ListingState.Listed } listing)
        {
            return PublicPageRoutes.Absent(found?.Listing.State);
        }

        var page = root.Below(request, PublicRoot.Listing(listing.ExtensionId));
        var written = listing.DocumentSetId is { } set ? await documents.GetChangelogAsync(set, cancellationToken) : [];
        var versions = await releases.ForExtensionAsync(listing.ExtensionKey, cancellationToken);
        return await FeedAsync(
            $"Versions of {listing.Name}",
            root.Below(request, PublicRoot.Listing(listing.ExtensionId) + "/feed.atom"),
            page,
            [.. versions.OrderByDescending(version => version.ReleasedAt).Take(MostEntries).Select(version => new Entry(
                $"{listing.Name} {version.Version}", page, version.Version, version.ReleasedAt, listing.PublisherName,
                TextOf(written, version.Version) ?? listing.Summary))],
            clock);
    }

    private static string? TextOf(IReadOnlyList<DocumentPage> changelog, string version) =>
        changelog.FirstOrDefault(entry => entry.Version == version)?.PlainText.Trim() switch
        {
            null or "" => null,
            { Length: > MostText } text => text[..MostText].TrimEnd() + " …",
            var text => text,
        };

    private static Task<IResult> FeedAsync(string title, Uri self, Uri page, IReadOnlyList<Entry> entries, TimeProvider clock) =>
        XmlResponse.OfAsync("application/atom+xml; charset=utf-8", async xml =>
        {
            await xml.WriteStartElementAsync(null, "feed", Atom);
            await xml.WriteElementStringAsync(null, "title", Atom, Clean(title));
            await xml.WriteElementStringAsync(null, "id", Atom, self.AbsoluteUri);
            await xml.WriteElementStringAsync(
                null, "updated", Atom, XmlResponse.Instant(entries.Count > 0 ? entries.Max(entry => entry.At) : clock.GetUtcNow()));
            await LinkAsync(xml, "self", self);
            await LinkAsync(xml, "alternate", page);
            foreach (var entry in entries)
            {
                await WriteAsync(xml, entry);
            }

            await xml.WriteEndElementAsync();
        });

    private static async Task WriteAsync(XmlWriter xml, Entry entry)
    {
        await xml.WriteStartElementAsync(null, "entry", Atom);
        await xml.WriteElementStringAsync(null, "title", Atom, Clean(entry.Title));
        // One entry per release, so that a feed reader shows a new version as a new entry.
        await xml.WriteElementStringAsync(null, "id", Atom, $"{entry.Page.AbsoluteUri}#{Uri.EscapeDataString(entry.Version)}");
        await xml.WriteElementStringAsync(null, "updated", Atom, XmlResponse.Instant(entry.At));
        await LinkAsync(xml, "alternate", entry.Page);
        await xml.WriteStartElementAsync(null, "author", Atom);
        await xml.WriteElementStringAsync(null, "name", Atom, Clean(entry.Author));
        await xml.WriteEndElementAsync();
        await xml.WriteElementStringAsync(null, "summary", Atom, Clean(entry.Summary));
        await xml.WriteEndElementAsync();
    }

    private static async Task LinkAsync(XmlWriter xml, string relation, Uri address)
    {
        await xml.WriteStartElementAsync(null, "link", Atom);
        await xml.WriteAttributeStringAsync(null, "rel", null, relation);
        await xml.WriteAttributeStringAsync(null, "href", null, address.AbsoluteUri);
        await xml.WriteEndElementAsync();
    }

    /// <summary>Removes characters that names can contain but XML cannot.</summary>
    private static string Clean(string text) =>
        string.Concat(PlainText.WellFormed(text).Where(character => XmlConvert.IsXmlChar(character) || char.IsSurrogate(character)));

    private sealed record Entry(string Title, Uri Page, string Version, DateTimeOffset At, string Author, string Summary);
}
