using Microsoft.AspNetCore.Components.Authorization;

namespace Kiket.Portal.Accounts;

/// <summary>The person who uses the page, for components. Endpoints use <see cref="PersonClaims.Actor"/>.</summary>
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

    /// <summary>The person on a page that only signed-in people can open.</summary>
    /// <exception cref="OperationCanceledException">
    /// The sign-in ended while the page is open. The page is about to close, and its action is dropped.
    /// </exception>
    public async Task<Actor> RequireAsync() =>
        await FindAsync() ?? throw (_wasSomebody
            ? new OperationCanceledException("The sign-in of this page has ended.")
            : new InvalidOperationException("No one is signed in. Put [Authorize] on the page."));
}
