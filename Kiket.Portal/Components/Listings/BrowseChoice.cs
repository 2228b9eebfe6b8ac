using System.Globalization;
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
    private const int MaxShown = 40;

    /// <summary>More values of one filter than anybody chooses. The page ignores further ones and says so.</summary>
    private const int MaxValues = 20;

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
        ("rating", ListingSort.Rating, "Rating"),
    ];

    /// <summary>What the address contains but does not exist, such as <c>category “wheels”</c>: an old link, or one typed by hand.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>The registry that is browsed; the page decides it, not the address.</summary>
    public VisibleRegistry Registry { get; init; } = VisibleRegistry.Marketplace;

    public BrowseFilter Filter => Chosen ?? BrowseFilter.None;

    public bool HasQuery => !string.IsNullOrWhiteSpace(Query);

    /// <summary>Nothing is chosen: the home page of the marketplace.</summary>
    public bool IsFront => !HasQuery && !HasFilter && Page == 1 && Sort == ListingSort.Relevance;

    public bool HasFilter => Filter != BrowseFilter.None;

    public BrowseRequest Request => new(
        Registry, Query, Filter.Category, Filter.Pricing, Sort, Page,
        Permission: Filter.Permission, Hosting: Filter.Hosting, Verified: Filter.Verified);

    /// <summary>A page that search engines may index: the marketplace and its categories. Other choices show the same listings again.</summary>
    public bool IsForSearchEngines => !HasQuery && Sort == ListingSort.Relevance
        && Filter.Category.Count <= 1 && Filter with { Category = default } == BrowseFilter.None;

    /// <param name="read">
    /// The values of a query parameter; none when it is absent. A filter's values may be divided by commas, as in the page's own links, or each
    /// be a parameter, as a form sends them.
    /// </param>
    public static BrowseChoice Read(Func<string, IEnumerable<string?>> read, CategoryShelf shelf)
    {
        var unknown = new List<string>();
        var filter = new BrowseFilter(
            [.. Known("category", slug => shelf.Find(slug)?.Slug)],
            [.. Known("pricing", word => Find(Prices, price => price.Word == word)?.Model).OfType<PriceModel>()],
            [.. Known("permission", scope => ListingFacets.IsFilter(scope) ? scope : null)],
            [.. Known("hosting", word => Find(Hosts, host => host.Word == word)?.Host).OfType<HostedBy>()],
            Known("verified", word => word is "yes" or "no" ? word : null).Contains("yes", StringComparer.Ordinal));
        var sort = Known("sort", word => Find(Sorts, sort => sort.Word == word)?.Sort) is [var order, ..] ? order!.Value : ListingSort.Relevance;
        var page = Known("page", word => PageRequest.NumberOf(word) is > 0 and var number && word.All(char.IsAsciiDigit) ? (int?)number : null);
        var typed = read("q").FirstOrDefault();
        var query = typed is { Length: > SearchTerms.MaxQueryLength } longer ? longer[..SearchTerms.MaxQueryLength] : typed;
        // Without a query there is no best match, so the newest come first.
        var isPlain = string.IsNullOrWhiteSpace(query) && sort == ListingSort.Updated;
        return new BrowseChoice(query, filter, isPlain ? ListingSort.Relevance : sort, page is [var asked, ..] ? asked!.Value : 1) { Unknown = unknown };

        // Case-insensitive, because addresses are also typed by hand and read aloud.
        List<T> Known<T>(string name, Func<string, T?> find)
        {
            var values = read(name)
                .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .ToList();
            var known = new List<T>();
            foreach (var (index, value) in values.Take(MaxValues + 1).Index())
            {
                if (index < MaxValues && find(value.ToLowerInvariant()) is { } found)
                {
                    known.Add(found);
                }
                else
                {
                    unknown.Add($"{name} “{(value.Length > MaxShown ? value[..MaxShown] + "…" : value)}”");
                }
            }

            return known;
        }
    }

    /// <summary>The parameters of this choice. Default values are left out, and the order is always the same.</summary>
    public IEnumerable<(string Name, string Value)> Parameters => new (string Name, string? Value)[]
    {
        ("q", HasQuery ? Query : null),
        ("category", string.Join(',', Filter.Category)),
        ("pricing", string.Join(',', Prices.Where(price => Filter.Pricing.Has(price.Model)).Select(price => price.Word))),
        ("permission", string.Join(',', Filter.Permission)),
        ("hosting", string.Join(',', Hosts.Where(host => Filter.Hosting.Has(host.Host)).Select(host => host.Word))),
        ("verified", Filter.Verified ? "yes" : null),
        ("sort", Sort == ListingSort.Relevance ? null : Find(Sorts, sort => sort.Sort == Sort)?.Word),
        ("page", Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : null),
    }.Where(parameter => !string.IsNullOrEmpty(parameter.Value)).Select(parameter => (parameter.Name, parameter.Value!));

    /// <summary>The address of this choice.</summary>
    public string At(string path)
    {
        var parts = Parameters.Select(parameter => $"{parameter.Name}={Escaped(parameter.Name, parameter.Value)}").ToList();
        return parts.Count == 0 ? path : $"{path}?{string.Join('&', parts)}";
    }

    public BrowseChoice With(BrowseFilter filter) => this with { Chosen = filter, Page = 1 };

    /// <summary>Commas between the values of a filter stay, because people read and share these addresses.</summary>
    private static string Escaped(string name, string value)
    {
        var escaped = Uri.EscapeDataString(Whole(value));
        return name == "q" ? escaped : escaped.Replace("%2C", ",", StringComparison.Ordinal);
    }

    /// <summary>An unpaired surrogate is not valid in an address.</summary>
    private static string Whole(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));

    private static T? Find<T>(IEnumerable<T> choices, Func<T, bool> matches)
        where T : struct => choices.Where(matches).Select(choice => (T?)choice).FirstOrDefault();
}
