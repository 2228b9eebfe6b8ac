using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Components.Shared;

/// <summary>
/// Marks a visitor's request for a page of the marketplace: nobody is signed in, so everybody gets the same response.
/// A marked request gets nothing that makes a page personal (antiforgery tokens, cookies).
/// </summary>
internal sealed record PublicRequest(string Path)
{
    public static PublicRequest? Of(HttpContext context) => context.Features.Get<PublicRequest>();
}

/// <summary>Decides which requests are a visitor's, before anything else reads them.</summary>
internal sealed class PublicRequests(IOptionsMonitor<CookieAuthenticationOptions> cookies)
{
    private const string Marketplace = "/marketplace";

    /// <summary>Explains findings and badges; listings link to it.</summary>
    private const string Docs = "/docs";

    /// <summary>The operator's own pages, which the footer links to.</summary>
    private const string Legal = "/legal";

    private const string Publishers = "/publishers";

    private readonly string _signIn = cookies.Get(IdentityConstants.ApplicationScheme).Cookie.Name!;

    public void Mark(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) || !IsMarketplace(request.Path) || IsPersonal(request))
        {
            return;
        }

        PublicAddressing.Strip(request);
        // Pages are compared by their ETag only: two changes in one second have the same date.
        request.Headers.IfModifiedSince = default;
        context.Features.Set(new PublicRequest(request.Path.Value!));
    }

    private static bool IsMarketplace(PathString path) =>
        path.Value is "/" or "/sitemap.xml" or "/robots.txt"
        || path.StartsWithSegments(Marketplace, StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments(Docs, StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments(Legal, StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments(Publishers, StringComparison.OrdinalIgnoreCase);

    /// <summary>Even with an expired or forged sign-in a request is personal: whether it is valid is decided later.</summary>
    private bool IsPersonal(HttpRequest request) =>
        request.Headers.Authorization.Count > 0
        || (request.Headers.Cookie.Count > 0 && request.Cookies.Keys.Any(IsSignIn));

    private bool IsSignIn(string cookie) =>
        cookie.StartsWith(_signIn, StringComparison.Ordinal) && !cookie.StartsWith(_signIn + "-", StringComparison.Ordinal);
}
