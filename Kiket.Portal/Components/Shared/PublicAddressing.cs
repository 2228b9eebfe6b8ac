namespace Kiket.Portal.Components.Shared;

/// <summary>Reads the addresses of public pages the way the cache needs it.</summary>
internal static class PublicAddressing
{
    /// <summary>What the address of a page that is kept may choose.</summary>
    public static readonly string[] CachedKeys = ["category", "pricing", "permission", "hosting", "verified", "sort", "page", "part"];

    /// <summary>A search by words is read but not kept: there are too many.</summary>
    private static readonly string[] ReadKeys = [.. CachedKeys, "q"];

    private const int MaxValueLength = 80;

    private static readonly string[] NotListings = ["feed.atom"];

    /// <summary>
    /// Takes from an address what no page reads (<c>utm_source</c>, <c>fbclid</c>), before anything looks at it. A page
    /// shows its own address in links, so it must not be handed to the next visitor with a stranger's parameters in
    /// it; and a link from a newsletter, or one made up to get past the cache, costs no more than any other.
    /// </summary>
    public static void Strip(HttpRequest request)
    {
        if (ExtensionId(request.Path.Value!) is not null)
        {
            request.QueryString = QueryString.Empty;
        }
        else if (request.QueryString.HasValue && !request.Query.Keys.All(IsRead))
        {
            request.QueryString = QueryString.Create(request.Query.Where(pair => IsRead(pair.Key)));
        }
    }

    /// <summary>Whether a page of this query is kept: only parameters that choose, each once and short.</summary>
    public static bool IsCacheable(IQueryCollection query) =>
        query.All(pair => CachedKeys.Contains(pair.Key, StringComparer.Ordinal) && pair.Value is [{ Length: <= MaxValueLength }]);

    private static bool IsRead(string key) => ReadKeys.Contains(key, StringComparer.Ordinal);

    /// <summary>The extension of a listing's address; null for all other pages.</summary>
    public static string? ExtensionId(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return segments.Length >= 2 && segments[0].Equals("marketplace", StringComparison.OrdinalIgnoreCase) && !NotListings.Contains(segments[1], StringComparer.OrdinalIgnoreCase)
            ? segments[1]
            : null;
    }
}
