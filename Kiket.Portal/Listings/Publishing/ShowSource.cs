using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Publishing;

/// <summary>Listings show their repository's name, its visibility and what is wrong with it, so their pages change with it.</summary>
public sealed class ShowSource(IDbContextFactory<PortalDb> databases, ListingTopic topic) : IEventHandler<RepositoryChanged>
{
    public async Task RunAsync(RepositoryChanged happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var listed = await db.Set<Extension>()
            .Where(extension => extension.RepositoryId == happened.RepositoryId && db.Set<Listing>().Any(listing => listing.ExtensionKey == extension.Id))
            .Select(extension => extension.Id)
            .ToListAsync(cancellationToken);
        foreach (var extension in listed)
        {
            await topic.PublishAsync(extension);
        }
    }
}
