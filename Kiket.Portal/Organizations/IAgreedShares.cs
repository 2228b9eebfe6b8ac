using Kiket.Portal.Data;

namespace Kiket.Portal.Organizations;

/// <summary>What publishers agreed to get of their prices. Billing knows it, and pages of submissions show it.</summary>
public interface IAgreedShares
{
    /// <summary>As of today; the usual share without an agreement.</summary>
    Task<PublisherShare> OfAsync(PortalDb db, Guid organizationId, CancellationToken cancellationToken);
}
