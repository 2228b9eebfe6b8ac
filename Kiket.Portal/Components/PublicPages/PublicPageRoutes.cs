using System.Globalization;
using System.Xml;
using Kiket.Portal.Documentation;
using Kiket.Portal.Extensions;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>The routes for programs: the feed, the site map, robots.txt and pictures for link previews.</summary>
public static class PublicPageRoutes
{
    private const int FeedEntries = 50;

    public static void MapPublicPages(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").ExcludeFromDescription();
        group.MapGet("/marketplace/feed.atom", FeedAsync);
        group.MapGet("/sitemap.xml",
            (HttpRequest request, int? part, SiteMap map, CancellationToken cancellationToken) => map.ResponseAsync(request, part, cancellationToken));
        group.MapGet("/robots.txt", Robots);
        group.MapGet("/marketplace/{extensionId}/card.png", CardAsync);
        ExampleFiles.Map(group);
        group.MapGet("/marketplace/{extensionId}/changelog.md", ChangelogAsync);
    }

    private static async Task<IResult> FeedAsync(
        HttpRequest request, ListingQueries listings, PublicRoot root, TimeProvider clock, CancellationToken cancellationToken)
    {
        var changes = await listings.ChangesAsync(Extension.Marketplace, 0, FeedEntries, cancellationToken);
        var updated = changes.Count > 0 ? changes.Max(change => change.ReleasedAt) : clock.GetUtcNow();
        return await XmlResponse.OfAsync("application/atom+xml; charset=utf-8", async xml =>
        {
            const string Atom = "http://www.w3.org/2005/Atom";
            await xml.WriteStartElementAsync(null, "feed", Atom);
            await xml.WriteElementStringAsync(null, "title", Atom, "Kiket Marketplace: new and updated extensions");
            await xml.WriteElementStringAsync(null, "id", Atom, root.Below(request, "/marketplace/feed.atom").AbsoluteUri);
            await xml.WriteElementStringAsync(null, "updated", Atom, XmlResponse.Instant(updated));
            await LinkAsync(xml, Atom, "self", root.Below(request, "/marketplace/feed.atom"));
            await LinkAsync(xml, Atom, "alternate", root.Below(request, "/marketplace"));
            foreach (var change in changes)
            {
                var address = root.Below(request, PublicRoot.Listing(change.ExtensionId));
                await xml.WriteStartElementAsync(null, "entry", Atom);
                await xml.WriteElementStringAsync(null, "title", Atom, Clean($"{change.Name} {change.Version}"));
                // One entry per release, so that a feed reader shows a new version as a new entry.
                await xml.WriteElementStringAsync(null, "id", Atom, $"{address.AbsoluteUri}#{Uri.EscapeDataString(change.Version)}");
                await xml.WriteElementStringAsync(null, "updated", Atom, XmlResponse.Instant(change.ReleasedAt));
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

    private static async Task<IResult> CardAsync(
        string extensionId, ListingQueries listings, ListingPicture picture, UploadStore uploads, FileStore files, CancellationToken cancellationToken)
    {
        var page = await listings.FindAsync(Extension.Marketplace, extensionId, cancellationToken);
        return page?.Listing.State == ListingState.Listed
            ? Results.Bytes(picture.Draw(page.Listing, IconOf(page.Listing)), "image/png")
            : Absent(page?.Listing.State);

        string? IconOf(Listing listing) => listing.IconId is { } icon
            ? uploads.FindIcon(icon)
            : Path.GetFileName(listing.ManifestIcon) is { } name ? files.Find(name) : null;
    }

    private static IResult Absent(ListingState? state) =>
        Results.StatusCode(state is ListingState.Removed or ListingState.Suspended ? StatusCodes.Status410Gone : StatusCodes.Status404NotFound);

    /// <summary>The changelog as its publisher wrote it, for copying into other release notes.</summary>
    private static async Task<IResult> ChangelogAsync(
        string extensionId, ListingQueries listings, DocumentQueries documents, CancellationToken cancellationToken)
    {
        var page = await listings.FindAsync(Extension.Marketplace, extensionId, cancellationToken);
        if (page?.Listing is not { State: ListingState.Listed, DocumentSetId: { } set })
        {
            return Absent(page?.Listing.State);
        }

        var entries = await documents.GetChangelogAsync(set, cancellationToken);
        return entries.Count == 0
            ? Results.StatusCode(StatusCodes.Status404NotFound)
            : Results.Text(string.Join("\n\n", entries.Select(Markdown)) + "\n", "text/plain; charset=utf-8");
    }

    private static string Markdown(DocumentPage entry)
    {
        var date = entry.ReleasedOn is { } on ? " - " + on.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "";
        var words = entry.Title == entry.Version ? "" : " " + entry.Title;
        var heading = entry.Version is { } version ? $"## [{version}]{date}{(entry.IsYanked ? " [YANKED]" : "")}{words}\n\n" : "";
        return heading + (entry.Source ?? entry.PlainText).Trim();
    }

    private static async Task LinkAsync(XmlWriter xml, string space, string relation, Uri address)
    {
        await xml.WriteStartElementAsync(null, "link", space);
        await xml.WriteAttributeStringAsync(null, "rel", null, relation);
        await xml.WriteAttributeStringAsync(null, "href", null, address.AbsoluteUri);
        await xml.WriteEndElementAsync();
    }

    /// <summary>Removes characters that names can contain but XML cannot.</summary>
    private static string Clean(string text) =>
        string.Concat(PlainText.WellFormed(text).Where(character => XmlConvert.IsXmlChar(character) || char.IsSurrogate(character)));
}
