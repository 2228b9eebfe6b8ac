using System.Globalization;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Categories;
using Kiket.Portal.Listings.Search;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Components.Listings;

/// <summary>
/// Everything that a person can choose on the browse page, as part of the address. A search can be shared, works with
/// back and forward, and needs no script. The page ignores a choice that does not exist and says so.
/// </summary>
public sealed record BrowseChoice(string? Query = null, BrowseFilter? Chosen = null, ListingSort Sort = ListingSort.Relevance, int Page = 1)
{
    /// <summary>Paging stops here. Nobody reads thousands of cards; they search or filter.</summary>
    public const int MaxPages = 200;

    private const int MaxShown = 40;

    internal static readonly (string Word, PriceModel Model, string Title)[] Prices =
    [
        ("free", PriceModel.Free, "No fee"), ("flat", PriceModel.Flat, "Flat fee"), ("usage_based", PriceModel.UsageBased, "Usage-based"),
    ];

    internal static readonly (string Word, HostedBy Host, string Title)[] Hosts =
    [
        ("kiket", HostedBy.Kiket, "Kiket"), ("publisher", HostedBy.Publisher, "The publisher"),
    ];

    internal static readonly (string Word, ListingSort Sort, string Title)[] Sorts =
    [
        ("relevance", ListingSort.Relevance, "Best match"), ("updated", ListingSort.Updated, "Recently updated"), ("name", ListingSort.Name, "Name"),
    ];

    /// <summary>What the address contains but does not exist, such as <c>category “wheels”</c>: an old link, or one typed by hand.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    public BrowseFilter Filter => Chosen ?? BrowseFilter.None;

    public bool HasQuery => !string.IsNullOrWhiteSpace(Query);

    /// <summary>Nothing is chosen: the home page of the marketplace.</summary>
    public bool IsFront => !HasQuery && !HasFilter && Page == 1 && Sort == ListingSort.Relevance;

    public bool HasFilter => Filter != BrowseFilter.None;

    public BrowseRequest Request => new(
        Extension.Marketplace, Query, Filter.Category, Filter.Pricing, Sort, Page,
        Permission: Filter.Permission, Hosting: Filter.Hosting, Verified: Filter.Verified);

    /// <summary>A page that search engines may index: the marketplace and its categories. Other choices show the same listings again.</summary>
    public bool IsForSearchEngines => !HasQuery && Sort == ListingSort.Relevance && Filter with { Category = null } == BrowseFilter.None;

    /// <param name="read">The value of a query parameter; null when it is absent.</param>
    public static BrowseChoice Read(Func<string, string?> read, CategoryShelf shelf)
    {
        var unknown = new List<string>();
        var filter = new BrowseFilter(
            Known("category", slug => shelf.Find(slug)?.Slug),
            Known("pricing", word => Find(Prices, price => price.Word == word)?.Model),
            Known("permission", scope => ListingFacets.IsFilter(scope) ? scope : null),
            Known("hosting", word => Find(Hosts, host => host.Word == word)?.Host),
            Known("verified", word => word is "yes" or "no" ? word : null) == "yes");
        var sort = Known("sort", word => Find(Sorts, sort => sort.Word == word)?.Sort) ?? ListingSort.Relevance;
        // A page number that is invalid or out of range becomes the first or the last page, never an error.
        var page = Math.Clamp(PageRequest.NumberOf(read("page")), 1, MaxPages);
        var query = read("q") is { Length: > SearchTerms.MaxQueryLength } longer ? longer[..SearchTerms.MaxQueryLength] : read("q");
        // Without a query there is no best match, so the newest come first.
        var isPlain = string.IsNullOrWhiteSpace(query) && sort == ListingSort.Updated;
        return new BrowseChoice(query, filter, isPlain ? ListingSort.Relevance : sort, page) { Unknown = unknown };

        // Case-insensitive, because addresses are also typed by hand and read aloud.
        T? Known<T>(string name, Func<string, T?> find)
        {
            if (read(name) is not { Length: > 0 } value)
            {
                return default;
            }

            var known = find(value.Trim().ToLowerInvariant());
            if (known is null)
            {
                unknown.Add($"{name} “{(value.Length > MaxShown ? value[..MaxShown] + "…" : value)}”");
            }

            return known;
        }
    }

    /// <summary>The address of this choice. Default values are left out, and the order is always the same.</summary>
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

    /// <summary>An unpaired surrogate is not valid in an address.</summary>
    private static string Whole(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));

    private static T? Find<T>(IEnumerable<T> choices, Func<T, bool> matches)
        where T : struct => choices.Where(matches).Select(choice => (T?)choice).FirstOrDefault();
}
