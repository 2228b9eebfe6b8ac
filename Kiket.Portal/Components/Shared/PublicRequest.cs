using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Components.Shared;

/// <summary>
/// Marks a visitor's request for a page of the marketplace: nobody is signed in, so everybody gets the same
/// bytes. Whatever makes pages personal (antiforgery tokens, cookies) stays away from a marked request.
/// </summary>
internal sealed record PublicRequest(string Path)
{
    public static PublicRequest? Of(HttpContext context) => context.Features.Get<PublicRequest>();
}

/// <summary>Decides which requests are a visitor's, before anything else looks at them.</summary>
internal sealed class PublicRequests(IOptionsMonitor<CookieAuthenticationOptions> cookies)
{
    private const string Marketplace = "/marketplace";

    /// <summary>What findings and badges mean; listings lead there.</summary>
    private const string Docs = "/docs";

    private readonly string _signIn = cookies.Get(IdentityConstants.ApplicationScheme).Cookie.Name!;

    public void Mark(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) || !IsMarketplace(request.Path) || IsPersonal(request))
        {
            return;
        }

        PublicAddressing.Strip(request);
        // Pages are compared by their tag alone: two changes in one second have the same date.
        request.Headers.IfModifiedSince = default;
        context.Features.Set(new PublicRequest(request.Path.Value!));
    }

    private static bool IsMarketplace(PathString path) =>
        path.Value is "/" or "/sitemap.xml" or "/robots.txt" || path.StartsWithSegments(Marketplace, StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments(Docs, StringComparison.OrdinalIgnoreCase);

    /// <summary>Even an expired or forged sign-in keeps a request away from what is shared: whether it is valid is decided later.</summary>
    private bool IsPersonal(HttpRequest request) =>
        request.Headers.Authorization.Count > 0
        || (request.Headers.Cookie.Count > 0 && request.Cookies.Keys.Any(name => name.StartsWith(_signIn, StringComparison.Ordinal) && !name.StartsWith(_signIn + "-", StringComparison.Ordinal)));
}
