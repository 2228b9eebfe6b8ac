using Kiket.Portal.Foundation;
using Kiket.Portal.Tiers;

namespace Kiket.Portal.Manifests;

/// <summary>
/// The address that events go to: absolute https, or <c>${EXTENSION_BASE_URL}</c> with an optional path. The publisher's
/// base address or the hosting replaces the placeholder.
/// </summary>
public static class CallbackAddress
{
    /// <summary>What nearly all real manifests use.</summary>
    public const string Placeholder = "${EXTENSION_BASE_URL}";

    /// <summary>Whether the publisher has to enter the base address in the listing.</summary>
    public static bool NeedsBaseUrl(string? url) => url?.StartsWith(Placeholder, StringComparison.Ordinal) == true;

    /// <summary>The full address, or null when the base address is missing.</summary>
    public static Uri? Resolve(string? url, Uri? baseUrl)
    {
        if (url is null || Problem(url) is not null)
            return null;
        if (!NeedsBaseUrl(url))
            return new Uri(url);
        var path = url[Placeholder.Length..];
        return baseUrl is not null && Uri.TryCreate(baseUrl.AbsoluteUri.TrimEnd('/') + path, UriKind.Absolute, out var resolved) ? resolved : null;
    }

    /// <summary>Why an address is refused, worded as the end of a sentence; null when it is valid.</summary>
    public static string? Problem(string url)
    {
        if (url.Length > 2048 || url.Any(character => char.IsControl(character) || char.IsWhiteSpace(character)))
            return "contains spaces or line breaks, or is too long";
        if (NeedsBaseUrl(url))
            return PlaceholderProblem(url[Placeholder.Length..]);
        if (url.Contains("${", StringComparison.Ordinal))
            return $"has a placeholder other than {Placeholder} at the start";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
            return "isn't an absolute address";
        if (uri.Scheme != Uri.UriSchemeHttps)
            return $"uses {uri.Scheme} instead of https";
        if (uri.UserInfo.Length > 0)
            return "contains a user name";
        var host = EgressHosts.Check(uri.Host);
        return host.Form is EgressForm.Exact ? WebLink.Problem(url) : $"has the host {uri.Host}, which {host.Reason ?? "isn't a single host"}";
    }

    /// <summary>The port, if it isn't the standard one.</summary>
    public static int? UnusualPort(string url) =>
        !NeedsBaseUrl(url) && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Port != 443 ? uri.Port : null;

    private static string? PlaceholderProblem(string rest)
    {
        if (rest.Length == 0)
            return null;
        if (rest[0] is not '/')
            return $"has something other than a path after {Placeholder}";
        return rest.AsSpan().IndexOfAny('$', '\\', '@') >= 0 || rest.StartsWith("//", StringComparison.Ordinal)
            ? "has a path with characters that aren't allowed"
            : null;
    }
}
