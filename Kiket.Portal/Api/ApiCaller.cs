using System.Security.Claims;
using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Authentication;

namespace Kiket.Portal.Api;

/// <summary>Who calls, by API token. The sign-in cookie of a browser never counts here.</summary>
/// <param name="Access">The token's organization, the only one it reaches, and its scopes.</param>
internal sealed record ApiCaller(Actor Actor, ApiTokenAccess Access)
{
    /// <summary>Behind a policy of <see cref="ApiPolicies"/> there always is one.</summary>
    public static ApiCaller Of(HttpContext context) =>
        Of(context.User) ?? throw new InvalidOperationException("The route needs a policy of ApiPolicies.");

    /// <summary>The caller where a token is optional; a token that does not hold is refused all the same.</summary>
    public static async Task<(ApiCaller? Caller, Error? Refusal)> FindAsync(HttpContext context)
    {
        // Answered once per request; asking again costs nothing.
        var result = await context.AuthenticateAsync(ApiTokenAuthentication.Scheme);
        return result.Failure is null
            ? (result.Principal is null ? null : Of(result.Principal), null)
            : (null, InvalidToken);
    }

    public static Error MissingToken => Error.Unauthorized(
        "token_missing", "Send an API token: the header Authorization: Bearer wksp_…. Make one in your organization's settings under Tokens.");

    public static Error InvalidToken => Error.Unauthorized(
        "token_invalid", "The API token is unknown, expired or revoked. Make a new one in your organization's settings under Tokens.");

    private static ApiCaller? Of(ClaimsPrincipal principal) =>
        ApiTokenAccess.Of(principal) is { } access && principal.Actor() is { } actor ? new ApiCaller(actor, access) : null;
}
