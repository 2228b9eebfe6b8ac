using System.Globalization;
using Kiket.Portal.Extensions;
using Kiket.Portal.Releases.Deprecations;

namespace Kiket.Portal.Api;

/// <summary>
/// What a read of a deprecated version says beside its body: <c>Deprecation</c> (RFC 9745) with the instant of the announcement, <c>Sunset</c>
/// (RFC 8594), and links to what a person reads about both.
/// </summary>
internal sealed class DeprecationHeaders(PublicAddress address)
{
    /// <summary>Does nothing without a deprecation.</summary>
    public void Add(HttpContext context, string registry, string extensionId, Deprecation? deprecation)
    {
        if (deprecation is null)
        {
            return;
        }

        var headers = context.Response.Headers;
        var page = Page(context.Request, registry, extensionId);
        headers["Deprecation"] = string.Create(CultureInfo.InvariantCulture, $"@{deprecation.AnnouncedAt.ToUnixTimeSeconds()}");
        headers.Append("Link", $"<{page}>; rel=\"deprecation\"");
        if (deprecation.SunsetAt is { } sunset)
        {
            headers["Sunset"] = sunset.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
            headers.Append("Link", $"<{page}>; rel=\"sunset\"");
        }
    }

    /// <summary>The listing's versions; of a private registry, which has no public pages, the same list of the API.</summary>
    private string Page(HttpRequest request, string registry, string extensionId)
    {
        var id = Uri.EscapeDataString(extensionId);
        return address.Of(
            request,
            registry == Extension.Marketplace
                ? $"/marketplace/{id}/versions"
                : $"/api/v1/extensions/registry/{Uri.EscapeDataString(registry)}/{id}/versions");
    }
}
