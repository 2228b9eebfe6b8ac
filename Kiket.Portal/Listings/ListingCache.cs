using Microsoft.AspNetCore.OutputCaching;

namespace Kiket.Portal.Listings;

/// <summary>
/// Evicts everything that is cached about listings. Raising the stamp is enough, because nothing that was cached under
/// an older one is used again. Evicting by tag frees the memory of the pages.
/// </summary>
public sealed class ListingCache(ListingStamps stamps, IOutputCacheStore pages)
{
    /// <summary>The tag of cached pages that show several listings.</summary>
    public const string BrowseTag = "marketplace";

    /// <summary>The tag of cached pages that say when listings changed: feed and site map.</summary>
    public const string ChangesTag = "listing-changes";

    /// <summary>The tag of every cached page of a listing.</summary>
    public const string ListingsTag = "listings";

    /// <summary>The tag of the cached pages of one listing.</summary>
    public static string TagOf(string normalizedId) => "listing:" + normalizedId;

    /// <summary>When it returns, no page of this node shows the old state any more.</summary>
    /// <param name="normalizedId">The listing that changed; null for all of them.</param>
    public async Task EvictAsync(string? normalizedId)
    {
        stamps.Raise(normalizedId);
        await pages.EvictByTagAsync(BrowseTag, CancellationToken.None);
        await pages.EvictByTagAsync(ChangesTag, CancellationToken.None);
        await pages.EvictByTagAsync(normalizedId is null ? ListingsTag : TagOf(normalizedId), CancellationToken.None);
    }

    /// <summary>
    /// The same for a change of documents alone. Pages with several listings show none, so they stay: repositories are pushed to all the
    /// time, and each push would make the front page slow again.
    /// </summary>
    public async Task EvictDocumentsAsync(string normalizedId)
    {
        stamps.RaiseDocuments(normalizedId);
        await pages.EvictByTagAsync(ChangesTag, CancellationToken.None);
        await pages.EvictByTagAsync(TagOf(normalizedId), CancellationToken.None);
    }
}
