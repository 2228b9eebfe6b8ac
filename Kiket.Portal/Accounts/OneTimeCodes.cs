using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace Kiket.Portal.Accounts;

/// <summary>The result of checking a one-time code.</summary>
public enum OneTimeCode
{
    Wrong,

    /// <summary>Right, but it or a later one has already been used.</summary>
    Used,
    Accepted,
}

/// <summary>
/// Codes of an authenticator app. Replaces Identity's own provider, which accepts five codes at any moment, and each of them
/// repeatedly. Here a code works once (RFC 6238 §5.2), and only for its own 30 seconds and the steps before and after it,
/// for clocks that are slightly off.
/// </summary>
public sealed class OneTimeCodes(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IUserTwoFactorTokenProvider<PortalUser>
{
    /// <summary>The message for a code that has been used.</summary>
    public const string UsedAlready = "This code has already been used. Wait for the next one.";

    public const string NotRight = "This code isn't right. Check your device's clock and try the next code.";

    private const int Digits = 6;
    private const int KeyFingerprint = 16;
    private static readonly VerificationWindow Window = new(previous: 1, future: 1);

    /// <summary>True when the last code of this request was right but used. Identity's own result is only yes or no.</summary>
    public bool WasUsed { get; private set; }

    /// <summary>The app creates the codes.</summary>
    public Task<string> GenerateAsync(string purpose, UserManager<PortalUser> manager, PortalUser user) => Task.FromResult("");

    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<PortalUser> manager, PortalUser user) =>
        await UseAsync(user, await manager.GetAuthenticatorKeyAsync(user), token) == OneTimeCode.Accepted;

    public async Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<PortalUser> manager, PortalUser user) =>
        !string.IsNullOrWhiteSpace(await manager.GetAuthenticatorKeyAsync(user));

    /// <summary>Checks the code and uses it up. Of two requests with one code, exactly one is accepted.</summary>
    /// <param name="key">The person's authenticator key in base 32; null when there is none.</param>
    public async Task<OneTimeCode> UseAsync(PortalUser user, string? key, string? code)
    {
        WasUsed = false;
        var digits = new string([.. (code ?? "").Where(char.IsAsciiDigit)]);
        if (string.IsNullOrWhiteSpace(key)
            || digits.Length != Digits
            || !new Totp(Base32Encoding.ToBytes(key)).VerifyTotp(clock.GetUtcNow().UtcDateTime, digits, out var step, Window))
        {
            return OneTimeCode.Wrong;
        }

        WasUsed = !await TakeAsync(user.Id, Fingerprint(key), step);
        return WasUsed ? OneTimeCode.Used : OneTimeCode.Accepted;
    }

    private async Task<bool> TakeAsync(Guid userId, string key, long step)
    {
        await using var db = await databases.CreateDbContextAsync();
        var taken = await db.Set<UsedCode>()
            .Where(used => used.UserId == userId && (used.Step < step || used.Key != key))
            .ExecuteUpdateAsync(set => set.SetProperty(used => used.Step, step).SetProperty(used => used.Key, key));
        if (taken == 1 || await db.Set<UsedCode>().AnyAsync(used => used.UserId == userId))
        {
            return taken == 1;
        }

        db.Add(UsedCode.Of(userId, key, step));
        try
        {
            await db.SaveChangesAsync();
            return true;
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation())
        {
            return false;
        }
    }

    private static string Fingerprint(string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)))[..KeyFingerprint];
}
