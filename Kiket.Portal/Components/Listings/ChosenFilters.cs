using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Categories;

namespace Kiket.Portal.Components.Listings;

/// <summary>The labels of the active filters.</summary>
internal static class ChosenFilters
{
    /// <summary>Each active filter, and the filter without it.</summary>
    public static IEnumerable<(string Title, BrowseFilter Without)> Of(BrowseFilter filter, CategoryShelf shelf)
    {
        if (filter.Category is { } slug)
        {
            yield return (shelf.NameOf(slug), filter with { Category = null });
        }

        if (filter.Pricing is { } model)
        {
            yield return (BrowseChoice.Prices.First(price => price.Model == model).Title, filter with { Pricing = null });
        }

        if (filter.Permission is { } permission)
        {
            yield return (BrowseFilters.PermissionTitle(permission), filter with { Permission = null });
        }

        if (filter.Hosting is { } hosting)
        {
            yield return ($"Hosted by {(hosting == HostedBy.Kiket ? "Kiket" : "the publisher")}", filter with { Hosting = null });
        }

        if (filter.Verified)
        {
            yield return ("Verified publisher", filter with { Verified = false });
        }
    }
}
