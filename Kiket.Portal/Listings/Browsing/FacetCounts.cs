using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Listings.Browsing;

/// <summary>The number of listings that have the same values for all filters.</summary>
public sealed record FacetCell(ListingFacets Facets, int Count);

/// <summary>
/// How many listings have each choice of a filter while the other filters stay the same: what choosing it alone would show,
/// and what choosing it as well would add.
/// </summary>
public sealed record FacetCounts(
    int Total,
    IReadOnlyDictionary<string, int> Categories,
    IReadOnlyDictionary<PriceModel, int> Pricing,
    IReadOnlyDictionary<string, int> Permissions,
    IReadOnlyDictionary<HostedBy, int> Hosting,
    int Verified)
{
    /// <summary>There are more matches than were counted, so each number is the least that there are.</summary>
    public bool IsAtLeast { get; init; }

    public static FacetCounts Of(IEnumerable<FacetCell> cells, BrowseFilter filter)
    {
        var total = 0;
        var verified = 0;
        Dictionary<string, int> categories = new(StringComparer.Ordinal), permissions = new(StringComparer.Ordinal);
        Dictionary<PriceModel, int> pricing = [];
        Dictionary<HostedBy, int> hosting = [];
        var (anyCategory, anyPrice, anyPermission, anyHosting, anyPublisher) = (
            filter with { Category = default }, filter with { Pricing = default }, filter with { Permission = default },
            filter with { Hosting = default }, filter with { Verified = false });
        foreach (var (facets, count) in cells)
        {
            total += filter.Matches(facets) ? count : 0;
            verified += facets.IsVerified && anyPublisher.Matches(facets) ? count : 0;
            if (anyCategory.Matches(facets))
            {
                AddAll(categories, facets.Categories, count);
            }

            if (anyPrice.Matches(facets))
            {
                Add(pricing, facets.Price, count);
            }

            if (anyHosting.Matches(facets))
            {
                Add(hosting, facets.IsManaged ? HostedBy.Kiket : HostedBy.Publisher, count);
            }

            if (anyPermission.Matches(facets))
            {
                AddAll(permissions, facets.Scopes.Count == 0 ? [BrowseFilter.NoPermission] : facets.Scopes, count);
            }
        }

        return new FacetCounts(total, categories, pricing, permissions, hosting, verified);
    }

    private static void AddAll(Dictionary<string, int> counts, IReadOnlyList<string> keys, int count)
    {
        foreach (var key in keys)
        {
            Add(counts, key, count);
        }
    }

    private static void Add<T>(Dictionary<T, int> counts, T key, int count)
        where T : notnull => counts[key] = counts.GetValueOrDefault(key) + count;
}
