using Kiket.Portal.Data;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>Absolute addresses of public pages: below <c>Portal:PublicUrl</c>, otherwise below the address of the request.</summary>
public sealed class PublicRoot(IOptions<PortalOptions> options)
{
    /// <param name="baseAddress">The root address of the request, ending in a slash.</param>
    public Uri Below(string baseAddress, string path) => new(options.Value.PublicUrl ?? new Uri(baseAddress), path);

    public Uri Below(HttpRequest request, string path) => Below($"{request.Scheme}://{request.Host}{request.PathBase}/", path);

    public static string Listing(string extensionId) => "/marketplace/" + Uri.EscapeDataString(extensionId);

    /// <summary>The page of a released version as it was.</summary>
    public static string Version(string extensionId, string version) => $"{Listing(extensionId)}/versions/{Uri.EscapeDataString(version)}";

    /// <summary>The page of a publisher.</summary>
    public static string Publisher(string slug) => "/publishers/" + Uri.EscapeDataString(slug);
}
