using Kiket.Portal.Listings.Browsing;

namespace Kiket.Portal.Listings.Pages;

/// <summary>Suggests listings when the requested one is gone or never existed.</summary>
public sealed class SuggestListings(ListingQueries listings, SearchListings search)
{
    private const int Most = 3;

    /// <summary>Enough that a publisher with many extensions leaves room for others.</summary>
    private const int Candidates = 12;

    public async Task<IReadOnlyList<ListingCard>> RunAsync(string extensionId, CancellationToken cancellationToken)
    {
        var gone = await listings.FindAsync(VisibleRegistry.Marketplace, extensionId, cancellationToken);
        var request = gone?.Listing.CategorySlugs is [var category, ..]
            ? new BrowseRequest(VisibleRegistry.Marketplace, Category: category, PageSize: Most + 1)
            : new BrowseRequest(VisibleRegistry.Marketplace, LastSegment(extensionId), PageSize: Most + 1);
        var found = await search.RunAsync(request, cancellationToken);
        return [.. found.Page.Items.Where(card => gone?.Listing.State == ListingState.Listed || card.ExtensionId != gone?.Listing.ExtensionId).Take(Most)];
    }

    /// <summary>Others of its first category that has some, by other publishers.</summary>
    public async Task<IReadOnlyList<ListingCard>> RelatedAsync(ListingModel listing, CancellationToken cancellationToken)
    {
        foreach (var category in listing.Categories)
        {
            var first = await search.FirstAsync(new BrowseRequest(VisibleRegistry.Marketplace, Category: category, PageSize: Candidates), cancellationToken);
            var others = first
                .Where(card => card.ExtensionId != listing.ExtensionId && card.PublisherName != listing.PublisherName)
                .Take(Most)
                .ToList();
            if (others.Count > 0)
            {
                return others;
            }
        }

        return [];
    }

    /// <summary>
    /// The last part of an id, such as <c>alerts</c> of <c>dev.acme.alerts</c>. The search tolerates typing errors in
    /// it.
    /// </summary>
    private static string LastSegment(string extensionId) =>
        extensionId[(extensionId.LastIndexOf('.') + 1)..] is { Length: > 2 } last ? last : extensionId;
}
