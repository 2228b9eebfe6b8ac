using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>What operators forbid: a suspended organization publishes nothing, and nobody publishes a listing that was removed for good.</summary>
public static class PublishingBan
{
    /// <summary>Null when it may be published.</summary>
    public static async Task<Error?> ProblemAsync(PortalDb db, Guid organizationId, Guid extensionKey, CancellationToken cancellationToken)
    {
        if (await OrganizationSuspension.ProblemAsync(db, organizationId, cancellationToken) is { } suspended)
        {
            return suspended;
        }

        var removed = await db.Set<Listing>()
            .Where(listing => listing.ExtensionKey == extensionKey && listing.State == ListingState.Removed)
            .Select(listing => new { listing.ExtensionId, listing.SuspendedFor })
            .SingleOrDefaultAsync(cancellationToken);
        return removed is null
            ? null
            : Error.Conflict(
                "extension_removed",
                $"The operators of the marketplace removed {removed.ExtensionId} for good, so it can't have a new version: {removed.SuspendedFor}");
    }
}
