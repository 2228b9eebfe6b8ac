using Kiket.Portal.Extensions;

namespace Kiket.Portal.Listings;

/// <summary>
/// The page of a listing. A private one has its own, below its organization, so that an id names one page for everybody: the public pages know
/// no private listing, and the same cached copy serves everyone.
/// </summary>
public static class ListingAddress
{
    public static string Of(string registry, string extensionId) => registry == Extension.Marketplace
        ? "/marketplace/" + Uri.EscapeDataString(extensionId)
        : $"{OrganizationMarketplace(registry)}/{Uri.EscapeDataString(extensionId)}";

    /// <summary>The page of a released version as it was.</summary>
    public static string Version(string registry, string extensionId, string version) =>
        $"{Of(registry, extensionId)}/versions/{Uri.EscapeDataString(version)}";

    /// <summary>Where an organization installs it.</summary>
    public static string Install(string organization, string registry, string extensionId) =>
        $"/orgs/{organization}/extensions/install/{Uri.EscapeDataString(extensionId)}"
        + (registry == Extension.Marketplace ? "" : $"?registry={Uri.EscapeDataString(registry)}");

    /// <summary>The marketplace as an organization sees it.</summary>
    public static string OrganizationMarketplace(string organization) => $"/orgs/{organization}/extensions/marketplace";

    /// <summary>Everything in the private registry of an organization.</summary>
    public static string PrivateRegistry(string organization) => $"/orgs/{organization}/extensions/private";
}
