using Kiket.Portal.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using IdentityResultOfSignIn = Microsoft.AspNetCore.Identity.SignInResult;

namespace Kiket.Portal.Components.Account;

/// <summary>Sign-in by password or passkey; the other ways are parts of their own.</summary>
public sealed partial class LoginPage
{
    [SupplyParameterFromForm(FormName = "login")]
    public LoginForm Input { get; set; } = null!;

    /// <summary>Why somebody was sent here: a word of the portal's own, never text to show.</summary>
    [SupplyParameterFromQuery(Name = "problem")]
    public string? Reason { get; set; }

    [SupplyParameterFromQuery(Name = "done")]
    public string? Done { get; set; }

    private string? Told => Done switch
    {
        "password" => "Your password is changed. Sign in with the new one.",
        "everywhere" => "You are signed out everywhere.",
        _ => null,
    };

    protected override async Task OnInitializedAsync()
    {
        Input ??= new LoginForm();
        if (IsGet)
        {
            Problem = Reason == "external" ? "The other service did not sign you in. Try again, or sign in another way." : null;
            await Http.SignOutAsync(IdentityConstants.ExternalScheme);
        }
    }

    private async Task SubmitAsync()
    {
        if (Input.Passkey?.Failure is { Length: > 0 })
        {
            Problem = "The browser gave no passkey. Try again, or sign in with your password.";
            return;
        }

        var passkey = Input.Passkey?.Credential is { Length: > 0 } credential ? credential : null;
        var user = passkey is null ? await Users.FindByEmailAsync(Input.Email ?? "") : null;
        var result = passkey is null
            ? await CheckPasswordAsync(user)
            : await SignIn.PasskeySignInAsync(passkey);
        Answer(result, user, passkey is null ? "password" : "passkey");
    }

    private async Task<IdentityResultOfSignIn> CheckPasswordAsync(PortalUser? user)
    {
        var password = Input.Password ?? "";
        if (user is null)
        {
            // As much work as for an existing account: the time must not tell which addresses have one.
            Users.PasswordHasher.HashPassword(new PortalUser(), password);
            return IdentityResultOfSignIn.Failed;
        }

        return await SignIn.PasswordSignInAsync(user, password, Input.Remember, lockoutOnFailure: true);
    }

    private void Answer(IdentityResultOfSignIn result, PortalUser? user, string method)
    {
        if (result.Succeeded)
        {
            // A passkey tells who it was only by signing them in.
            SignInLog.SignedIn(Log, user?.Id ?? (Guid.TryParse(Users.GetUserId(Http.User), out var id) ? id : Guid.Empty), method);
            Go(LocalAddress.Of(ReturnUrl));
        }
        else if (result.RequiresTwoFactor)
        {
            Go(WithReturn("/account/login/code") + (Input.Remember ? (ReturnUrl is null ? "?" : "&") + "remember=true" : ""));
        }
        else if (result.IsLockedOut)
        {
            SignInLog.Refused(Log, user?.Id, "locked out");
            Go("/account/lockout");
        }
        else
        {
            SignInLog.Refused(Log, user?.Id, method);
            Problem = method == "passkey"
                ? "This passkey does not belong to an account here. Sign in with your password."
                : "The address or the password is not right. Check both and try again.";
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

/// <summary>What the script of <c>passkey-submit</c> posts: one of the two.</summary>
public sealed class PasskeyForm
{
    public string? Credential { get; set; }

    public string? Failure { get; set; }
}
