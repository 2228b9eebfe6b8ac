using System.Globalization;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Categories;

namespace Kiket.Portal.Components.Listings;

/// <summary>
/// Everything that a person can choose on the browse page, as it stands in the address: a search can be shared,
/// goes back and forward, and works without a script. What an address says beyond that is ignored.
/// </summary>
public sealed record BrowseChoice(string? Query = null, BrowseFilter? Chosen = null, ListingSort Sort = ListingSort.Relevance, int Page = 1)
{
    /// <summary>Paging stops here: past some thousand cards nobody reads on, they search or filter.</summary>
    public const int MaxPages = 200;

    internal static readonly (string Word, PriceModel Model, string Title)[] Prices =
    [
        ("free", PriceModel.Free, "Free"), ("flat", PriceModel.Flat, "Flat fee"), ("usage_based", PriceModel.UsageBased, "Usage-based"),
    ];

    internal static readonly (string Word, HostedBy Host, string Title)[] Hosts =
    [
        ("kiket", HostedBy.Kiket, "Kiket"), ("publisher", HostedBy.Publisher, "The publisher"),
    ];

    internal static readonly (string Word, ListingSort Sort, string Title)[] Sorts =
    [
        ("relevance", ListingSort.Relevance, "Best match"), ("updated", ListingSort.Updated, "Recently updated"), ("name", ListingSort.Name, "Name"),
    ];

    public BrowseFilter Filter => Chosen ?? BrowseFilter.None;

    public bool HasQuery => !string.IsNullOrWhiteSpace(Query);

    /// <summary>Nothing is chosen: the front of the marketplace.</summary>
    public bool IsFront => !HasQuery && !HasFilter && Page == 1 && Sort == ListingSort.Relevance;

    public bool HasFilter => Filter != BrowseFilter.None;

    public BrowseRequest Request => new(
        Extension.Marketplace, Query, Filter.Category, Filter.Pricing, Sort, Page, Permission: Filter.Permission, Hosting: Filter.Hosting, Verified: Filter.Verified);

    /// <param name="read">The value of a query parameter; null when it is absent.</param>
    public static BrowseChoice Read(Func<string, string?> read, CategoryShelf shelf)
    {
        var permission = read("permission");
        var filter = new BrowseFilter(
            read("category") is { } slug ? shelf.Find(slug)?.Slug : null,
            Find(Prices, price => price.Word == read("pricing"))?.Model,
            permission is not null && ListingFacets.IsFilter(permission) ? permission : null,
            Find(Hosts, host => host.Word == read("hosting"))?.Host,
            read("verified") == "yes");
        // A page that is no number, or beyond what can be, is the first or the last one: never an error.
        var page = int.TryParse(read("page"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, MaxPages) : 1;
        return new BrowseChoice(read("q"), filter, Find(Sorts, sort => sort.Word == read("sort"))?.Sort ?? ListingSort.Relevance, page);
    }

    /// <summary>The address of this choice: only what differs from the plain page, always in one order.</summary>
    public string At(string path)
    {
        var parts = new List<string>();
        Add("q", HasQuery ? Query : null);
        Add("category", Filter.Category);
        Add("pricing", Find(Prices, price => price.Model == Filter.Pricing)?.Word);
        Add("permission", Filter.Permission);
        Add("hosting", Find(Hosts, host => host.Host == Filter.Hosting)?.Word);
        Add("verified", Filter.Verified ? "yes" : null);
        Add("sort", Sort == ListingSort.Relevance ? null : Find(Sorts, sort => sort.Sort == Sort)?.Word);
        Add("page", Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : null);
        return parts.Count == 0 ? path : $"{path}?{string.Join('&', parts)}";

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                parts.Add($"{name}={Uri.EscapeDataString(Whole(value))}");
            }
        }
    }

    public BrowseChoice With(BrowseFilter filter) => this with { Chosen = filter, Page = 1 };

    /// <summary>Half of a surrogate pair cannot stand in an address.</summary>
    private static string Whole(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));

    private static T? Find<T>(IEnumerable<T> choices, Func<T, bool> matches)
        where T : struct => choices.Where(matches).Select(choice => (T?)choice).FirstOrDefault();
}
