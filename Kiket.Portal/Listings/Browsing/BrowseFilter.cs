using Kiket.Portal.Listings.Search;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Listings.Browsing;

/// <summary>Who runs the extension.</summary>
public enum HostedBy
{
    Kiket,
    Publisher,
}

/// <summary>The filters for browsing a registry. A listing must match all of them, and one of the values of each.</summary>
/// <param name="Permission">Scopes that the extension asks for, or <see cref="NoPermission"/>.</param>
public sealed record BrowseFilter(
    Choices<string> Category = default,
    Choices<PriceModel> Pricing = default,
    Choices<string> Permission = default,
    Choices<HostedBy> Hosting = default,
    bool Verified = false)
{
    /// <summary>The filter for extensions that ask for no permission at all.</summary>
    public const string NoPermission = "none";

    public static BrowseFilter None { get; } = new();

    public bool Matches(ListingFacets facets) =>
        (Category.Count == 0 || facets.Categories.Any(Category.Has))
        && Pricing.Allows(facets.Price)
        && (Permission.Count == 0 || facets.Scopes.Any(Permission.Has) || (facets.Scopes.Count == 0 && Permission.Has(NoPermission)))
        && Hosting.Allows(facets.IsManaged ? HostedBy.Kiket : HostedBy.Publisher)
        && (!Verified || facets.IsVerified);

    /// <summary>The same as words of the search index.</summary>
    public SearchScope Scope(VisibleRegistry registry)
    {
        var groups = new List<IReadOnlyList<string>> { new[] { FilterWords.Registry(registry.Name) } };
        Add(Category, FilterWords.Category);
        Add(Pricing, model => FilterWords.Price(model.ToString()));
        Add(Permission, scope => scope == NoPermission ? FilterWords.NoScopes : FilterWords.Scope(scope));
        Add(Hosting, host => FilterWords.Hosting(host == HostedBy.Kiket));
        if (Verified)
        {
            groups.Add([FilterWords.Verified]);
        }

        return new SearchScope(groups);

        void Add<T>(Choices<T> chosen, Func<T, string> word)
            where T : notnull
        {
            if (chosen.Count > 0)
            {
                groups.Add([.. chosen.Select(word)]);
            }
        }
    }
}
