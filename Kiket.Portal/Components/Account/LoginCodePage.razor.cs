using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.SignIn;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>The second step of signing in. Each wrong code makes the next attempt wait longer.</summary>
public sealed partial class LoginCodePage
{
    private PortalUser? _user;

    [SupplyParameterFromForm(FormName = "code")]
    public CodeForm Input { get; set; } = null!;

    [SupplyParameterFromQuery]
    public bool Remember { get; set; }

    [Inject]
    public required SignInThrottle Throttle { get; init; }

    [Inject]
    public required OneTimeCodes Codes { get; init; }

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

        if (Throttle.CodeWait(_user.Id) is { } wait)
        {
            SignInLog.Refused(Log, _user.Id, "slowed down");
            Http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            Problem = $"There were too many wrong codes. Wait {SignInThrottle.Minutes(wait)}, or start again and sign in with a passkey.";
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
        else if (result is LockedSignIn locked)
        {
            Go(Locked.AddressFor(locked.UserId));
        }
        else
        {
            Throttle.WrongCode(_user.Id);
            SignInLog.Refused(Log, _user.Id, "code");
            Problem = IsRecovery
                ? "This recovery code is not right, or it was used. Each works once."
                : Codes.WasUsed ? OneTimeCodes.UsedAlready : OneTimeCodes.NotRight;
        }
    }

    public sealed class CodeForm
    {
        public string? Code { get; set; }

        public bool KnownDevice { get; set; }
    }
}
