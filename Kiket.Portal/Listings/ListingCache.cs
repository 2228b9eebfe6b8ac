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
        await pages.EvictByTagAsync(normalizedId is null ? ListingsTag : TagOf(normalizedId), CancellationToken.None);
    }
}
