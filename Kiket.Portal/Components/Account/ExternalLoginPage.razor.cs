using System.Security.Claims;
using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.SignIn;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Components.Account;

/// <summary>
/// Where another service sends people back to. Known people are signed in. New people get an account with the address that
/// the service confirmed, and no other. An existing account with that address is never linked automatically.
/// </summary>
public sealed partial class ExternalLoginPage
{
    private ExternalLoginInfo? _info;
    private string? _email;
    private bool _isRefused;

    [SupplyParameterFromForm(FormName = "external")]
    public ExternalForm Input { get; set; } = null!;

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required RegistrationAccess Access { get; init; }

    protected override async Task OnInitializedAsync()
    {
        Input ??= new ExternalForm();
        _info = await SignIn.GetExternalLoginInfoAsync();
        if (_info is null)
        {
            Go("/account/login?problem=external");
            return;
        }

        _email = _info.Principal.FindFirstValue(ExternalSignIn.VerifiedEmail);
        if (IsGet)
        {
            await SignInKnownAsync(_info);
        }
    }

    private async Task SignInKnownAsync(ExternalLoginInfo info)
    {
        var result = await SignIn.ExternalLoginSignInAsync(info.LoginProvider, info.ProviderKey, isPersistent: false, bypassTwoFactor: false);
        if (result.Succeeded)
        {
            Go(LocalAddress.Of(ReturnUrl));
        }
        else if (result is LockedSignIn locked)
        {
            Go(Locked.AddressFor(locked.UserId));
        }
        else if (result.RequiresTwoFactor)
        {
            Go(WithReturn("/account/login/code"));
        }
        else
        {
            Input.Name ??= info.Principal.FindFirstValue(ClaimTypes.Name);
            await CheckAddressAsync();
        }
    }

    /// <summary>Whether a new person with this address may have an account here.</summary>
    private async Task<bool> CheckAddressAsync()
    {
        if (_email is null)
        {
            return false;
        }

        var allowed = await Access.CheckConfirmedAsync(_email, Http.RequestAborted);
        if (!allowed.Succeeded)
        {
            _isRefused = true;
            Refuse(allowed.Error);
        }

        return allowed.Succeeded;
    }

    private async Task SubmitAsync()
    {
        if (_info is null || _email is null || !IsComplete(Input) || !await CheckAddressAsync() || !MayRegister())
        {
            return;
        }

        var user = PortalUser.Register(_email, Input.Name ?? "", Clock.GetUtcNow());
        user.EmailConfirmed = true;
        var created = await Users.CreateAsync(user);
        if (created.Succeeded)
        {
            created = await Users.AddLoginAsync(user, _info);
        }

        if (!created.Succeeded)
        {
            Problem = IsTaken(created)
                ? "There is already an account with this address. Sign in to it and add the service under Account, External sign-in."
                : Sentences(created);
            return;
        }

        SignInLog.Registered(Log, user.Id);
        await SignIn.SignInAsync(user, isPersistent: false, _info.LoginProvider);
        Go(LocalAddress.Of(ReturnUrl));
    }

    public sealed class ExternalForm
    {
        [PersonName]
        public string? Name { get; set; }
    }
}
