using System.Collections.Immutable;
using System.Globalization;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>
/// One way in which GitHub fails. The factories below create known failures; others are
/// created by setting the properties. A fault without status and body only delays or truncates the real response.
/// </summary>
/// <param name="Pattern">Path with <c>*</c> for any characters, such as <c>/repos/acme/*</c>.</param>
public sealed record Fault(string Pattern)
{
    private const string RateLimitDocs = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";

    public int? Status { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = ImmutableDictionary<string, string>.Empty;

    public string? Body { get; init; }

    public string ContentType { get; init; } = "application/json; charset=utf-8";

    /// <summary>The delay before the response.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Never responds. Ends when the caller gives up.</summary>
    public bool Hangs { get; init; }

    /// <summary>Sends the beginning of the real response and closes the connection.</summary>
    public bool CutsConnection { get; init; }

    /// <summary>The number of spaces to send after the body, for a response that is too large.</summary>
    public long Padding { get; init; }

    /// <summary>How many entries a tree returns before it sets <c>truncated</c>.</summary>
    public int? TreeEntries { get; init; }

    /// <summary>How many calls it applies to; null for every call until cleared.</summary>
    public int? Times { get; init; }

    /// <summary>Only calls with this token; null for all.</summary>
    public string? Token { get; init; }

    public static Fault PrimaryRateLimit(string pattern, DateTimeOffset reset) => new(pattern)
    {
        Status = StatusCodes.Status403Forbidden,
        Headers = Of(
            ("X-RateLimit-Limit", "60"),
            ("X-RateLimit-Remaining", "0"),
            ("X-RateLimit-Used", "60"),
            ("X-RateLimit-Resource", "core"),
            ("X-RateLimit-Reset", reset.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))),
        Body = Json(
            "API rate limit exceeded for 127.0.0.1. (But here's the good news: Authenticated requests get a higher rate limit. "
                + "Check out the documentation for more details.)",
            403, RateLimitDocs),
    };

    /// <summary>GitHub's abuse protection; it does not always say how long to wait.</summary>
    public static Fault SecondaryRateLimit(string pattern, TimeSpan? retryAfter, int status = StatusCodes.Status403Forbidden) => new(pattern)
    {
        Status = status,
        Headers = retryAfter is { } wait ? Of(("Retry-After", ((int)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture))) : Of(),
        Body = Json("You have exceeded a secondary rate limit. Please wait a few minutes before you try again.", status, RateLimitDocs),
    };

    public static Fault ServerError(string pattern, int status = StatusCodes.Status502BadGateway) => new(pattern)
    {
        Status = status,
        Body = Json(status == 500 ? "Server Error" : "Bad Gateway", status, "https://docs.github.com/rest"),
    };

    /// <summary>A page of a proxy or a captive portal where JSON was expected.</summary>
    public static Fault HtmlWithOk(string pattern) => new(pattern)
    {
        Status = StatusCodes.Status200OK,
        ContentType = "text/html; charset=utf-8",
        Body = "<!DOCTYPE html><html><head><title>Unicorn!</title></head><body><h1>This page is taking too long to load.</h1></body></html>",
    };

    public static Fault HalfJson(string pattern) => new(pattern) { Status = StatusCodes.Status200OK, Body = "{\"id\": 1, \"name\": \"hal" };

    public static Fault Hang(string pattern) => new(pattern) { Hangs = true };

    public static Fault Slow(string pattern, TimeSpan delay) => new(pattern) { Delay = delay };

    public static Fault Cut(string pattern) => new(pattern) { CutsConnection = true };

    public static Fault Huge(string pattern, long bytes) => new(pattern) { Status = StatusCodes.Status200OK, Body = "{", Padding = bytes };

    public static Fault TruncatedTree(string pattern, int entries) => new(pattern) { TreeEntries = entries };

    public static Fault LegallyBlocked(string pattern) => new(pattern)
    {
        Status = StatusCodes.Status451UnavailableForLegalReasons,
        Body = """{"message":"Repository access blocked","block":{"reason":"dmca","created_at":"2026-05-11T09:00:00Z","html_url":"""
            + "\"https://github.com/github/dmca/blob/master/2026/05/2026-05-11-example.md\"},\"status\":\"451\"}",
    };

    public static Fault Redirect(string pattern, Uri target, int status = StatusCodes.Status302Found) => new(pattern)
    {
        Status = status,
        Headers = Of(("Location", target.AbsoluteUri)),
        Body = Json("Found", status, "https://docs.github.com/rest"),
    };

    private static ImmutableDictionary<string, string> Of(params (string Name, string Value)[] headers) =>
        headers.ToImmutableDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase);

    private static string Json(string message, int status, string docs) => GitHubJson.Serialize(GitHubJson.Problem(message, status, docs));
}
