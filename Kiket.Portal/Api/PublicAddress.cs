using Kiket.Portal.Data;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Api;

/// <summary>Absolute addresses of the portal in responses: <c>Portal:PublicUrl</c>, or else the address of the request.</summary>
public sealed class PublicAddress(IOptions<PortalOptions> options)
{
    /// <param name="path">Starts with a slash.</param>
    public string Of(HttpRequest request, string path)
    {
        var root = options.Value.PublicUrl?.ToString() ?? $"{request.Scheme}://{request.Host}{request.PathBase}";
        return root.TrimEnd('/') + path;
    }
}
