using System.Buffers.Text;
using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.AccountChanges;

/// <summary>A person removes sign-in methods and tokens of their account. This also signs out their other devices.</summary>
public sealed class EndSignInMethods(PortalDb db, UserManager<PortalUser> users, TimeProvider clock)
{
    private static readonly Error OnlyMethod = Error.Conflict(
        "only_way_to_sign_in", "You have no password, so you couldn't sign in any more. Set a password first, then remove these.");

    /// <param name="user">As loaded by this scope's user manager.</param>
    public async Task<Result> RunAsync(PortalUser user, IReadOnlyList<SignInMethod> methods, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var method in methods)
        {
            await EndAsync(user, method, actor, cancellationToken);
        }

        if (user.PasswordHash is null
            && !await db.Set<IdentityUserPasskey<Guid>>().AnyAsync(passkey => passkey.UserId == user.Id, cancellationToken)
            && !await db.Set<IdentityUserLogin<Guid>>().AnyAsync(login => login.UserId == user.Id, cancellationToken))
        {
            return OnlyMethod;
        }

        await users.UpdateSecurityStampAsync(user);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Result.Success();
    }

    private Task EndAsync(PortalUser user, SignInMethod method, Actor actor, CancellationToken cancellationToken) => method.Kind switch
    {
        SignInMethodKind.Passkey => users.RemovePasskeyAsync(user, Base64Url.DecodeFromChars(method.Id)),
        SignInMethodKind.ExternalSignIn => EndExternalAsync(user, method.Id),
        SignInMethodKind.Authenticator => EndAuthenticatorAsync(user),
        _ => EndTokenAsync(user, Guid.Parse(method.Id), actor, cancellationToken),
    };

    private async Task EndExternalAsync(PortalUser user, string provider)
    {
        foreach (var login in (await users.GetLoginsAsync(user)).Where(login => login.LoginProvider == provider))
        {
            await users.RemoveLoginAsync(user, login.LoginProvider, login.ProviderKey);
        }
    }

    private async Task EndAuthenticatorAsync(PortalUser user)
    {
        await users.SetTwoFactorEnabledAsync(user, false);
        await users.ResetAuthenticatorKeyAsync(user);
    }

    private async Task EndTokenAsync(PortalUser user, Guid id, Actor actor, CancellationToken cancellationToken)
    {
        var token = await db.Set<ApiToken>().SingleOrDefaultAsync(
            candidate => candidate.Id == id && candidate.UserId == user.Id && candidate.RevokedAt == null, cancellationToken);
        if (token is null)
        {
            return;
        }

        var now = clock.GetUtcNow();
        token.Revoke(now);
        RecordAudit.Add(
            db, actor, "token.revoked", new("token", token.Id), now, token.OrganizationId, before: new { token.Name, token.LastFour });
    }
}
