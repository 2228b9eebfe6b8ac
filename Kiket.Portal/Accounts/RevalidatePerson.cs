using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Accounts;

/// <summary>
/// Looks at the database while a circuit is open: a changed security stamp ("sign out everywhere", a new
/// password) signs the circuit out, changed roles or a new name are shown without a reload.
/// </summary>
internal sealed class RevalidatePerson(
    ILoggerFactory loggers, IServiceScopeFactory scopes, IOptions<IdentityOptions> options)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    /// <summary>Role changes must hold in open circuits within 60 s; half of that leaves room.</summary>
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(30);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var shown = authenticationState.User;
        var user = await users.GetUserAsync(shown);
        if (user is null
            || shown.FindFirstValue(options.Value.ClaimsIdentity.SecurityStampClaimType) != await users.GetSecurityStampAsync(user))
        {
            return false;
        }

        var claims = scope.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<PortalUser>>();
        var fresh = await claims.CreateAsync(user);
        if (!Alike(shown, fresh))
        {
            if (shown.FindFirst(PersonClaims.Address) is { } address)
            {
                ((ClaimsIdentity)fresh.Identity!).AddClaim(address.Clone());
            }

            SetAuthenticationState(Task.FromResult(new AuthenticationState(fresh)));
        }

        return true;
    }

    private static bool Alike(ClaimsPrincipal left, ClaimsPrincipal right) => Shown(left).SetEquals(Shown(right));

    private static HashSet<string> Shown(ClaimsPrincipal principal) =>
        [.. principal.Claims.Where(claim => claim.Type is ClaimTypes.Role or PersonClaims.DisplayName).Select(claim => claim.Type + claim.Value)];
}
