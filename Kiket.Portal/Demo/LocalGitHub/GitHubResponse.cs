using System.Security.Cryptography;
using System.Text;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>A response before it is sent. The whole body is known, so that it can have an ETag.</summary>
internal sealed record GitHubResponse(int Status, byte[] Body, string ContentType)
{
    private const string JsonType = "application/json; charset=utf-8";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Weak for JSON, as GitHub sends it; compared without the prefix.</summary>
    public string ETag => $"W/\"{Convert.ToHexStringLower(SHA256.HashData(Body))}\"";

    public static GitHubResponse Json(object value, int status = StatusCodes.Status200OK) =>
        new(status, Encoding.UTF8.GetBytes(GitHubJson.Serialize(value)), JsonType);

    public static GitHubResponse Raw(byte[] body, string contentType) => new(StatusCodes.Status200OK, body, contentType);

    public static GitHubResponse Problem(int status, string message, string documentation = "https://docs.github.com/rest") =>
        Json(GitHubJson.Problem(message, status, documentation), status);

    public static GitHubResponse NotFound(string message = "Not Found") => Problem(StatusCodes.Status404NotFound, message);

    /// <summary>One page of a list, with the Link header that leads to the others.</summary>
    public static GitHubResponse List<T>(HttpRequest request, IEnumerable<T> items, Func<T, object> shape)
    {
        const int Default = 30;
        const int Most = 100;
        var size = Math.Clamp(Number(request, "per_page", Default), 1, Most);
        var page = Math.Max(1, Number(request, "page", 1));
        var all = items.ToList();
        var last = Math.Max(1, (all.Count + size - 1) / size);
        var response = Json(all.Skip((page - 1) * size).Take(size).Select(shape).ToList());
        return last == 1
            ? response
            : response with { Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Link"] = Links(request, page, last) } };
    }

    private static int Number(HttpRequest request, string name, int otherwise) =>
        int.TryParse(request.Query[name], System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private static string Links(HttpRequest request, int page, int last)
    {
        var links = new List<string>();
        void Add(int target, string relation)
        {
            var query = request.Query.Where(pair => pair.Key != "page")
                .Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value))
                .Append(new("page", target.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            links.Add($"<{request.Scheme}://{request.Host}{request.PathBase}{request.Path}{QueryString.Create(query)}>; rel=\"{relation}\"");
        }

        if (page > 1)
        {
            Add(page - 1, "prev");
        }

        if (page < last)
        {
            Add(page + 1, "next");
            Add(last, "last");
        }

        if (page > 1)
        {
            Add(1, "first");
        }

        return string.Join(", ", links);
    }
}
