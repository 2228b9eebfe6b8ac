using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Ratings;

/// <summary>An organization that rates an extension.</summary>
/// <param name="Organization">Slug or id.</param>
public sealed record RatingRequest(string Organization, string Registry, string ExtensionId, Accounts.Actor Actor);

/// <summary>Finds what somebody rates, and says whether they may.</summary>
internal static class RatingAccess
{
    private static readonly OrganizationRole[] Able = [OrganizationRole.Owner, OrganizationRole.Admin];

    public static Error NoRating { get; } = Error.NotFound("rating_not_found", "There is no such rating. Reload the page, or list the ratings.");

    /// <summary>The listing, for an Owner or Admin of the organization that rates it.</summary>
    public static async Task<Result<(OrganizationMember Member, Listing Listing)>> OpenAsync(
        PortalDb db, RatingRequest request, CancellationToken cancellationToken)
    {
        var access = await OrganizationAccess.RequireAsync(db, request.Organization, request.Actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out var member, out var error))
        {
            return error;
        }

        var id = Extension.Normalize(request.ExtensionId.Trim());
        var listing = VisibleRegistry.Named(request.Registry, member) is { } registry
            ? await registry.Listed(db.Set<Listing>()).SingleOrDefaultAsync(one => one.NormalizedId == id, cancellationToken)
            : null;
        return listing is null
            ? Error.NotFound("extension_not_found", "There is no such extension that your organization can rate. Check its id and registry.")
            : (member, listing);
    }

    /// <summary>The time by which the organization may rate; a refusal says why it may not.</summary>
    public static async Task<Result<RanExtension>> EligibleAsync(
        PortalDb db, Guid organizationId, Listing listing, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await IsOwnAsync(db, organizationId, listing.OrganizationId, cancellationToken))
        {
            return Error.Forbidden(
                RatingRules.OwnExtension,
                organizationId == listing.OrganizationId
                    ? $"Your organization publishes {listing.Name}, so it can't rate it."
                    : $"Your organization shares an Owner or Admin with {listing.PublisherName}, which publishes {listing.Name}, so it can't rate it.");
        }

        var ran = await (
            from installation in db.Set<Installation>()
            where installation.OrganizationId == organizationId
                && installation.ExtensionKey == listing.ExtensionKey
                && installation.InstalledAt != null
            join release in db.Set<Release>() on installation.ReleaseId equals release.Id
            select new RanExtension(installation.InstalledAt!.Value, installation.UninstalledAt, release.Version))
            .ToListAsync(cancellationToken);
        return RatingRules.Eligible(ran, listing.Name, now);
    }

    /// <summary>Whether the same people decide in both organizations.</summary>
    private static async Task<bool> IsOwnAsync(PortalDb db, Guid organizationId, Guid publisherId, CancellationToken cancellationToken) =>
        organizationId == publisherId || await (
            from ours in db.Set<Membership>()
            where ours.OrganizationId == organizationId && Able.Contains(ours.Role)
            join theirs in db.Set<Membership>() on ours.UserId equals theirs.UserId
            where theirs.OrganizationId == publisherId && Able.Contains(theirs.Role)
            select ours.UserId).AnyAsync(cancellationToken);
}
