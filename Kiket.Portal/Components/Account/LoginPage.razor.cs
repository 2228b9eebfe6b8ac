using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.SignIn;
using Kiket.Portal.Notifications;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using IdentityResultOfSignIn = Microsoft.AspNetCore.Identity.SignInResult;

namespace Kiket.Portal.Components.Account;

/// <summary>Sign-in with a password or passkey. The other methods have components of their own.</summary>
public sealed partial class LoginPage
{
    [SupplyParameterFromForm(FormName = "login")]
    public LoginForm Input { get; set; } = null!;

    /// <summary>Why somebody was sent here. A code of the portal, never text to show.</summary>
    [SupplyParameterFromQuery(Name = "problem")]
    public string? Reason { get; set; }

    [SupplyParameterFromQuery(Name = "done")]
    public string? Done { get; set; }

    [Inject]
    public required AccountMails Mail { get; init; }

    [Inject]
    public required SignInThrottle Throttle { get; init; }

    private string? Notice => Done switch
    {
        "password" => "Your password was changed. Sign in with the new one.",
        "taken-over" => "Your password is set and your address is confirmed. Every other way to sign in to this account was removed. "
            + "Sign in with the new password.",
        "everywhere" => "You are signed out everywhere.",
        "here" => "You are signed out on this device.",
        "deleted" => "Your account was deleted.",
        // Sent here from a page that needs a sign-in, or from one whose sign-in ended.
        _ when IsGet && Reason is null && ReturnUrl is { Length: > 1 } => "Sign in to continue.",
        _ => null,
    };

    protected override async Task OnInitializedAsync()
    {
        Input ??= new LoginForm();
        if (IsGet)
        {
            Problem = Reason == "external" ? "The other service didn't sign you in. Try again, or sign in another way." : null;
            await Http.SignOutAsync(IdentityConstants.ExternalScheme);
        }
    }

    private async Task SubmitAsync()
    {
        if (Input.Passkey?.Failure is { Length: > 0 })
        {
            Problem = "Your browser didn't provide a passkey. Try again, or sign in with your password.";
            return;
        }

        if (Input.Passkey?.Credential is { Length: > 0 } passkey)
        {
            Finish(await SignIn.PasskeySignInAsync(passkey), user: null, "passkey");
            return;
        }

        var email = Input.Email ?? "";
        var address = ClientAddress.Key(Http);
        var user = await Users.FindByEmailAsync(email);
        if (Throttle.PasswordWait(email, address) is { } wait)
        {
            SlowDown(user, wait);
            return;
        }

        var result = await CheckPasswordAsync(user);
        if (!result.Succeeded && !result.RequiresTwoFactor)
        {
            Throttle.WrongPassword(email, address);
        }

        Finish(result, user, "password");
    }

    private void SlowDown(PortalUser? user, TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        SignInLog.Refused(Log, user?.Id, "slowed down");
        Http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        Http.Response.Headers.RetryAfter = seconds;
        Problem = $"There were too many wrong passwords for this address. Wait {seconds} seconds and try again, or sign in with a passkey"
            + (Mail.IsConfigured ? " or a link by e-mail." : ".");
    }

    private async Task<IdentityResultOfSignIn> CheckPasswordAsync(PortalUser? user)
    {
        var password = Input.Password ?? "";
        if (user?.PasswordHash is null)
        {
            // Does as much work as for an account with a password, so that the time does not reveal which addresses have one.
            Users.PasswordHasher.HashPassword(new PortalUser(), password);
            return IdentityResultOfSignIn.Failed;
        }

        return await SignIn.PasswordSignInAsync(user, password, Input.Remember, lockoutOnFailure: false);
    }

    private void Finish(IdentityResultOfSignIn result, PortalUser? user, string method)
    {
        if (result.Succeeded)
        {
            // With a passkey, the person is only known after they are signed in.
            SignInLog.SignedIn(Log, user?.Id ?? (Guid.TryParse(Users.GetUserId(Http.User), out var id) ? id : Guid.Empty), method);
            Go(LocalAddress.Of(ReturnUrl));
        }
        else if (result is LockedSignIn locked)
        {
            Go(Locked.AddressFor(locked.UserId));
        }
        else if (result.RequiresTwoFactor)
        {
            Go(WithReturn("/account/login/code") + (Input.Remember ? (ReturnUrl is null ? "?" : "&") + "remember=true" : ""));
        }
        else
        {
            SignInLog.Refused(Log, user?.Id, method);
            Problem = method == "passkey"
                ? "This passkey does not belong to an account here. Sign in with your password."
                : "The address or password is wrong. Check both and try again.";
        }
    }

    public sealed class LoginForm
    {
        public string? Email { get; set; }

        public string? Password { get; set; }

        public bool Remember { get; set; }

        public PasskeyForm? Passkey { get; set; }
    }
}

/// <summary>What the script of <c>passkey-submit</c> posts. Only one of the two is set.</summary>
public sealed class PasskeyForm
{
    public string? Credential { get; set; }

    public string? Failure { get; set; }
}
