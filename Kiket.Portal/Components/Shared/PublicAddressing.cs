namespace Kiket.Portal.Components.Shared;

/// <summary>Reads the addresses of public pages in the way the cache needs.</summary>
internal static class PublicAddressing
{
    /// <summary>The query parameters of a cached page.</summary>
    public static readonly string[] CachedKeys = ["category", "pricing", "permission", "hosting", "verified", "sort", "page", "part"];

    /// <summary>A text search is read but not cached: there are too many.</summary>
    private static readonly string[] ReadKeys = [.. CachedKeys, "q"];

    /// <summary>A few values of one filter. Pages with more are rare and aren't worth the memory.</summary>
    private const int MaxValueLength = 120;

    private static readonly string[] NotListings = ["feed.atom"];

    /// <summary>
    /// Removes query parameters that no page reads (<c>utm_source</c>, <c>fbclid</c>), before anything else sees them. A page
    /// shows its own address in links, so the next visitor must not get it with someone else's parameters; and a link from
    /// a newsletter, or one made to bypass the cache, costs no more than any other.
    /// </summary>
    public static void Strip(HttpRequest request)
    {
        if (ExtensionId(request.Path.Value!) is not null)
        {
            request.QueryString = ReviewsPage(request) is { } page ? QueryString.Create("page", page) : QueryString.Empty;
        }
        else if (request.QueryString.HasValue && !request.Query.Keys.All(IsRead))
        {
            request.QueryString = QueryString.Create(request.Query.Where(pair => IsRead(pair.Key)));
        }
    }

    /// <summary>Of a listing's tabs, only the reviews have pages. One after the last isn't found, and so isn't cached.</summary>
    private static string? ReviewsPage(HttpRequest request) =>
        request.Path.Value!.EndsWith("/reviews", StringComparison.OrdinalIgnoreCase)
        && request.Query["page"] is [{ Length: > 0 and <= 6 } page]
        && page.All(char.IsAsciiDigit)
            ? page
            : null;

    /// <summary>Whether a page with this query is cached: only known parameters, each once and short.</summary>
    public static bool IsCacheable(IQueryCollection query) =>
        query.All(pair => CachedKeys.Contains(pair.Key, StringComparer.Ordinal) && pair.Value is [{ Length: <= MaxValueLength }]);

    /// <summary>Feeds and site map contain the time of each listing's last change, also of its documents.</summary>
    public static bool SaysWhenListingsChanged(string path) =>
        path.EndsWith(".atom", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".xml", StringComparison.OrdinalIgnoreCase);

    private static bool IsRead(string key) => ReadKeys.Contains(key, StringComparer.Ordinal);

    /// <summary>The extension id in the address of a listing; null for all other pages.</summary>
    public static string? ExtensionId(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return segments.Length >= 2
            && segments[0].Equals("marketplace", StringComparison.OrdinalIgnoreCase)
            && !NotListings.Contains(segments[1], StringComparer.OrdinalIgnoreCase)
            ? segments[1]
            : null;
    }
}
