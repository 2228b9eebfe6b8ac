using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Accounts;

/// <summary>
/// Checks a signed-in person's password, code or passkey. Wrong attempts slow down the next ones, together with wrong codes
/// at sign-in (<see cref="SignInThrottle"/>), so an open page can't be used for guessing.
/// </summary>
public sealed class CheckProof(SignInManager<PortalUser> signIn, OneTimeCodes codes, SignInThrottle throttle)
{

    private UserManager<PortalUser> Users => signIn.UserManager;

    public async Task<Result> PasswordAsync(PortalUser user, string? password) => await CountedAsync(
        user,
        async () => await Users.CheckPasswordAsync(user, password ?? "")
            ? Result.Success()
            : Error.Field("password", "password_wrong", "This password isn't right. Check it and try again."));

    /// <summary>A code from the person's authenticator app; it is used up.</summary>
    public async Task<Result> CodeAsync(PortalUser user, string? code) => await CountedAsync(
        user,
        async () => await codes.UseAsync(user, await Users.GetAuthenticatorKeyAsync(user), code) switch
        {
            OneTimeCode.Accepted => Result.Success(),
            OneTimeCode.Used => Error.Field("code", "code_used", OneTimeCodes.UsedAlready),
            _ => Error.Field("code", "code_wrong", OneTimeCodes.NotRight),
        });

    /// <summary>A recovery code; it is used up.</summary>
    public async Task<Result> RecoveryCodeAsync(PortalUser user, string? code) => await CountedAsync(
        user,
        async () => (await Users.RedeemTwoFactorRecoveryCodeAsync(user, (code ?? "").Trim())).Succeeded
            ? Result.Success()
            : Error.Field("code", "code_wrong", "This recovery code isn't right, or it has already been used. Each code works once."));

    /// <summary>Checks what the passkey button's script posted. A passkey can't be guessed, so attempts aren't counted.</summary>
    public async Task<Result> PasskeyAsync(PortalUser user, string? credential)
    {
        if (string.IsNullOrEmpty(credential))
        {
            return Error.Field("passkey", "passkey_missing", "The browser didn't provide a passkey. Try again, or confirm in another way.");
        }

        var assertion = await signIn.PerformPasskeyAssertionAsync(credential);
        if (!assertion.Succeeded || assertion.User.Id != user.Id)
        {
            return Error.Field("passkey", "passkey_wrong", "This passkey doesn't belong to your account. Choose another one, or confirm in another way.");
        }

        await Users.AddOrUpdatePasskeyAsync(user, assertion.Passkey);
        return Result.Success();
    }

    private async Task<Result> CountedAsync(PortalUser user, Func<Task<Result>> check)
    {
        if (TooManyAttempts(user) is { } tooMany)
        {
            return tooMany;
        }

        var result = await check();
        if (!result.Succeeded)
        {
            throttle.WrongCode(user.Id);
        }

        return result;
    }

    private Error? TooManyAttempts(PortalUser user)
    {
        if (throttle.CodeWait(user.Id) is not { } wait)
        {
            return null;
        }

        return Error.TooMany(
            "too_many_attempts",
            $"There were too many wrong attempts for this account. Wait {SignInThrottle.Minutes(wait)} and try again, or confirm with a passkey.",
            wait);
    }
}
