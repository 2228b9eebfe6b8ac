using Kiket.Portal.Accounts;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>The second step of signing in. Wrong codes count towards the lockout like wrong passwords.</summary>
public sealed partial class LoginCodePage
{
    private PortalUser? _user;

    [SupplyParameterFromForm(FormName = "code")]
    public CodeForm Input { get; set; } = null!;

    [SupplyParameterFromQuery]
    public bool Remember { get; set; }

    private bool IsRecovery => Http.Request.Path.Value?.EndsWith("/recovery", StringComparison.OrdinalIgnoreCase) == true;

    protected override async Task OnInitializedAsync()
    {
        Input ??= new CodeForm();
        _user = await SignIn.GetTwoFactorAuthenticationUserAsync();
        if (_user is null)
        {
            // The first step is missing, or its cookie is too old.
            Go(WithReturn("/account/login"));
        }
    }

    private async Task SubmitAsync()
    {
        if (_user is null)
        {
            return;
        }

        var code = new string([.. (Input.Code ?? "").Where(char.IsLetterOrDigit)]);
        var result = IsRecovery
            ? await SignIn.TwoFactorRecoveryCodeSignInAsync((Input.Code ?? "").Trim())
            : await SignIn.TwoFactorAuthenticatorSignInAsync(code, Remember, Input.KnownDevice);
        if (result.Succeeded)
        {
            SignInLog.SignedIn(Log, _user.Id, IsRecovery ? "recovery code" : "authenticator");
            Go(LocalAddress.Of(ReturnUrl));
        }
        else if (result.IsLockedOut)
        {
            SignInLog.Refused(Log, _user.Id, "locked out");
            Go("/account/lockout");
        }
        else
        {
            SignInLog.Refused(Log, _user.Id, "code");
            Problem = IsRecovery
                ? "This recovery code is not right, or it was used. Each works once."
                : "This code is not right. Wait for the next one and check the clock of your device.";
        }
    }

    public sealed class CodeForm
    {
        public string? Code { get; set; }

        public bool KnownDevice { get; set; }
    }
}
