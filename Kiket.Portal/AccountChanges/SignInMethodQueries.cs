using System.Buffers.Text;
using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.AccountChanges;

public enum SignInMethodKind
{
    Passkey,
    ExternalSignIn,
    Authenticator,
    ApiToken,
}

/// <summary>Something other than the password that can sign in to an account or act for it.</summary>
/// <param name="Id">The passkey's credential id, the provider, or the token's id, as text; empty for the authenticator.</param>
public sealed record SignInMethod(SignInMethodKind Kind, string Id, string Name, string Details)
{
    /// <summary>Identifies it in the owner's form.</summary>
    public string Key => $"{Kind}:{Id}";
}

/// <summary>The sign-in methods of an account, for lists. No secret and no hash.</summary>
public sealed class SignInMethodQueries(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    public async Task<IReadOnlyList<SignInMethod>> ForAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return
        [
            .. await PasskeysAsync(db, userId, cancellationToken),
            .. await LoginsAsync(db, userId, cancellationToken),
            .. await AuthenticatorAsync(db, userId, cancellationToken),
            .. await TokensAsync(db, userId, cancellationToken),
        ];
    }

    private static async Task<IEnumerable<SignInMethod>> PasskeysAsync(PortalDb db, Guid userId, CancellationToken cancellationToken)
    {
        var passkeys = await db.Set<IdentityUserPasskey<Guid>>().AsNoTracking().Where(passkey => passkey.UserId == userId).ToListAsync(cancellationToken);
        return passkeys
            .OrderBy(passkey => passkey.Data.CreatedAt)
            .Select(passkey => new SignInMethod(
                SignInMethodKind.Passkey,
                Base64Url.EncodeToString(passkey.CredentialId),
                $"Passkey “{passkey.Data.Name}”",
                $"added {Day(passkey.Data.CreatedAt)}"));
    }

    private static async Task<IEnumerable<SignInMethod>> LoginsAsync(PortalDb db, Guid userId, CancellationToken cancellationToken)
    {
        var logins = await db.Set<IdentityUserLogin<Guid>>().AsNoTracking().Where(login => login.UserId == userId).ToListAsync(cancellationToken);
        return logins.Select(login => new SignInMethod(
            SignInMethodKind.ExternalSignIn, login.LoginProvider, login.ProviderDisplayName ?? login.LoginProvider, "external sign-in"));
    }

    private static async Task<IEnumerable<SignInMethod>> AuthenticatorAsync(PortalDb db, Guid userId, CancellationToken cancellationToken) =>
        await db.Set<PortalUser>().AnyAsync(user => user.Id == userId && user.TwoFactorEnabled, cancellationToken)
            ? [new SignInMethod(SignInMethodKind.Authenticator, "", "Authenticator app", "your second factor, with its recovery codes")]
            : [];

    private async Task<IEnumerable<SignInMethod>> TokensAsync(PortalDb db, Guid userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var tokens = await (
            from token in db.Set<ApiToken>()
            join organization in db.Set<Organization>() on token.OrganizationId equals organization.Id
            where token.UserId == userId && token.RevokedAt == null && token.ExpiresAt > now
            orderby token.CreatedAt
            select new { token.Id, token.Name, token.LastFour, token.CreatedAt, Organization = organization.Name })
            .ToListAsync(cancellationToken);
        return tokens.Select(token => new SignInMethod(
            SignInMethodKind.ApiToken,
            token.Id.ToString(),
            $"API token “{token.Name}”",
            $"…{token.LastFour}, {token.Organization}, created {Day(token.CreatedAt)}"));
    }

    private static string Day(DateTimeOffset time) => time.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
