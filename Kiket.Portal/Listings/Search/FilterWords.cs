using System.Text;

namespace Kiket.Portal.Listings.Search;

/// <summary>
/// The values that listings are filtered by, as words of the search index. A search reads only matches that its filters
/// leave, so a filter is never applied to a part of them.
/// </summary>
public static class FilterWords
{
    /// <summary>
    /// The first letter of these words. A query consists of letters and digits, so nothing that people type matches them. Both
    /// databases take this one, of the private use area, for a letter.
    /// </summary>
    internal const char Mark = '\uE000';

    /// <summary>The listing asks for no permission.</summary>
    public static string NoScopes { get; } = Of('s', "");

    public static string Verified { get; } = Of('v', "");

    /// <summary>
    /// A private registry is searched on its own, so that matches in the marketplace don't use up its candidates.
    /// </summary>
    public static string Registry(string slug) => Of('r', slug);

    public static string Category(string slug) => Of('c', slug);

    public static string Price(string model) => Of('p', model);

    public static string Scope(string scope) => Of('s', scope);

    public static string Hosting(bool isManaged) => Of('h', isManaged ? "1" : "0");

    /// <summary>In hexadecimal digits, because an index would divide a value at its dots and colons.</summary>
    private static string Of(char kind, string value) => $"{Mark}{kind}{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value))}";
}

/// <summary>What a search is limited to.</summary>
/// <param name="Groups">A listing needs one of the words of each group, from <see cref="FilterWords"/>.</param>
public sealed record SearchScope(IReadOnlyList<IReadOnlyList<string>> Groups)
{
    internal string ToFts5() => $"filters : ({string.Join(" AND ", Groups.Select(group => $"({string.Join(" OR ", group.Select(word => $"\"{word}\""))})"))})";

    internal string ToTsQuery() => string.Join(" & ", Groups.Select(group => $"({string.Join(" | ", group.Select(word => $"'{word}'"))})"));
}

/// <summary>A listing in the search index.</summary>
/// <param name="Filters">Its words from <see cref="FilterWords"/>; none while nobody may find it.</param>
/// <param name="Facets">The values of its filters in one text, to count by; null while nobody may find it.</param>
public sealed record IndexedListing(long Id, IReadOnlyList<string> Filters, string? Facets)
{
    internal string FilterText => string.Join(' ', Filters);
}
