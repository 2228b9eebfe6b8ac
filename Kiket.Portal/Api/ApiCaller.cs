using System.Security.Claims;
using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Authentication;

namespace Kiket.Portal.Api;

/// <summary>The caller, identified by an API token. A browser's sign-in cookie is ignored.</summary>
/// <param name="Access">The token's organization, the only one it has access to, and its scopes.</param>
internal sealed record ApiCaller(Actor Actor, ApiTokenAccess Access)
{
    /// <summary>Always present on a route with a policy of <see cref="ApiPolicies"/>.</summary>
    public static ApiCaller Of(HttpContext context) =>
        Of(context.User) ?? throw new InvalidOperationException("The route needs a policy of ApiPolicies.");

    /// <summary>The caller where a token is optional. An invalid token is refused anyway.</summary>
    public static async Task<(ApiCaller? Caller, Error? Refusal)> FindAsync(HttpContext context)
    {
        // The result is stored for the request, so asking again costs nothing.
        var result = await context.AuthenticateAsync(ApiTokenAuthentication.Scheme);
        return result.Failure is null
            ? (result.Principal is null ? null : Of(result.Principal), null)
            : (null, InvalidToken);
    }

    public static Error MissingToken => Error.Unauthorized(
        "token_missing", "Send an API token in the header Authorization: Bearer wksp_…. Create one in your organization's settings under Tokens.");

    public static Error InvalidToken => Error.Unauthorized(
        "token_invalid", "The API token is unknown, expired or revoked. Create a new one in your organization's settings under Tokens.");

    private static ApiCaller? Of(ClaimsPrincipal principal) =>
        ApiTokenAccess.Of(principal) is { } access && principal.Actor() is { } actor ? new ApiCaller(actor, access) : null;
}
