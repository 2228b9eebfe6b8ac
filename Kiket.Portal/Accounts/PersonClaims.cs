using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Accounts;

/// <summary>The claims of a signed-in person. They are for display; rights are read from the database.</summary>
public static class PersonClaims
{
    public const string DisplayName = "kiket:name";
    public const string Address = "kiket:address";
    public const string TokenId = "kiket:token";
    public const string OrganizationId = "kiket:organization";
    public const string Scope = "kiket:scope";

    /// <summary>Id of the <see cref="Sessions.SignInSession"/>.</summary>
    public const string SessionId = "kiket:session";

    /// <summary>Who is signed in, by cookie or by API token; null when no one is.</summary>
    public static Actor? Actor(this ClaimsPrincipal principal) =>
        principal.Identity?.IsAuthenticated == true
        && Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            ? new Actor(
                id,
                principal.FindFirstValue(DisplayName) ?? "Someone",
                principal.FindFirstValue(Address),
                Guid.TryParse(principal.FindFirstValue(TokenId), out var token) ? token : null)
            : null;

    /// <summary>The sign-in and its device; null for visitors and API tokens.</summary>
    public static (Guid UserId, Guid SessionId)? Session(this ClaimsPrincipal principal) =>
        principal.Identity?.IsAuthenticated == true
        && Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var user)
        && Guid.TryParse(principal.FindFirstValue(SessionId), out var session)
            ? (user, session)
            : null;

    /// <summary>Only to show or hide things. A use case checks <see cref="PlatformAccess"/>.</summary>
    public static bool LooksLike(this ClaimsPrincipal principal, PlatformRoles role) => principal.IsInRole(role.ToString());
}

/// <summary>Adds display name and platform roles to the cookie's claims.</summary>
internal sealed class PortalUserClaims(UserManager<PortalUser> users, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<PortalUser>(users, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(PortalUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(PersonClaims.DisplayName, user.DisplayName));
        foreach (var role in Enum.GetValues<PlatformRoles>())
        {
            if (role != PlatformRoles.None && user.PlatformRoles.HasFlag(role))
            {
                identity.AddClaim(new Claim(identity.RoleClaimType, role.ToString()));
            }
        }

        return identity;
    }
}

/// <summary>
/// Adds the remote address to the person. A circuit keeps the principal of the request that opened it, and its HttpContext
/// must not be used, so this is how an action on a live page knows its address.
/// </summary>
internal sealed class RemoteAddressClaim(IHttpContextAccessor requests) : IClaimsTransformation
{
    public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
    {
        var address = requests.HttpContext?.Connection.RemoteIpAddress?.ToString();
        if (address is not null
            && principal.Identity is ClaimsIdentity { IsAuthenticated: true } identity
            && !identity.HasClaim(claim => claim.Type == PersonClaims.Address))
        {
            identity.AddClaim(new Claim(PersonClaims.Address, address));
        }

        return Task.FromResult(principal);
    }
}
