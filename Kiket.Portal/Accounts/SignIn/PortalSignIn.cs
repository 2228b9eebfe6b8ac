using System.Security.Claims;
using Kiket.Portal.Accounts.Sessions;
using Kiket.Portal.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Accounts.SignIn;

/// <summary>
/// Identity's sign-in, with additions for every sign-in method: each sign-in has a row (<see cref="SignInSession"/>), a locked
/// person gets none, and it may make the <see cref="FirstOperator"/>. A link in a mail signs in like a password.
/// </summary>
/// <remarks>
/// A wrong password gets the same reply whether an account is locked or not: the lock is checked after the password, not before.
/// </remarks>
public sealed class PortalSignIn(
    UserManager<PortalUser> users,
    IHttpContextAccessor requests,
    IUserClaimsPrincipalFactory<PortalUser> claims,
    IOptions<IdentityOptions> options,
    ILogger<SignInManager<PortalUser>> logger,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<PortalUser> confirmation,
    BeginSession begin,
    ContinueSession continues,
    EndSessions end,
    FirstOperator first,
    PortalDb db)
    : SignInManager<PortalUser>(users, requests, claims, options, logger, schemes, confirmation)
{
    private const string UnknownMethod = "other";

    private string? _method;
    private Guid? _locked;

    public override async Task<SignInResult> PasswordSignInAsync(PortalUser user, string password, bool isPersistent, bool lockoutOnFailure) =>
        Seen(await ByAsync("password", () => base.PasswordSignInAsync(user, password, isPersistent, lockoutOnFailure)));

    public override async Task<SignInResult> PasskeySignInAsync(string credentialJson) =>
        Seen(await ByAsync("passkey", () => base.PasskeySignInAsync(credentialJson)));

    public override async Task<SignInResult> ExternalLoginSignInAsync(string loginProvider, string providerKey, bool isPersistent, bool bypassTwoFactor) =>
        Seen(await ByAsync(loginProvider, () => base.ExternalLoginSignInAsync(loginProvider, providerKey, isPersistent, bypassTwoFactor)));

    public override async Task<SignInResult> TwoFactorAuthenticatorSignInAsync(string code, bool isPersistent, bool rememberClient) =>
        Seen(await ByAsync("authenticator", () => base.TwoFactorAuthenticatorSignInAsync(code, isPersistent, rememberClient)));

    public override async Task<SignInResult> TwoFactorRecoveryCodeSignInAsync(string recoveryCode) =>
        Seen(await ByAsync("recovery code", () => base.TwoFactorRecoveryCodeSignInAsync(recoveryCode)));

    /// <summary>Equal to the password, so a second factor is still required.</summary>
    public async Task<SignInResult> LinkSignInAsync(PortalUser user) =>
        Seen(await ByAsync("mailed link", async () =>
            await PreSignInCheck(user) ?? await SignInOrTwoFactorAsync(user, isPersistent: false, loginProvider: null, bypassTwoFactor: false)));

    public override Task SignInWithClaimsAsync(PortalUser user, bool isPersistent, IEnumerable<Claim> additionalClaims) =>
        SignInWithClaimsAsync(user, new AuthenticationProperties { IsPersistent = isPersistent }, additionalClaims);

    public override async Task SignInWithClaimsAsync(PortalUser user, AuthenticationProperties? authenticationProperties, IEnumerable<Claim> additionalClaims)
    {
        if (user.LockedAt is not null)
        {
            _locked = user.Id;
            SignInLog.Refused(Logger, user.Id, "locked by an operator");
            return;
        }

        if (first.MayBe(user))
        {
            // Here, because every way to confirm an address ends in a sign-in. Read again, so that the cookie has the new roles.
            await first.RunAsync(CancellationToken.None);
            await db.Entry(user).ReloadAsync();
        }

        var properties = authenticationProperties ?? new AuthenticationProperties();
        var stamp = await UserManager.GetSecurityStampAsync(user);
        if (SessionCookie.IdOf(properties) is { } id)
        {
            // A new cookie, because the account changed.
            if (!await continues.RunAsync(user.Id, id, stamp, CancellationToken.None))
            {
                return;
            }
        }
        else
        {
            await EndCurrentAsync("signed in again");
            var method = _method ?? additionalClaims.FirstOrDefault(claim => claim.Type == ClaimTypes.AuthenticationMethod)?.Value ?? UnknownMethod;
            var place = new SignInPlace(Context.Connection.RemoteIpAddress?.ToString(), Context.Request.Headers.UserAgent.ToString());
            id = await begin.RunAsync(user.Id, stamp, method, place, CancellationToken.None);
            SessionCookie.SetId(properties, id);
        }

        await base.SignInWithClaimsAsync(user, properties, [.. additionalClaims, new Claim(PersonClaims.SessionId, id.ToString())]);
    }

    public override async Task SignOutAsync()
    {
        await EndCurrentAsync("signed out");
        await base.SignOutAsync();
    }

    /// <summary>Ends the browser's current sign-in, whose cookie is about to be replaced.</summary>
    private async Task EndCurrentAsync(string why)
    {
        if (Context.User.Session() is var (person, session))
        {
            await end.RunAsync(person, session, why, CancellationToken.None);
        }
    }

    private Task<SignInResult> ByAsync(string method, Func<Task<SignInResult>> signIn)
    {
        _method = method;
        return signIn();
    }

    private SignInResult Seen(SignInResult result) => _locked is { } person && result.Succeeded ? new LockedSignIn(person) : result;
}

/// <summary>The sign-in was right, but an operator locked the account. <see cref="LockedNotice"/> says why.</summary>
public sealed class LockedSignIn : SignInResult
{
    internal LockedSignIn(Guid userId) => (UserId, IsNotAllowed) = (userId, true);

    public Guid UserId { get; }
}
