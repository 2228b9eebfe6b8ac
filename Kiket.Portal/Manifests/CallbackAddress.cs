using Kiket.Portal.Tiers;

namespace Kiket.Portal.Manifests;

/// <summary>
/// The address that events go to: absolute https, or <c>${EXTENSION_BASE_URL}</c> with an optional path, which
/// the publisher's base address or the hosting fills in.
/// </summary>
public static class CallbackAddress
{
    /// <summary>What real manifests write nearly always.</summary>
    public const string Placeholder = "${EXTENSION_BASE_URL}";

    /// <summary>The publisher has to give the base address with the listing.</summary>
    public static bool NeedsBaseUrl(string? url) => url?.StartsWith(Placeholder, StringComparison.Ordinal) == true;

    /// <summary>The full address, or null when it cannot be made from what is known.</summary>
    public static Uri? Resolve(string? url, Uri? baseUrl)
    {
        if (url is null || Problem(url) is not null)
            return null;
        if (!NeedsBaseUrl(url))
            return new Uri(url);
        var path = url[Placeholder.Length..];
        return baseUrl is not null && Uri.TryCreate(baseUrl.AbsoluteUri.TrimEnd('/') + path, UriKind.Absolute, out var resolved) ? resolved : null;
    }

    /// <summary>Why an address is refused, as the end of a sentence; null when it is fine.</summary>
    public static string? Problem(string url)
    {
        if (url.Length > 2048 || url.Any(character => char.IsControl(character) || char.IsWhiteSpace(character)))
            return "has spaces or line ends in it, or is too long";
        if (NeedsBaseUrl(url))
            return PlaceholderProblem(url[Placeholder.Length..]);
        if (url.Contains("${", StringComparison.Ordinal))
            return $"has a placeholder other than {Placeholder} at its start";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
            return "is not an absolute address";
        if (uri.Scheme != Uri.UriSchemeHttps)
            return $"uses {uri.Scheme} instead of https";
        if (uri.UserInfo.Length > 0)
            return "has a user name in it";
        // Not Uri.IdnHost, which throws for names that IDN does not allow.
        var host = EgressHosts.Check(uri.Host);
        return host.Form is EgressForm.Exact ? null : $"has the host {uri.Host}, which {host.Reason ?? "is not one host"}";
    }

    /// <summary>The port when it is not the usual one.</summary>
    public static int? UnusualPort(string url) =>
        !NeedsBaseUrl(url) && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Port != 443 ? uri.Port : null;

    private static string? PlaceholderProblem(string rest)
    {
        if (rest.Length == 0)
            return null;
        if (rest[0] is not '/')
            return $"goes on after {Placeholder} with something other than a path";
        return rest.AsSpan().IndexOfAny('$', '\\', '@') >= 0 || rest.StartsWith("//", StringComparison.Ordinal)
            ? "has a path that is not a plain one"
            : null;
    }
}
