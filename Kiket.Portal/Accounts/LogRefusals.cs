using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;

namespace Kiket.Portal.Accounts;

/// <summary>
/// Logs who was refused what: missing rights, reached limits, and forms that weren't sent from the portal's own pages. Logs
/// the route and never the address itself, which may contain a secret or a stranger's line breaks. Comes directly after
/// routing.
/// </summary>
public sealed partial class LogRefusals(RequestDelegate next, ILogger<LogRefusals> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // Read now, because the page that shows a refusal has its own route.
        var endpoint = context.GetEndpoint();
        await next(context);
        var status = context.Response.StatusCode;
        if (status < StatusCodes.Status400BadRequest || endpoint is null)
        {
            return;
        }

        var isSignedIn = context.User.Identity?.IsAuthenticated == true;
        var isHidden = status == StatusCodes.Status404NotFound && isSignedIn && endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null;
        var isForged = context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false };
        if (isHidden || isForged || status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status429TooManyRequests)
        {
            Refused(logger, context.Request.Method, (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "an address", status, Who(context));
        }
    }

    private static string Who(HttpContext context) =>
        (context.User.FindFirstValue(PersonClaims.TokenId), context.User.FindFirstValue(ClaimTypes.NameIdentifier)) switch
        {
            ({ } token, { } user) => $"user {user} with token {token}",
            (_, { } user) => $"user {user}",
            _ => $"a visitor at {ClientAddress.Key(context)}",
        };

    [LoggerMessage(LogLevel.Warning, "Access refused: {Method} {Route} returned {Status} for {Who}.")]
    private static partial void Refused(ILogger logger, string method, string route, int status, string who);
}
