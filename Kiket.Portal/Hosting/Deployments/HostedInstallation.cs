using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>An installation as notices about its container name it.</summary>
/// <param name="Name">Of the listing.</param>
/// <param name="Organization">The customer's name.</param>
public sealed record HostedInstallation(string Name, string Organization, string Slug, long Number)
{
    /// <summary>The customer's page.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"/orgs/{Slug}/extensions/installed/{Number}");

    internal static Task<HostedInstallation> ReadAsync(PortalDb db, Guid installationId, CancellationToken cancellationToken) => (
        from installation in db.Set<Installation>()
        where installation.Id == installationId
        join organization in db.Set<Organization>() on installation.OrganizationId equals organization.Id
        join listing in db.Set<Listing>() on installation.ExtensionKey equals listing.ExtensionKey
        select new HostedInstallation(listing.Name, organization.Name, organization.Slug, installation.Number)).SingleAsync(cancellationToken);
}
