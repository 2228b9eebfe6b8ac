using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Listings.Browsing;

/// <summary>Who runs the extension.</summary>
public enum HostedBy
{
    Kiket,
    Publisher,
}

/// <summary>The filters for browsing a registry. Null means no filter.</summary>
/// <param name="Permission">A scope that the extension asks for, or <see cref="NoPermission"/>.</param>
public sealed record BrowseFilter(
    string? Category = null, PriceModel? Pricing = null, string? Permission = null, HostedBy? Hosting = null, bool Verified = false)
{
    /// <summary>The filter for extensions that ask for no permission at all.</summary>
    public const string NoPermission = "none";

    public static BrowseFilter None { get; } = new();

    public bool Matches(ListingFacets facets) =>
        (Category is null || facets.Categories.Contains(Category, StringComparer.Ordinal))
        && (Pricing is null || facets.Price == Pricing)
        && (Permission is null || Asks(facets, Permission))
        && (Hosting is null || facets.IsManaged == (Hosting == HostedBy.Kiket))
        && (!Verified || facets.IsVerified);

    internal static bool Asks(ListingFacets facets, string permission) => permission == NoPermission
        ? facets.Scopes.Count == 0
        : facets.Scopes.Contains(permission, StringComparer.Ordinal);
}
