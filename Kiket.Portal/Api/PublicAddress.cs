using Kiket.Portal.Data;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Api;

/// <summary>Absolute addresses of the portal in answers: <c>Portal:PublicUrl</c>, else the address the request came to.</summary>
public sealed class PublicAddress(IOptions<PortalOptions> options)
{
    /// <param name="path">Begins with a slash.</param>
    public string Of(HttpRequest request, string path)
    {
        var root = options.Value.PublicUrl?.ToString() ?? $"{request.Scheme}://{request.Host}{request.PathBase}";
        return root.TrimEnd('/') + path;
    }
}
