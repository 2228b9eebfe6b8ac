using Microsoft.AspNetCore.Components.Authorization;

namespace Kiket.Portal.Accounts;

/// <summary>Who looks at the screen, for components; endpoints use <see cref="PersonClaims.Actor"/>.</summary>
public sealed class CurrentPerson(AuthenticationStateProvider states)
{
    /// <summary>The person, or null for a visitor.</summary>
    public async Task<Actor?> FindAsync() => (await states.GetAuthenticationStateAsync()).User.Actor();

    /// <summary>The person on a page that only signed-in people reach.</summary>
    public async Task<Actor> RequireAsync() =>
        await FindAsync() ?? throw new InvalidOperationException("Nobody is signed in. Put [Authorize] on the page.");
}
