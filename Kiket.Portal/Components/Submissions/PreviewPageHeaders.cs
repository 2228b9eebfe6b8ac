using Kiket.Portal.Foundation;

namespace Kiket.Portal.Components.Submissions;

/// <summary>Response headers of private previews: not cached, not indexed, and no referrer.</summary>
internal static class PreviewPageHeaders
{
    public static void Set(HttpContext? http)
    {
        if (http is { Response.HasStarted: false })
        {
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
            http.Response.Headers["Referrer-Policy"] = "no-referrer";
        }
    }

    public static int StatusOf(Error refusal) =>
        refusal.Kind == ErrorKind.Gone ? StatusCodes.Status410Gone : StatusCodes.Status404NotFound;
}
