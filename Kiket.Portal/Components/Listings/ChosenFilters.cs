using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Categories;

namespace Kiket.Portal.Components.Listings;

/// <summary>The labels of the active filters.</summary>
internal static class ChosenFilters
{
    /// <summary>Each active value of a filter, and the filter without it.</summary>
    public static IEnumerable<(string Title, BrowseFilter Without)> Of(BrowseFilter filter, CategoryShelf shelf)
    {
        foreach (var slug in filter.Category)
        {
            yield return (shelf.NameOf(slug), filter with { Category = filter.Category.Toggle(slug) });
        }

        foreach (var (_, model, title) in BrowseChoice.Prices.Where(price => filter.Pricing.Has(price.Model)))
        {
            yield return (title, filter with { Pricing = filter.Pricing.Toggle(model) });
        }

        foreach (var scope in filter.Permission)
        {
            yield return (BrowseFilters.PermissionTitle(scope), filter with { Permission = filter.Permission.Toggle(scope) });
        }

        foreach (var (_, host, title) in BrowseChoice.Hosts.Where(host => filter.Hosting.Has(host.Host)))
        {
            yield return ($"Hosted by {(host == HostedBy.Kiket ? title : "the publisher")}", filter with { Hosting = filter.Hosting.Toggle(host) });
        }

        if (filter.Verified)
        {
            yield return ("Verified publisher", filter with { Verified = false });
        }
    }
}
