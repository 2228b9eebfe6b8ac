using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Accounts;

/// <summary>What a link in a mail allows.</summary>
public enum MailedLinkPurpose
{
    PasswordReset,
    SignIn,
    AddressConfirmation,
}

/// <summary>
/// Secret links that are mailed to an account's own address. A person has one link per purpose. A new one, its use, and any
/// change of the password or the address end the previous one.
/// </summary>
public sealed class MailedLinks(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    private const string Provider = "[MailedLinks]";
    private const int SecretBytes = 32;

    /// <summary>Longer than any secret. A longer text isn't hashed.</summary>
    private const int MaxSecret = 100;

    /// <summary>How long a link works. A link that signs in is like a password, so it works for the shortest time.</summary>
    public static TimeSpan Lifetime(MailedLinkPurpose purpose) => purpose switch
    {
        MailedLinkPurpose.SignIn => TimeSpan.FromMinutes(15),
        MailedLinkPurpose.PasswordReset => TimeSpan.FromHours(2),
        _ => TimeSpan.FromHours(24),
    };

    /// <summary>Creates the link's secret and ends the previous one. Only its hash is stored.</summary>
    public async Task<string> CreateAsync(PortalUser user, MailedLinkPurpose purpose, CancellationToken cancellationToken)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var expires = clock.GetUtcNow() + Lifetime(purpose);
        var value = string.Create(CultureInfo.InvariantCulture, $"{expires.UtcTicks}:{Hash(user, secret)}");
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await ReplaceAsync(db, user, purpose, value, cancellationToken))
        {
            return secret;
        }

        db.Add(new IdentityUserToken<Guid> { UserId = user.Id, LoginProvider = Provider, Name = purpose.ToString(), Value = value });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation())
        {
            // Of two requests at once, the later one counts, as with two in turn.
            await ReplaceAsync(db, user, purpose, value, cancellationToken);
        }

        return secret;
    }

    /// <summary>Whether the link works now. Checking doesn't use it up, because mail scanners open links.</summary>
    public async Task<bool> WorksAsync(PortalUser user, MailedLinkPurpose purpose, string? secret, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await FindAsync(db, user, purpose, secret, cancellationToken) is not null;
    }

    /// <summary>Uses the link up.</summary>
    /// <returns>False when it doesn't work or has just been used.</returns>
    public async Task<bool> RedeemAsync(PortalUser user, MailedLinkPurpose purpose, string? secret, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await FindAsync(db, user, purpose, secret, cancellationToken) is { } value
            && await Rows(db, user, purpose).Where(row => row.Value == value).ExecuteDeleteAsync(cancellationToken) == 1;
    }

    private async Task<string?> FindAsync(PortalDb db, PortalUser user, MailedLinkPurpose purpose, string? secret, CancellationToken cancellationToken)
    {
        if (secret is not { Length: > 0 and <= MaxSecret })
        {
            return null;
        }

        var value = await Rows(db, user, purpose).Select(row => row.Value).SingleOrDefaultAsync(cancellationToken);
        return value?.Split(':') is [var ticks, var hash]
            && long.TryParse(ticks, CultureInfo.InvariantCulture, out var expires)
            && clock.GetUtcNow().UtcTicks < expires
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(Hash(user, secret)))
                ? value
                : null;
    }

    private static async Task<bool> ReplaceAsync(PortalDb db, PortalUser user, MailedLinkPurpose purpose, string value, CancellationToken cancellationToken) =>
        await Rows(db, user, purpose).ExecuteUpdateAsync(set => set.SetProperty(row => row.Value, value), cancellationToken) == 1;

    private static IQueryable<IdentityUserToken<Guid>> Rows(PortalDb db, PortalUser user, MailedLinkPurpose purpose)
    {
        var name = purpose.ToString();
        return db.Set<IdentityUserToken<Guid>>().Where(row => row.UserId == user.Id && row.LoginProvider == Provider && row.Name == name);
    }

    /// <summary>The security stamp is part of it, so every change of credentials ends earlier links.</summary>
    private static string Hash(PortalUser user, string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{secret}\n{user.SecurityStamp}\n{user.NormalizedEmail}")));
}
