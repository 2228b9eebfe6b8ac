using System.Globalization;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Api;

/// <summary>
/// Reads query strings in the way that command-line tools write them: an option that isn't set is a key without a
/// value.
/// </summary>
internal static class ApiQuery
{
    public const int DefaultPageSize = 24;

    /// <summary>The value; null when the key is missing or its value is empty or blank.</summary>
    public static string? Text(HttpRequest request, string key) =>
        request.Query[key].LastOrDefault() is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    /// <summary>Whether any value of the key isn't blank. Pages use the first one, the API the last one.</summary>
    public static bool Any(HttpRequest request, string key) => request.Query[key].Any(value => !string.IsNullOrWhiteSpace(value));

    /// <summary><c>?all</c>, <c>?all=true</c> and <c>?all=1</c> are on; <c>?all=false</c> is off.</summary>
    public static bool Flag(HttpRequest request, string key) =>
        request.Query.TryGetValue(key, out var values)
        && values.LastOrDefault()?.Trim().ToLowerInvariant() is not ("false" or "0" or "no");

    /// <summary><c>page</c> and <c>per_page</c>; numbers are limited to the allowed range, and anything else is refused.</summary>
    public static Result<PageRequest> Page(HttpRequest request, int defaultSize = DefaultPageSize)
    {
        if (!Number(request, "page", 1).TryGet(out var number, out var error)
            || !Number(request, "per_page", defaultSize).TryGet(out var size, out error))
        {
            return error;
        }

        return new PageRequest(number, size);
    }

    /// <summary>One of an enumeration's values; null when the key is missing.</summary>
    public static Result<T?> Choice<T>(HttpRequest request, string key)
        where T : struct, Enum
    {
        if (Text(request, key) is not { } word)
        {
            return (T?)null;
        }

        return ApiJson.Value<T>(word) is { } value
            ? value
            : Refusal(key, $"“{Short(word)}” isn't a valid {key}. Use one of: {ApiJson.Words<T>()}.");
    }

    /// <summary>More values than anybody means; further ones are left out.</summary>
    private const int MaxValues = 20;

    /// <summary>The values of a key that may have several: <c>?category=crm,security</c> or <c>?category=crm&amp;category=security</c>.</summary>
    public static IReadOnlyList<string> Values(HttpRequest request, string key) =>
    [
        .. request.Query[key]
            .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Distinct(StringComparer.Ordinal)
            .Take(MaxValues),
    ];

    /// <summary>Several of an enumeration's values; none when the key is missing.</summary>
    public static Result<List<T>> Choices<T>(HttpRequest request, string key)
        where T : struct, Enum
    {
        var values = new List<T>();
        foreach (var word in Values(request, key))
        {
            if (ApiJson.Value<T>(word) is not { } value)
            {
                return Refusal(key, $"“{Short(word)}” isn't a valid {key}. Use one of: {ApiJson.Words<T>()}.");
            }

            values.Add(value);
        }

        return values;
    }

    public static Error Refusal(string key, string message) => Error.Field(key, "invalid_query", message);

    public static string Short(string text) => text.Length > 60 ? text[..60] + "…" : text;

    private static Result<int> Number(HttpRequest request, string key, int fallback)
    {
        if (Text(request, key) is not { } text)
        {
            return fallback;
        }

        return decimal.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? (int)Math.Clamp(number, 1, int.MaxValue)
            : Refusal(key, $"{key} must be a whole number, such as 1.");
    }
}
