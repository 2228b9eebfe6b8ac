using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Accounts;

/// <summary>The result of a reset.</summary>
/// <param name="WasTakenOver">True when the account had never been confirmed, so that all its other sign-in methods were removed.</param>
public sealed record PasswordReset(PortalUser User, bool WasTakenOver);

/// <summary>
/// Sets a password for the person who can read the account's mail. If the address was never confirmed, someone else may have
/// created the account, so its passkeys, external sign-ins, authenticator and API tokens are removed.
/// </summary>
public sealed class SetPasswordByLink(PortalDb db, UserManager<PortalUser> users, MailedLinks links, TimeProvider clock)
{
    public static readonly Error Stale = Error.Gone(
        "reset_link_stale",
        "This link no longer works. It is incomplete, was used or replaced by a newer one, or is older than two hours. Request a new one.");

    /// <summary>Whether the link works now, so that the page can say so before a person types anything.</summary>
    public async Task<bool> WorksAsync(string? userId, string? secret, CancellationToken cancellationToken) =>
        await FindAsync(userId, secret, cancellationToken) is not null;

    public async Task<Result<PasswordReset>> RunAsync(string? userId, string? secret, string password, CancellationToken cancellationToken)
    {
        if (await FindAsync(userId, secret, cancellationToken) is not { } user)
        {
            return Stale;
        }

        // Checked before the link is used up, so that a person with a refused password can try again with the same link.
        if (await ProblemAsync(user, password) is { } problem)
        {
            return problem;
        }

        if (!await links.RedeemAsync(user, MailedLinkPurpose.PasswordReset, secret, cancellationToken))
        {
            return Stale;
        }

        return await SetAsync(user, password, cancellationToken);
    }

    private async Task<PortalUser?> FindAsync(string? userId, string? secret, CancellationToken cancellationToken) =>
        Guid.TryParse(userId, out _)
        && await users.FindByIdAsync(userId) is { } user
        && await links.WorksAsync(user, MailedLinkPurpose.PasswordReset, secret, cancellationToken)
            ? user
            : null;

    private async Task<Result<PasswordReset>> SetAsync(PortalUser user, string password, CancellationToken cancellationToken)
    {
        var takenOver = !user.EmailConfirmed;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (takenOver)
        {
            await RemoveOthersAsync(user, cancellationToken);
        }

        // The link was mailed to this address.
        user.EmailConfirmed = true;
        var set = await users.ResetPasswordAsync(user, await users.GeneratePasswordResetTokenAsync(user), password);
        if (!set.Succeeded)
        {
            return Error.Invalid("password_refused", Sentences(set));
        }

        await transaction.CommitAsync(cancellationToken);
        return new PasswordReset(user, takenOver);
    }

    private async Task RemoveOthersAsync(PortalUser user, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await db.Set<IdentityUserPasskey<Guid>>().Where(passkey => passkey.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
        await db.Set<IdentityUserLogin<Guid>>().Where(login => login.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
        await db.Set<IdentityUserToken<Guid>>().Where(token => token.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
        await db.Set<ApiToken>()
            .Where(token => token.UserId == user.Id && token.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(token => token.RevokedAt, now), cancellationToken);
        user.TwoFactorEnabled = false;
    }

    private async Task<Error?> ProblemAsync(PortalUser user, string password)
    {
        foreach (var validator in users.PasswordValidators)
        {
            if (await validator.ValidateAsync(users, user, password) is { Succeeded: false } refused)
            {
                return Error.Invalid("password_refused", Sentences(refused));
            }
        }

        return null;
    }

    private static string Sentences(IdentityResult result) => string.Join(' ', result.Errors.Select(error => error.Description));
}
