using System.Globalization;
using System.Text;
using System.Xml;
using Kiket.Portal.Documentation;
using Kiket.Portal.Extensions;
using Kiket.Portal.Files;
using Kiket.Portal.Listings;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>What readers that are no people ask for: the feed, the site map, robots.txt, pictures for link previews.</summary>
public static class PublicPageRoutes
{
    private const int FeedEntries = 50;

    /// <summary>The protocol allows 50,000 addresses in one map; maps of this size are listed in an index.</summary>
    internal const int MapEntries = 10_000;

    private static readonly XmlWriterSettings Writing = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Async = true, CheckCharacters = false };

    public static void MapPublicPages(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").ExcludeFromDescription();
        group.MapGet("/marketplace/feed.atom", FeedAsync);
        group.MapGet("/sitemap.xml", SiteMapAsync);
        group.MapGet("/robots.txt", Robots);
        group.MapGet("/marketplace/{extensionId}/card.png", CardAsync);
        ExampleFiles.Map(group);
        group.MapGet("/marketplace/{extensionId}/changelog.md", ChangelogAsync);
    }

    private static async Task<IResult> FeedAsync(HttpRequest request, ListingQueries listings, PublicRoot root, TimeProvider clock, CancellationToken cancellationToken)
    {
        var changes = await listings.ChangesAsync(Extension.Marketplace, 0, FeedEntries, cancellationToken);
        var updated = changes.Count > 0 ? changes.Max(change => change.ReleasedAt) : clock.GetUtcNow();
        return await XmlAsync("application/atom+xml; charset=utf-8", async xml =>
        {
            const string Atom = "http://www.w3.org/2005/Atom";
            await xml.WriteStartElementAsync(null, "feed", Atom);
            await xml.WriteElementStringAsync(null, "title", Atom, "Kiket Marketplace: new and updated extensions");
            await xml.WriteElementStringAsync(null, "id", Atom, root.Below(request, "/marketplace/feed.atom").AbsoluteUri);
            await xml.WriteElementStringAsync(null, "updated", Atom, Instant(updated));
            await LinkAsync(xml, Atom, "self", root.Below(request, "/marketplace/feed.atom"));
            await LinkAsync(xml, Atom, "alternate", root.Below(request, "/marketplace"));
            foreach (var change in changes)
            {
                var address = root.Below(request, PublicRoot.Listing(change.ExtensionId));
                await xml.WriteStartElementAsync(null, "entry", Atom);
                await xml.WriteElementStringAsync(null, "title", Atom, Clean($"{change.Name} {change.Version}"));
                // One entry a release: a reader shows a new version as something new.
                await xml.WriteElementStringAsync(null, "id", Atom, $"{address.AbsoluteUri}#{Uri.EscapeDataString(change.Version)}");
                await xml.WriteElementStringAsync(null, "updated", Atom, Instant(change.ReleasedAt));
                await LinkAsync(xml, Atom, "alternate", address);
                await xml.WriteStartElementAsync(null, "author", Atom);
                await xml.WriteElementStringAsync(null, "name", Atom, Clean(change.PublisherName));
                await xml.WriteEndElementAsync();
                await xml.WriteElementStringAsync(null, "summary", Atom, Clean(change.Summary));
                await xml.WriteEndElementAsync();
            }

            await xml.WriteEndElementAsync();
        });
    }

    private static async Task<IResult> SiteMapAsync(HttpRequest request, int? part, ListingQueries listings, PublicRoot root, CancellationToken cancellationToken)
    {
        const string Map = "http://www.sitemaps.org/schemas/sitemap/0.9";
        var total = (await listings.BrowseAsync(new BrowseRequest(Extension.Marketplace, PageSize: 1), cancellationToken)).Total;
        var parts = Math.Max(1, (total + MapEntries - 1) / MapEntries);
        if (part is null && parts > 1)
        {
            return await XmlAsync("application/xml; charset=utf-8", async xml =>
            {
                await xml.WriteStartElementAsync(null, "sitemapindex", Map);
                for (var number = 1; number <= parts; number++)
                {
                    await xml.WriteStartElementAsync(null, "sitemap", Map);
                    await xml.WriteElementStringAsync(null, "loc", Map, root.Below(request, string.Create(CultureInfo.InvariantCulture, $"/sitemap.xml?part={number}")).AbsoluteUri);
                    await xml.WriteEndElementAsync();
                }

                await xml.WriteEndElementAsync();
            });
        }

        if (part is { } asked && (asked < 1 || asked > parts))
        {
            return Results.NotFound();
        }

        var changes = await listings.ChangesAsync(Extension.Marketplace, ((part ?? 1) - 1) * MapEntries, MapEntries, cancellationToken);
        return await XmlAsync("application/xml; charset=utf-8", async xml =>
        {
            await xml.WriteStartElementAsync(null, "urlset", Map);
            if (part is null or 1)
            {
                await EntryAsync(xml, Map, root.Below(request, "/marketplace"), changes.Count > 0 ? changes.Max(change => change.ChangedAt) : null);
            }

            foreach (var change in changes)
            {
                await EntryAsync(xml, Map, root.Below(request, PublicRoot.Listing(change.ExtensionId)), change.ChangedAt);
            }

            await xml.WriteEndElementAsync();
        });
    }

    private static IResult Robots(HttpRequest request, PublicRoot root) => Results.Text(
        $"""
        User-agent: *
        Disallow: /account/
        Disallow: /api/
        Disallow: /orgs/
        Disallow: /review
        Disallow: /operations
        Disallow: /report/
        Disallow: /*?*q=
        Sitemap: {root.Below(request, "/sitemap.xml")}

        """,
        "text/plain; charset=utf-8");

    private static async Task<IResult> CardAsync(string extensionId, ListingQueries listings, ListingPicture picture, UploadStore uploads, FileStore files, CancellationToken cancellationToken)
    {
        var page = await listings.FindAsync(Extension.Marketplace, extensionId, cancellationToken);
        return page?.Listing.State == ListingState.Listed
            ? Results.Bytes(picture.Draw(page.Listing, IconOf(page.Listing)), "image/png")
            : Results.StatusCode(page?.Listing.State is ListingState.Removed or ListingState.Suspended ? StatusCodes.Status410Gone : StatusCodes.Status404NotFound);

        string? IconOf(Listing listing) => listing.IconId is { } icon ? uploads.FindIcon(icon) : Path.GetFileName(listing.ManifestIcon) is { } name ? files.Find(name) : null;
    }

    /// <summary>The changelog as its publisher wrote it, for copying into release notes of one's own.</summary>
    private static async Task<IResult> ChangelogAsync(string extensionId, ListingQueries listings, DocumentQueries documents, CancellationToken cancellationToken)
    {
        var page = await listings.FindAsync(Extension.Marketplace, extensionId, cancellationToken);
        if (page?.Listing is not { State: ListingState.Listed, DocumentSetId: { } set })
        {
            return Results.StatusCode(page?.Listing.State is ListingState.Removed or ListingState.Suspended ? StatusCodes.Status410Gone : StatusCodes.Status404NotFound);
        }

        var entries = await documents.GetChangelogAsync(set, cancellationToken);
        return entries.Count == 0
            ? Results.StatusCode(StatusCodes.Status404NotFound)
            : Results.Text(string.Join("\n\n", entries.Select(Markdown)) + "\n", "text/plain; charset=utf-8");
    }

    private static string Markdown(DocumentPage entry)
    {
        var date = entry.ReleasedOn is { } on ? " - " + on.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "";
        var heading = entry.Version is { } version ? $"## [{version}]{date}{(entry.IsYanked ? " [YANKED]" : "")}\n\n" : "";
        return heading + (entry.Source ?? entry.PlainText).Trim();
    }

    private static async Task<IResult> XmlAsync(string type, Func<XmlWriter, Task> write)
    {
        var stream = new MemoryStream();
        await using (var xml = XmlWriter.Create(stream, Writing))
        {
            await xml.WriteStartDocumentAsync();
            await write(xml);
            await xml.WriteEndDocumentAsync();
        }

        return Results.Bytes(stream.ToArray(), type);
    }

    private static async Task EntryAsync(XmlWriter xml, string space, Uri address, DateTimeOffset? changed)
    {
        await xml.WriteStartElementAsync(null, "url", space);
        await xml.WriteElementStringAsync(null, "loc", space, address.AbsoluteUri);
        if (changed is { } instant)
        {
            await xml.WriteElementStringAsync(null, "lastmod", space, Instant(instant));
        }

        await xml.WriteEndElementAsync();
    }

    private static async Task LinkAsync(XmlWriter xml, string space, string relation, Uri address)
    {
        await xml.WriteStartElementAsync(null, "link", space);
        await xml.WriteAttributeStringAsync(null, "rel", null, relation);
        await xml.WriteAttributeStringAsync(null, "href", null, address.AbsoluteUri);
        await xml.WriteEndElementAsync();
    }

    /// <summary>XML cannot hold every character that a name can.</summary>
    private static string Clean(string text) => string.Concat(text.Where(character => XmlConvert.IsXmlChar(character) || char.IsSurrogate(character)));

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
