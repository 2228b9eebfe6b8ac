using Kiket.Portal.Components.PublicPages;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Components.Shared;

/// <summary>
/// The status of a page that has something to say: set on the response at once, a 404 would make the framework
/// throw the page away and answer nothing at all.
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

    /// <summary>The status of a page that shows a refusal in place of its content; nothing on a live page, whose answer was sent long ago.</summary>
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

    /// <summary>For a visitor's page, before it is decided whether to keep it.</summary>
    public static void Apply(HttpContext context)
    {
        if (context.Items.TryGetValue(Key, out var status))
        {
            context.Response.StatusCode = (int)status!;
        }
    }
}
