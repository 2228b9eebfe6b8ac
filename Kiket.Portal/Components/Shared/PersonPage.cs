using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Kiket.Portal.Components.Shared;

/// <summary>
/// A page whose content depends on what the person may. While it is open its parameters are set again as soon as
/// <see cref="Account.RevalidatePerson"/> sees that their rights changed, so a page that checks access when its
/// parameters are set needs no timer of its own.
/// </summary>
public abstract class PersonPage : ComponentBase
{
    /// <summary>Who is signed in. Do not decide by it: rights are read from the database.</summary>
    [CascadingParameter]
    public Task<AuthenticationState>? SignedIn { get; set; }
}
