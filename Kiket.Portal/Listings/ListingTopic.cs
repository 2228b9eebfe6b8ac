using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings;

/// <summary>
/// "The listing of this extension changed", by the portal's id of the extension. Published after the change is
/// committed; when it returns, no cached page of this node shows the old state any more, and the other nodes follow.
/// </summary>
public sealed partial class ListingTopic(ListingCache cache, IDbContextFactory<PortalDb> databases, ILogger<ListingTopic> logger) : LiveTopic(logger)
{
    protected override async Task ChangedAsync(Guid? key) => await cache.EvictAsync(key is { } extension ? await FindIdAsync(extension) : null);

    /// <summary>"Documents of this listing changed, and nothing else", on this node: the pages that follow the listing read it again.</summary>
    internal async Task ShowDocumentsAsync(Guid extension)
    {
        await (await FindIdAsync(extension) is { } id ? cache.EvictDocumentsAsync(id) : cache.EvictAsync(null));
        CallSubscribers(extension);
    }

    private async Task<string?> FindIdAsync(Guid key)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync();
            return await db.Set<Listing>()
                .Where(listing => listing.ExtensionKey == key)
                .Select(listing => listing.NormalizedId)
                .FirstOrDefaultAsync();
        }
        catch (Exception exception)
        {
            // The change is already committed and must not fail because of this. Evicting every page is better than
            // showing an old one.
            NotFound(logger, exception, key);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The listing of extension {Key} could not be found, so the pages of all listings are evicted.")]
    private static partial void NotFound(ILogger logger, Exception exception, Guid key);
}

/// <summary>
/// "Documents of this extension's listing changed, and nothing else." What follows a listing subscribes to <see cref="ListingTopic"/> alone.
/// </summary>
public sealed class ListingDocumentsTopic(ListingTopic listings, ILogger<ListingDocumentsTopic> logger) : LiveTopic(logger)
{
    /// <summary>Without a key, <see cref="ListingTopic"/> gets the same signal and evicts everything.</summary>
    protected override Task ChangedAsync(Guid? key) => key is { } extension ? listings.ShowDocumentsAsync(extension) : Task.CompletedTask;
}
