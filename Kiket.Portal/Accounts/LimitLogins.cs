using System.Globalization;

namespace Kiket.Portal.Accounts;

/// <summary>
/// Refuses what is sent to pages with <see cref="LoginLimitAttribute"/> too often. ASP.NET Core's own middleware for limits never disposes of
/// its limiter, whose timer then keeps a stopped portal in memory; here the container disposes of it.
/// </summary>
internal sealed class LimitLogins(RequestDelegate next, LoginLimit limit)
{
    public Task InvokeAsync(HttpContext context)
    {
        var isAttempt = HttpMethods.IsPost(context.Request.Method) && context.GetEndpoint()?.Metadata.GetMetadata<LoginLimitAttribute>() is not null;
        return isAttempt && limit.Take(ClientAddress.Key(context)) is { } wait ? RefuseAsync(context, wait) : next(context);
    }

    private static async Task RefuseAsync(HttpContext context, TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            // Without a body, a person gets the portal's own page for this status.
            return;
        }

        await context.Response.WriteAsync(
            $"Too many attempts from your address. Wait {seconds} seconds, then go back and try again.", context.RequestAborted);
    }
}
