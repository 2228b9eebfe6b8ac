using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Search;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Publishing;

/// <summary>
/// The listings of a suspended publisher are suspended with it and restored with it. Those that an operator suspended by themselves stay so.
/// </summary>
public sealed class SuspendWithPublisher(UnitOfWork unit, ListingIndex index, ListingTopic topic)
    : IEventHandler<OrganizationSuspended>, IEventHandler<OrganizationResumed>
{
    public const string HandlerName = "suspend-with-publisher";

    public Task RunAsync(OrganizationSuspended happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        FollowAsync(happened.OrganizationId, cancellationToken);

    public Task RunAsync(OrganizationResumed happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        FollowAsync(happened.OrganizationId, cancellationToken);

    /// <summary>Does what the organization's state asks for now, so that a late event changes nothing that a later one decided.</summary>
    private async Task FollowAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        var done = await unit.RunAsync(
            async work =>
            {
                var organization = await work.Db.Set<Organization>().AsNoTracking().SingleAsync(one => one.Id == organizationId, cancellationToken);
                var listings = await work.Db.Set<Listing>()
                    .Where(listing => listing.OrganizationId == organizationId && (organization.SuspendedAt == null
                        ? listing.State == ListingState.Suspended && listing.IsSuspendedWithPublisher
                        : listing.State == ListingState.Listed || listing.State == ListingState.Unlisted))
                    .ToListAsync(cancellationToken);
                foreach (var listing in listings)
                {
                    await ChangeAsync(work, listing, organization, cancellationToken);
                }

                return Result.Success();
            },
            cancellationToken);
        if (!done.Succeeded)
        {
            throw new LostRaceException();
        }
    }

    private async Task ChangeAsync(Work work, Listing listing, Organization publisher, CancellationToken cancellationToken)
    {
        var before = new { listing.State, listing.SuspendedFor };
        var isSuspended = publisher.SuspendedAt is not null;
        (isSuspended ? listing.Suspend(publisher.SuspendedFor!, work.Now, withPublisher: true) : listing.Restore(work.Now)).ThrowIfRefused();
        await index.FilterAsync(work.Db, listing.ForIndex(), cancellationToken);
        work.Audit(
            actor: null,
            isSuspended ? "listing.suspended" : "listing.restored",
            new AuditSubject("listing", listing.ExtensionId),
            listing.OrganizationId,
            before,
            new { listing.State, listing.SuspendedFor, because = isSuspended ? "organization suspended" : "organization restored" });
        work.Raise(isSuspended
            ? new ListingSuspended(listing.ExtensionKey, publisher.SuspendedFor!)
            : new ListingRestored(listing.ExtensionKey));
        work.Refresh(() => topic.PublishAsync(listing.ExtensionKey));
    }
}
