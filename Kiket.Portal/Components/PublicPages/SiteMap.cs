using System.Globalization;
using System.Xml;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Categories;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>
/// Every public listing with its last change, for search engines (sitemaps.org). A marketplace too large for one map
/// returns an index whose parts have a last change date, so that search engines only read changed parts again.
/// </summary>
/// <param name="listings">What is public.</param>
/// <param name="root">The root of the addresses.</param>
/// <param name="shelf">Each category has a page of its own.</param>
public sealed class SiteMap(ListingQueries listings, PublicRoot root, CategoryShelf shelf)
{
    private const string Namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";

    /// <summary>Listings in one map. The protocol allows 50,000 addresses; smaller maps are faster to create and read.</summary>
    public int PartSize { get; init; } = 10_000;

    /// <param name="request">The request, for the address it came to.</param>
    /// <param name="part">The number of the map in the index, from 1; null for the index or for the only map.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>404 for a part that does not exist.</returns>
    public async Task<IResult> ResponseAsync(HttpRequest request, int? part, CancellationToken cancellationToken)
    {
        var parts = await listings.LastPartAsync(VisibleRegistry.Marketplace, PartSize, cancellationToken);
        return part switch
        {
            null when parts > 1 => await IndexAsync(request, cancellationToken),
            < 1 => Results.NotFound(),
            { } asked when asked > parts => Results.NotFound(),
            _ => await PartAsync(request, part ?? 1, cancellationToken),
        };
    }

    private async Task<IResult> IndexAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var parts = await listings.PartsAsync(VisibleRegistry.Marketplace, PartSize, cancellationToken);
        return await XmlResponse.OfAsync("application/xml; charset=utf-8", async xml =>
        {
            await xml.WriteStartElementAsync(null, "sitemapindex", Namespace);
            foreach (var (part, changed) in parts)
            {
                var address = string.Create(CultureInfo.InvariantCulture, $"/sitemap.xml?part={part}");
                await EntryAsync(xml, "sitemap", root.Below(request, address), changed);
            }

            await xml.WriteEndElementAsync();
        });
    }

    private async Task<IResult> PartAsync(HttpRequest request, int part, CancellationToken cancellationToken)
    {
        var changes = await listings.PartAsync(VisibleRegistry.Marketplace, part, PartSize, cancellationToken);
        return await XmlResponse.OfAsync("application/xml; charset=utf-8", async xml =>
        {
            await xml.WriteStartElementAsync(null, "urlset", Namespace);
            if (part == 1)
            {
                await EntryAsync(xml, "url", root.Below(request, "/marketplace"), changes.Count > 0 ? changes.Max(change => change.ChangedAt) : null);
                foreach (var category in shelf.Offered([]))
                {
                    await EntryAsync(xml, "url", root.Below(request, $"/marketplace?category={category.Slug}"), null);
                }
            }

            foreach (var change in changes)
            {
                await EntryAsync(xml, "url", root.Below(request, PublicRoot.Listing(change.ExtensionId)), change.ChangedAt);
            }

            await xml.WriteEndElementAsync();
        });
    }

    private static async Task EntryAsync(XmlWriter xml, string element, Uri address, DateTimeOffset? changed)
    {
        await xml.WriteStartElementAsync(null, element, Namespace);
        await xml.WriteElementStringAsync(null, "loc", Namespace, address.AbsoluteUri);
        if (changed is { } instant)
        {
            await xml.WriteElementStringAsync(null, "lastmod", Namespace, XmlResponse.Instant(instant));
        }

        await xml.WriteEndElementAsync();
    }
}
