using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Accounts;

/// <summary>Identity's sign-in, and what the portal adds: a link in a mail in place of the password.</summary>
public sealed class PortalSignIn(
    UserManager<PortalUser> users,
    IHttpContextAccessor requests,
    IUserClaimsPrincipalFactory<PortalUser> claims,
    IOptions<IdentityOptions> options,
    ILogger<SignInManager<PortalUser>> logger,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<PortalUser> confirmation)
    : SignInManager<PortalUser>(users, requests, claims, options, logger, schemes, confirmation)
{
    /// <summary>As good as the password: who has a second factor is asked for it.</summary>
    public async Task<SignInResult> LinkSignInAsync(PortalUser user) =>
        await PreSignInCheck(user) ?? await SignInOrTwoFactorAsync(user, isPersistent: false, loginProvider: null, bypassTwoFactor: false);
}
