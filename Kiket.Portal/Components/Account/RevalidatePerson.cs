using System.Security.Claims;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Components.Account;

/// <summary>
/// Looks at the database while a circuit is open: a changed security stamp ("sign out everywhere", a new
/// password) signs the circuit out; platform roles, places in organizations and a new name hold without a reload,
/// because every <see cref="PersonPage"/> reads again when the state it was given changes.
/// </summary>
internal sealed class RevalidatePerson(
    ILoggerFactory loggers, IServiceScopeFactory scopes, IOptions<IdentityOptions> identity, IOptions<AccountsOptions> accounts,
    IHostApplicationLifetime lifetime)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    /// <summary>The places in organizations at the last look; null before the first, so that the first one always tells.</summary>
    private HashSet<(Guid Organization, OrganizationRole Role)>? _places;

    protected override TimeSpan RevalidationInterval => accounts.Value.LookAtRightsEvery;

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        try
        {
            return await LookAsync(authenticationState.User, cancellationToken);
        }
        catch (ObjectDisposedException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The portal stops and takes its services before its circuits: nothing to say, and nobody to sign out.
            return true;
        }
    }

    private async Task<bool> LookAsync(ClaimsPrincipal shown, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = await users.GetUserAsync(shown);
        if (user is null
            || shown.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType) != await users.GetSecurityStampAsync(user))
        {
            return false;
        }

        var fresh = await scope.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<PortalUser>>().CreateAsync(user);
        var organizations = await scope.ServiceProvider.GetRequiredService<OrganizationQueries>().ForUserAsync(user.Id, cancellationToken);
        HashSet<(Guid, OrganizationRole)> places = [.. organizations.Select(organization => (organization.Id, organization.Role))];
        var moved = _places?.SetEquals(places) != true;
        _places = places;
        if (moved || !Shown(shown).SetEquals(Shown(fresh)))
        {
            if (shown.FindFirst(PersonClaims.Address) is { } address)
            {
                ((ClaimsIdentity)fresh.Identity!).AddClaim(address.Clone());
            }

            SetAuthenticationState(Task.FromResult(new AuthenticationState(fresh)));
        }

        return true;
    }

    private static HashSet<string> Shown(ClaimsPrincipal principal) =>
        [.. principal.Claims.Where(claim => claim.Type is ClaimTypes.Role or PersonClaims.DisplayName).Select(claim => claim.Type + claim.Value)];
}
