using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Pages;

/// <summary>Finds the private listing that a member means who opens the public address of its id.</summary>
public sealed class FindPrivateListing(IDbContextFactory<PortalDb> databases)
{
    /// <returns>The address of the page; null when none of the person's organizations has such a listing.</returns>
    public async Task<string?> AddressAsync(Guid userId, string extensionId, CancellationToken cancellationToken)
    {
        var id = Extension.Normalize(extensionId);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await (
            from member in db.Set<Membership>()
            where member.UserId == userId
            join organization in db.Set<Organization>() on member.OrganizationId equals organization.Id
            join listing in db.Set<Listing>() on organization.Slug equals listing.Registry
            where listing.NormalizedId == id && listing.State == ListingState.Listed
            orderby organization.Slug
            select new { listing.Registry, listing.ExtensionId })
            .FirstOrDefaultAsync(cancellationToken);
        return found is null ? null : ListingAddress.Of(found.Registry, found.ExtensionId);
    }
}
