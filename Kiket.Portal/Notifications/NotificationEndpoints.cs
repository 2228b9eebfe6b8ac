namespace Kiket.Portal.Notifications;

/// <summary>What mail programs send when somebody presses their "Unsubscribe", and the button of the page that the same link opens.</summary>
public static class NotificationEndpoints
{
    /// <summary>In the address of the page's own form, so that a person gets a page and a program gets none.</summary>
    public const string FromPage = "page";

    public static void MapNotifications(this IEndpointRouteBuilder routes) =>
        // Before the page at the same address, which takes posts of forms of its own.
        routes.MapPost(UnsubscribeLinks.Address, StopAsync).WithOrder(-1).ExcludeFromDescription();

    /// <summary>
    /// Without a sign-in and without a token of the form: the code in the address is the right, and only the mail has it (RFC 8058, 3.2).
    /// </summary>
    private static async Task<IResult> StopAsync(HttpContext context, StopMails stop, string? code, string? by)
    {
        context.Response.Headers.CacheControl = "no-store";
        var isPerson = by == FromPage;
        var stopped = await stop.RunAsync(code, context.RequestAborted);
        if (isPerson)
        {
            return TypedResults.LocalRedirect($"{UnsubscribeLinks.Address}?code={Uri.EscapeDataString(code ?? "")}&done=true");
        }

        // A redirect doesn't work here: programs don't follow it (RFC 8058, 3.1).
        return stopped.Succeeded
            ? TypedResults.Text("You won't get these mails any more.")
            : TypedResults.Text(stopped.Error.Message, statusCode: StatusCodes.Status410Gone);
    }
}
