using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Releases.Differences;

/// <summary>
/// The differences between two offers: what it may do, where it sends data, when it is called, what it costs and what
/// it asks for. For the reviewer who decides, the publisher who submits and the customer who upgrades.
/// </summary>
public static class OfferDifference
{
    /// <param name="before">The accepted offer; null to list everything that the other one asks for.</param>
    public static IReadOnlyList<ReleaseChange> Between(OfferTerms? before, OfferTerms after) =>
    [
        .. PermissionChanges.Between(before, after),
        .. EndpointChanges.Between(before, after),
        .. CostChanges.Between(before, after),
        .. SettingChanges.Between(before, after),
    ];
}
