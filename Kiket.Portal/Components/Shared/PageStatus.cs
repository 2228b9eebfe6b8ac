using Kiket.Portal.Foundation;

namespace Kiket.Portal.Components.Shared;

/// <summary>
/// The HTTP status of a page that has content. If a 404 were set on the response at once, the framework would drop the
/// page and send an empty response.
/// </summary>
internal static class PageStatus
{
    private static readonly object Key = new();

    public static void Set(HttpContext context, int status)
    {
        context.Items[Key] = status;
        if (PublicRequest.Of(context) is null)
        {
            context.Response.OnStarting(() =>
            {
                context.Response.StatusCode = status;
                return Task.CompletedTask;
            });
        }
    }

    /// <summary>The status of a page that shows a refusal instead of its content. Does nothing on a live page: its response was sent before.</summary>
    public static void Refuse(HttpContext? context, Error? refusal)
    {
        if (refusal is not null && context is { Response.HasStarted: false })
        {
            Set(context, refusal.Kind switch
            {
                ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
                ErrorKind.Gone => StatusCodes.Status410Gone,
                ErrorKind.Conflict => StatusCodes.Status409Conflict,
                ErrorKind.TooMany => StatusCodes.Status429TooManyRequests,
                _ => StatusCodes.Status404NotFound,
            });
        }
    }

    /// <summary>For a visitor's page, before the output cache decides whether to store it.</summary>
    public static void Apply(HttpContext context)
    {
        if (context.Items.TryGetValue(Key, out var status))
        {
            context.Response.StatusCode = (int)status!;
        }
    }
}
