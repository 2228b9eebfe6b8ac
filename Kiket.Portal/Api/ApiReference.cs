using System.Security.Cryptography;
using Scalar.AspNetCore;

namespace Kiket.Portal.Api;

/// <summary>
/// The readable reference at <c>/api/docs</c>: Scalar's page from its package, without its fonts, its telemetry and
/// anything else that would call other servers. It needs one inline script, which only this page's own policy allows.
/// </summary>
internal static class ApiReference
{
    private const string Path = "/api/docs";

    public static void MapApiReference(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapScalarApiReference(Path, (options, context) =>
        {
            var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
            context.Response.Headers.ContentSecurityPolicy =
                $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
                + "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
            options
                .WithTitle("API reference · Kiket")
                .WithNonce(nonce)
                .WithOpenApiRoutePattern("/openapi/{documentName}.json")
                .DisableDefaultFonts()
                .DisableTelemetry()
                .DisableAgent()
                .DisableMcp()
                // The page has none of the portal's own header.
                .AddHeaderContent("""<nav style="padding:.75rem 1rem"><a href="/marketplace" style="color:inherit">← Marketplace</a></nav>""");
            options.HideClientButton = true;
            options.DefaultOpenAllTags = true;
            options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        });
}
