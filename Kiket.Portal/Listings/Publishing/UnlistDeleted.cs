using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Search;
using Kiket.Portal.Organizations.Deletion;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Publishing;

/// <summary>
/// The listings of a deleted publisher leave the marketplace. Organizations that run them keep what they have; nobody new installs them.
/// </summary>
public sealed class UnlistDeleted(UnitOfWork unit, ListingIndex index, ListingTopic topic) : IEventHandler<OrganizationDeleted>, IDeletionEffects
{
    public const string HandlerName = "unlist-deleted";

    public async Task RunAsync(OrganizationDeleted happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var done = await unit.RunAsync(
            async work =>
            {
                foreach (var listing in await Leaving(work.Db, happened.OrganizationId).ToListAsync(cancellationToken))
                {
                    await UnlistAsync(work, listing, cancellationToken);
                }

                return Result.Success();
            },
            cancellationToken);
        if (!done.Succeeded)
        {
            throw new LostRaceException();
        }
    }

    public async Task<IReadOnlyList<DeletionEffect>> CountAsync(PortalDb db, Guid organizationId, CancellationToken cancellationToken)
    {
        var count = await Shown(db, organizationId).CountAsync(cancellationToken);
        var who = "Organizations that run it keep what they have, and get no new version.";
        return count switch
        {
            0 => [],
            1 => [new DeletionEffect(1, $"1 listing leaves the marketplace. {who}")],
            _ => [new DeletionEffect(count, $"{count} listings leave the marketplace. {who.Replace("run it", "run them", StringComparison.Ordinal)}")],
        };
    }

    private static IQueryable<Listing> Shown(PortalDb db, Guid organizationId) =>
        db.Set<Listing>().Where(listing => listing.OrganizationId == organizationId && listing.State == ListingState.Listed);

    /// <summary>With those that operators suspended: restoring one would list it again.</summary>
    private static IQueryable<Listing> Leaving(PortalDb db, Guid organizationId) => db.Set<Listing>().Where(listing =>
        listing.OrganizationId == organizationId
        && listing.UnlistedAt == null
        && (listing.State == ListingState.Listed || listing.State == ListingState.Suspended));

    private async Task UnlistAsync(Work work, Listing listing, CancellationToken cancellationToken)
    {
        var before = new { listing.State };
        listing.LeaveWithPublisher(work.Now);
        await index.FilterAsync(work.Db, listing.ForIndex(), cancellationToken);
        work.Audit(
            actor: null,
            "listing.unlisted",
            new AuditSubject("listing", listing.ExtensionId),
            listing.OrganizationId,
            before,
            new { listing.State, because = "organization deleted" });
        work.Raise(new ListingUnlisted(listing.ExtensionKey));
        work.Refresh(() => topic.PublishAsync(listing.ExtensionKey));
    }
}
