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
