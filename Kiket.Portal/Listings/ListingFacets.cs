using System.Text.RegularExpressions;
using Kiket.Portal.Listings.Search;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Listings;

/// <summary>
/// What people filter listings by, written into one text: <c>Flat|managed,verified|crm|issues:read,users:read</c>.
/// Listings with the same values share the text, so counting them groups by one column.
/// </summary>
public sealed partial record ListingFacets(
    PriceModel Price, bool IsManaged, bool IsVerified, IReadOnlyList<string> Categories, IReadOnlyList<string> Scopes)
{
    /// <summary>More scopes than any real extension asks for. Further ones aren't offered as filters.</summary>
    private const int MaxScopes = 24;

    public const int MaxKeyLength = 2000;

    /// <summary>Only scopes in the usual form become filters, because others could contain the separators of the text.</summary>
    public static bool IsFilter(string scope) => Scope().IsMatch(scope);

    public string ToKey() => string.Join(
        '|',
        Price.ToString(),
        (IsManaged ? "m" : "") + (IsVerified ? "v" : ""),
        Wrapped(Categories),
        Wrapped(Scopes.Where(IsFilter).Order(StringComparer.Ordinal).Take(MaxScopes)));

    public static ListingFacets Parse(string key)
    {
        var parts = key.Split('|');
        return parts.Length == 4 && Enum.TryParse<PriceModel>(parts[0], out var price)
            ? new ListingFacets(
                price,
                parts[1].Contains('m', StringComparison.Ordinal),
                parts[1].Contains('v', StringComparison.Ordinal),
                Unwrapped(parts[2]),
                Unwrapped(parts[3]))
            : new ListingFacets(PriceModel.Free, false, false, [], []);
    }

    /// <summary>The same values as words of the search index.</summary>
    public IReadOnlyList<string> Words(string registry) =>
    [
        FilterWords.Registry(registry),
        FilterWords.Price(Price.ToString()),
        FilterWords.Hosting(IsManaged),
        .. IsVerified ? [FilterWords.Verified] : Array.Empty<string>(),
        .. Categories.Select(FilterWords.Category),
        .. Scopes.Count == 0 ? [FilterWords.NoScopes] : Scopes.Select(FilterWords.Scope),
    ];

    /// <summary>The form of a scope in a key, so that only whole scopes match.</summary>
    internal static string ScopeInKey(string scope) => $",{scope},";

    /// <summary>The end of a key without scopes.</summary>
    internal const string NoScopes = "|,";

    private static string Wrapped(IEnumerable<string> words) => "," + string.Concat(words.Select(word => word + ","));

    private static string[] Unwrapped(string words) => words.Split(',', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex("^[a-z0-9_.:*-]{1,60}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 250)]
    private static partial Regex Scope();
}
