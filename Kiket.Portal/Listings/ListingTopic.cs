using System.Data.Common;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings;

/// <summary>Keeps something made from listings and lets go of it when one changes.</summary>
public interface IKeepListings
{
    /// <param name="normalizedId">Which listing changed; null when that is not known.</param>
    Task ListingChangedAsync(string? normalizedId);
}

/// <summary>
/// "The listing of this extension changed", by the portal's id of the extension. Published after the change is
/// committed; when it returns, no kept page shows the old state any more.
/// </summary>
public sealed class ListingTopic(ListingStamps stamps, IDbContextFactory<PortalDb> databases, IEnumerable<IKeepListings> keepers) : LiveTopic<Guid>
{
    public override async Task PublishAsync(Guid key)
    {
        var id = await FindIdAsync(key);
        stamps.Raise(id);
        foreach (var keeper in keepers)
        {
            await keeper.ListingChangedAsync(id);
        }

        await base.PublishAsync(key);
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
        catch (DbException)
        {
            // The change itself is committed: rather forget every kept page than show one that is old.
            return null;
        }
    }
}
