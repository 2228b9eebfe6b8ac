using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Search;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Publishing;

/// <param name="Organization">The publisher: slug or id.</param>
public sealed record UnlistListingRequest(string Organization, string Registry, string ExtensionId, Actor Actor);

/// <summary>
/// An Owner or Admin of its publisher hides a listing, or shows it again. While it is hidden, nobody finds it and nobody new installs it; who
/// runs it keeps it and gets its upgrades.
/// </summary>
public sealed class UnlistListing(UnitOfWork unit, ListingIndex index, ListingTopic topic)
{
    public Task<Result> RunAsync(UnlistListingRequest request, CancellationToken cancellationToken) => ChangeAsync(
        request, "listing.unlisted", (listing, now) => listing.Unlist(now), key => new ListingUnlisted(key), cancellationToken);

    public Task<Result> RelistAsync(UnlistListingRequest request, CancellationToken cancellationToken) => ChangeAsync(
        request, "listing.relisted", (listing, now) => listing.Relist(now), key => new ListingRelisted(key), cancellationToken);

    private Task<Result> ChangeAsync(
        UnlistListingRequest request,
        string action,
        Func<Listing, DateTimeOffset, Result> change,
        Func<Guid, IEvent> happened,
        CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var db = work.Db;
            if (!(await OrganizationAccess.RequireAsync(
                    db, request.Organization, request.Actor.UserId, OrganizationRole.Admin, cancellationToken)).TryGet(out var member, out var error))
            {
                return error;
            }

            var id = Extension.Normalize(request.ExtensionId.Trim());
            var listing = await db.Set<Listing>().SingleOrDefaultAsync(
                candidate => candidate.Registry == request.Registry && candidate.NormalizedId == id && candidate.OrganizationId == member.OrganizationId,
                cancellationToken);
            if (listing is null)
            {
                return Error.NotFound("listing_not_found", $"{member.Name} has no such listing. Check the address.");
            }

            var before = new { listing.State };
            if (change(listing, work.Now) is { Succeeded: false } refused)
            {
                return refused;
            }

            await index.FilterAsync(db, listing.ForIndex(), cancellationToken);
            work.Audit(
                request.Actor, action, new AuditSubject("listing", listing.ExtensionId), listing.OrganizationId, before, new { listing.State });
            work.Raise(happened(listing.ExtensionKey));
            work.Refresh(() => topic.PublishAsync(listing.ExtensionKey));
            return Result.Success();
        },
        cancellationToken,
        _ => Task.FromResult(Error.Conflict("listing_changed", "Someone else has just changed this listing. Reload the page and try again.")));
}
