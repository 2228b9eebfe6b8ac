using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Publishing;

/// <summary>A publisher who proves control of a repository is marked so on its listings at once, not with the next release.</summary>
internal sealed class ShowVerification(IDbContextFactory<PortalDb> databases, ListingTopic topic, TimeProvider clock) : IFollowRepositories
{
    private const int MostAttempts = 3;

    public async Task RepositoryKnownAsync(Guid repositoryId, bool isVerified, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ShowAsync(repositoryId, isVerified, cancellationToken);
                return;
            }
            catch (DbUpdateConcurrencyException) when (attempt < MostAttempts)
            {
                // A release was approved at the same moment: read again and mark that.
            }
        }
    }

    private async Task ShowAsync(Guid repositoryId, bool isVerified, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var listings = await db.Set<Listing>()
            .Where(listing => listing.IsVerified != isVerified && db.Set<Extension>().Any(extension => extension.Id == listing.ExtensionKey && extension.RepositoryId == repositoryId))
            .ToListAsync(cancellationToken);
        foreach (var listing in listings)
        {
            listing.Verify(isVerified, clock.GetUtcNow());
        }

        if (listings.Count > 0)
        {
            await db.SaveChangesAsync(cancellationToken);
            foreach (var listing in listings)
            {
                await topic.PublishAsync(listing.ExtensionKey);
            }
        }
    }
}
