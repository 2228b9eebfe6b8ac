using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Components.Account;

public sealed partial class ExternalLoginsPage
{
    private PortalUser? _user;
    private IList<UserLoginInfo> _logins = [];
    private List<AuthenticationScheme> _others = [];
    private bool _mayRemove;

    [SupplyParameterFromForm]
    public string? Provider { get; set; }

    /// <summary>Set when another service sends the person back here to be linked.</summary>
    [SupplyParameterFromQuery]
    public bool Linked { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _user = await RequireUserAsync();
        if (IsGet && Linked)
        {
            await LinkAsync(_user);
        }

        await LoadAsync(_user);
    }

    private async Task LoadAsync(PortalUser user)
    {
        _logins = await Users.GetLoginsAsync(user);
        _others = [.. (await SignIn.GetExternalAuthenticationSchemesAsync()).Where(s => _logins.All(login => login.LoginProvider != s.Name))];
        _mayRemove = _logins.Count > 1 || await Users.HasPasswordAsync(user) || (await Users.GetPasskeysAsync(user)).Count > 0;
    }

    private async Task LinkAsync(PortalUser user)
    {
        var info = await SignIn.GetExternalLoginInfoAsync(user.Id.ToString());
        await Http.SignOutAsync(IdentityConstants.ExternalScheme);
        if (info is null)
        {
            return;
        }

        var result = await Users.AddLoginAsync(user, info);
        if (!result.Succeeded)
        {
            Problem = "This sign-in wasn't added. It already belongs to another account here.";
            return;
        }

        Saved = $"You can now sign in with {info.ProviderDisplayName}.";
        await RecordAsync(user, CredentialChange.SignInLinked(info.ProviderDisplayName ?? info.LoginProvider));
        await SignIn.RefreshSignInAsync(user);
    }

    private async Task RemoveAsync()
    {
        var login = _logins.FirstOrDefault(l => l.LoginProvider == Provider);
        if (login is null || !_mayRemove)
        {
            Problem = "This sign-in wasn't removed. Reload the page and try again.";
            return;
        }

        await Users.RemoveLoginAsync(_user!, login.LoginProvider, login.ProviderKey);
        await SignIn.RefreshSignInAsync(_user!);
        await RecordAsync(_user!, CredentialChange.SignInUnlinked(login.ProviderDisplayName ?? login.LoginProvider));
        Saved = $"{login.ProviderDisplayName} was removed.";
        await LoadAsync(_user!);
    }
}
