namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>A request about one repository that the caller may see.</summary>
internal sealed record RepositoryCall(HttpContext Context, DemoRepository Repository, DemoToken? Token)
{
    public HttpRequest Request => Context.Request;

    /// <summary>The base of every API address in the response, as the caller reached it.</summary>
    public string Api => $"{Request.Scheme}://{Request.Host}{Request.PathBase}";

    public string RepositoryApi => $"{Api}/repos/{Repository.FullName}";

    public string Html => $"https://github.com/{Repository.FullName}";

    public DemoPermission? Permission => Token is { } token && Repository.Access.TryGetValue(token.Value, out var permission) ? permission : null;

    /// <summary>A catch-all part of the path. ASP.NET Core leaves an escaped slash in it unchanged.</summary>
    public string Rest(string name = "rest") =>
        ((string?)Context.GetRouteValue(name) ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase).TrimEnd('/');

    public string? Query(string name) => Request.Query[name] is [{ Length: > 0 } value, ..] ? value : null;

    /// <summary>Whether a media type such as <c>raw</c> or <c>sha</c> was requested, in any of GitHub's spellings.</summary>
    public bool Accepts(string parameter) => MediaType(Request) == parameter;

    /// <summary>The requested media type, which GitHub repeats as the type of the response.</summary>
    public string AcceptedType => Asked(Request).Type + "; charset=utf-8";

    public static string MediaType(HttpRequest request) => Asked(request).Parameter;

    private static (string Parameter, string Type) Asked(HttpRequest request)
    {
        foreach (var type in request.Headers.Accept.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            const string Prefix = "application/vnd.github.";
            if (type.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                var plain = type.Split(';')[0];
                var word = plain[Prefix.Length..].Split('+')[0].Split('.')[^1];
                if (word is "raw" or "sha" or "html" or "diff" or "patch" or "object")
                {
                    return (word, plain);
                }
            }
        }

        return ("json", "application/json");
    }
}
