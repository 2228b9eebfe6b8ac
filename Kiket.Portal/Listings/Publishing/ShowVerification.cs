using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Search;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Publishing;

/// <summary>Marks the listings of a publisher who proves control of a repository, without waiting for the next release.</summary>
public sealed class ShowVerification(UnitOfWork unit, ListingIndex index, ListingTopic topic) : IEventHandler<RepositoryChanged>
{
    public async Task RunAsync(RepositoryChanged happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var shown = await unit.RunAsync(work => ShowAsync(work, happened.RepositoryId, at, cancellationToken), cancellationToken);
        if (!shown.Succeeded)
        {
            // A release was approved at the same moment. The next try marks that one.
            throw new LostRaceException();
        }
    }

    private async Task<Result> ShowAsync(Work work, Guid repositoryId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var isVerified = await db.Set<ExtensionRepository>()
            .AnyAsync(repository => repository.Id == repositoryId && repository.Verification != VerificationMethod.None, cancellationToken);
        var listings = await db.Set<Listing>()
            .Where(listing => listing.IsVerified != isVerified
                && db.Set<Extension>().Any(extension => extension.Id == listing.ExtensionKey && extension.RepositoryId == repositoryId))
            .ToListAsync(cancellationToken);
        foreach (var listing in listings)
        {
            listing.Verify(isVerified, at);
            await index.FilterAsync(db, listing.ForIndex(), cancellationToken);
            work.Refresh(() => topic.PublishAsync(listing.ExtensionKey));
        }

        return Result.Success();
    }
}
