namespace Kiket.Portal.Components.PublicPages;

/// <summary>Reads the addresses of public pages the way the cache needs it.</summary>
internal static class PublicAddressing
{
    /// <summary>What a browse page's address may choose. A search by words is not kept: there are too many.</summary>
    public static readonly string[] KnownKeys = ["category", "pricing", "permission", "hosting", "verified", "sort", "page"];

    private const int MaxValueLength = 80;

    private static readonly string[] NotListings = ["feed.atom"];

    /// <summary>
    /// Whether a page of this query is kept: only parameters that are known, each once and short. A page shows its own
    /// address in links, so one asked for with a stranger's parameters must not be handed to the next.
    /// </summary>
    public static bool IsKept(IQueryCollection query) =>
        query.All(pair => KnownKeys.Contains(pair.Key, StringComparer.Ordinal) && pair.Value is [{ Length: <= MaxValueLength }]);

    /// <summary>The extension of a listing's address; null for all other pages.</summary>
    public static string? ExtensionId(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return segments.Length >= 2 && segments[0].Equals("marketplace", StringComparison.OrdinalIgnoreCase) && !NotListings.Contains(segments[1], StringComparer.OrdinalIgnoreCase)
            ? segments[1]
            : null;
    }
}
