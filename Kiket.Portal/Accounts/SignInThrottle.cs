using System.Threading.RateLimiting;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Accounts;

/// <summary>
/// Slows down guessing without locking anyone out: counts wrong attempts for an account from one address, and for the
/// account from all addresses. The entered text is counted, so an address without an account gets the same reply.
/// </summary>
/// <remarks>
/// A passkey or a mailed link is never slowed down, so the owner can always sign in while someone guesses. Each node counts
/// for itself. ASVS 5.0 V6.3.1 requires that guessing is slow, not that every attempt is counted.
/// </remarks>
public sealed class SignInThrottle : IDisposable
{
    /// <summary>Wrong passwords for an account from one address before each further attempt waits a minute.</summary>
    public const int PasswordsFromOneAddress = 6;

    /// <summary>Wrong passwords for an account from all addresses: fewer than 100 an hour in total.</summary>
    public const int PasswordsFromEverywhere = 20;

    /// <summary>Wrong codes. Six digits are easier to guess than a password, and a caller who gets here knows the password.</summary>
    public const int Codes = 6;

    private readonly PartitionedRateLimiter<string> _pairs = Limiter(PasswordsFromOneAddress, TimeSpan.FromMinutes(1));
    private readonly PartitionedRateLimiter<string> _accounts = Limiter(PasswordsFromEverywhere, TimeSpan.FromMinutes(1));
    private readonly PartitionedRateLimiter<string> _codes = Limiter(Codes, TimeSpan.FromMinutes(5));

    /// <summary>How long to wait before the next password is checked; null when it is checked now.</summary>
    /// <param name="account">The e-mail address as entered, with or without an account.</param>
    /// <param name="address">From <see cref="ClientAddress"/>.</param>
    public TimeSpan? PasswordWait(string account, string address) =>
        Longer(Wait(_pairs, Pair(account, address)), Wait(_accounts, Key(account)));

    public void WrongPassword(string account, string address)
    {
        Count(_pairs, Pair(account, address));
        Count(_accounts, Key(account));
    }

    /// <summary>How long to wait before the next one-time or recovery code is checked; null when it is checked now.</summary>
    public TimeSpan? CodeWait(Guid userId) => Wait(_codes, userId.ToString());

    public void WrongCode(Guid userId) => Count(_codes, userId.ToString());

    /// <summary>A wait as part of a sentence: <c>a minute</c>, <c>4 minutes</c>.</summary>
    public static string Minutes(TimeSpan wait)
    {
        var minutes = (int)Math.Ceiling(wait.TotalMinutes);
        return minutes <= 1 ? "a minute" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{minutes} minutes");
    }

    public void Dispose()
    {
        _pairs.Dispose();
        _accounts.Dispose();
        _codes.Dispose();
    }

    private static string Pair(string account, string address) => $"{Key(account)} {address}";

    /// <summary>Normalized like Identity's addresses. Otherwise each spelling of one account would have its own budget.</summary>
    private static string Key(string account) => PlainText.Normalizable(account.Trim()).Normalize().ToUpperInvariant();

    private static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) => (one ?? TimeSpan.Zero) > (other ?? TimeSpan.Zero) ? one : other;

    private static TimeSpan? Wait(PartitionedRateLimiter<string> limiter, string key)
    {
        if (limiter.GetStatistics(key) is not { CurrentAvailablePermits: 0 })
        {
            return null;
        }

        // Fails without using a permit, but returns how long to wait.
        using var lease = limiter.AttemptAcquire(key);
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
    }

    private static void Count(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key);
    }

    private static PartitionedRateLimiter<string> Limiter(int burst, TimeSpan each) =>
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = each,
        }));
}
