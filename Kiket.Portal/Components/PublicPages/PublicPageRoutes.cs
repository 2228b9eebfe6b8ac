using System.Globalization;
using Kiket.Portal.Documentation;
using Kiket.Portal.Files;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>The routes for programs: feeds, the site map, robots.txt, security.txt and pictures for link previews.</summary>
public static class PublicPageRoutes
{
    public static void MapPublicPages(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").ExcludeFromDescription();
        Feeds.Map(group);
        ReadmeBadge.Map(group);
        group.MapGet("/sitemap.xml",
            (HttpRequest request, int? part, SiteMap map, CancellationToken cancellationToken) => map.ResponseAsync(request, part, cancellationToken));
        group.MapGet("/robots.txt", Robots);
        SecurityText.Map(group);
        group.MapGet("/marketplace/{extensionId}/card.png", CardAsync);
        ExampleFiles.Map(group);
        group.MapGet("/marketplace/{extensionId}/changelog.md", ChangelogAsync);
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
        var page = await listings.FindAsync(VisibleRegistry.Marketplace, extensionId, cancellationToken);
        return page?.Listing.State == ListingState.Listed
            ? Results.Bytes(picture.Draw(page.Listing, IconOf(page.Listing)), "image/png")
            : Absent(page?.Listing.State);

        string? IconOf(Listing listing) => listing.IconId is { } icon
            ? uploads.FindIcon(icon)
            : Path.GetFileName(listing.ManifestIcon) is { } name ? files.Find(name) : null;
    }

    /// <summary>The response for a listing that isn't shown.</summary>
    internal static IResult Absent(ListingState? state) =>
        Results.StatusCode(state is ListingState.Removed or ListingState.Suspended or ListingState.Unlisted
            ? StatusCodes.Status410Gone
            : StatusCodes.Status404NotFound);

    /// <summary>The changelog as its publisher wrote it, for copying into other release notes.</summary>
    private static async Task<IResult> ChangelogAsync(
        string extensionId, ListingQueries listings, DocumentQueries documents, CancellationToken cancellationToken)
    {
        var page = await listings.FindAsync(VisibleRegistry.Marketplace, extensionId, cancellationToken);
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
}
