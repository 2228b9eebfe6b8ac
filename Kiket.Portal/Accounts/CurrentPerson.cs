using Microsoft.AspNetCore.Components.Authorization;

namespace Kiket.Portal.Accounts;

/// <summary>Who looks at the screen, for components; endpoints use <see cref="PersonClaims.Actor"/>.</summary>
public sealed class CurrentPerson(AuthenticationStateProvider states)
{
    private bool _wasSomebody;

    /// <summary>The person, or null for a visitor.</summary>
    public async Task<Actor?> FindAsync()
    {
        var person = (await states.GetAuthenticationStateAsync()).User.Actor();
        _wasSomebody |= person is not null;
        return person;
    }

    /// <summary>The person on a page that only signed-in people reach.</summary>
    /// <exception cref="OperationCanceledException">The sign-in ended while the page is open: it is on its way out, and what it was about to do is dropped.</exception>
    public async Task<Actor> RequireAsync() =>
        await FindAsync() ?? throw (_wasSomebody
            ? new OperationCanceledException("The sign-in of this page has ended.")
            : new InvalidOperationException("Nobody is signed in. Put [Authorize] on the page."));
}
