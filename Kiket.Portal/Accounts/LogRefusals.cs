using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;

namespace Kiket.Portal.Accounts;

/// <summary>
/// Puts into the log who was refused what: rights that are missing, limits that are reached, forms that were not sent from
/// the portal's own pages. Names the route and never the address itself, in which a secret or a stranger's line breaks may
/// stand. Comes right behind routing.
/// </summary>
public sealed partial class LogRefusals(RequestDelegate next, ILogger<LogRefusals> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // Asked now: the page that tells of a refusal has a route of its own.
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

    private static string Who(HttpContext context) => (context.User.FindFirstValue(PersonClaims.TokenId), context.User.FindFirstValue(ClaimTypes.NameIdentifier)) switch
    {
        ({ } token, { } user) => $"user {user} with token {token}",
        (_, { } user) => $"user {user}",
        _ => $"nobody signed in, at {ClientAddress.Key(context)}",
    };

    [LoggerMessage(LogLevel.Warning, "Access refused: {Method} {Route} answered {Status} for {Who}.")]
    private static partial void Refused(ILogger logger, string method, string route, int status, string who);
}
