using Kiket.Portal.Components.Shared;
using Microsoft.AspNetCore.Antiforgery;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>
/// The framework's antiforgery, switched off on visitors' pages. Blazor gives every static page a token and a cookie,
/// with or without a form. In a cached page, one visitor's token would reach other visitors.
/// </summary>
internal sealed class PublicPageAntiforgery(IAntiforgery inner) : IAntiforgery
{
    private static readonly AntiforgeryTokenSet Nothing = new(requestToken: null, cookieToken: null, "__RequestVerificationToken", "RequestVerificationToken");

    public AntiforgeryTokenSet GetAndStoreTokens(HttpContext httpContext) =>
        PublicRequest.Of(httpContext) is null ? inner.GetAndStoreTokens(httpContext) : Nothing;

    public AntiforgeryTokenSet GetTokens(HttpContext httpContext) =>
        PublicRequest.Of(httpContext) is null ? inner.GetTokens(httpContext) : Nothing;

    public void SetCookieTokenAndHeader(HttpContext httpContext)
    {
        if (PublicRequest.Of(httpContext) is null)
        {
            inner.SetCookieTokenAndHeader(httpContext);
        }
    }

    public Task<bool> IsRequestValidAsync(HttpContext httpContext) => inner.IsRequestValidAsync(httpContext);

    public Task ValidateRequestAsync(HttpContext httpContext) => inner.ValidateRequestAsync(httpContext);
}
