using System.Threading.RateLimiting;

namespace Kiket.Portal.Accounts;

/// <summary>
/// Slows guessing down without locking anybody out: wrong attempts are counted for an account from one address, and for
/// the account from everywhere. What was typed is counted, so an address without an account gets the same reply.
/// </summary>
/// <remarks>
/// A passkey or a mailed link is never slowed down, so its owner can always sign in while somebody guesses. Counts are
/// kept by each node; ASVS 5.0 V6.3.1 asks that guessing is slow, not that it is counted to the last attempt.
/// </remarks>
public sealed class SignInThrottle : IDisposable
{
    /// <summary>Wrong passwords for an account from one address before each further one waits a minute.</summary>
    public const int PasswordsFromOneAddress = 6;

    /// <summary>Wrong passwords for an account from everywhere: fewer than 100 an hour altogether.</summary>
    public const int PasswordsFromEverywhere = 20;

    /// <summary>Wrong codes: six digits are guessed sooner than a password, and who gets here knows the password.</summary>
    public const int Codes = 6;

    private readonly PartitionedRateLimiter<string> _pairs = Limiter(PasswordsFromOneAddress, TimeSpan.FromMinutes(1));
    private readonly PartitionedRateLimiter<string> _accounts = Limiter(PasswordsFromEverywhere, TimeSpan.FromMinutes(1));
    private readonly PartitionedRateLimiter<string> _codes = Limiter(Codes, TimeSpan.FromMinutes(5));

    /// <summary>How long to wait before the next password is looked at; null when it is looked at now.</summary>
    /// <param name="account">The e-mail address as typed, whether it has an account or not.</param>
    /// <param name="address">From <see cref="ClientAddress"/>.</param>
    public TimeSpan? PasswordWait(string account, string address) =>
        Longer(Wait(_pairs, Pair(account, address)), Wait(_accounts, Key(account)));

    public void WrongPassword(string account, string address)
    {
        Count(_pairs, Pair(account, address));
        Count(_accounts, Key(account));
    }

    /// <summary>How long to wait before the next one-time or recovery code is looked at; null when it is looked at now.</summary>
    public TimeSpan? CodeWait(Guid userId) => Wait(_codes, userId.ToString());

    public void WrongCode(Guid userId) => Count(_codes, userId.ToString());

    /// <summary>A wait as a sentence names it: <c>a minute</c>, <c>4 minutes</c>.</summary>
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

    /// <summary>As Identity normalizes an address, or each spelling that finds one account would have a budget of its own.</summary>
    private static string Key(string account) => account.Trim().Normalize().ToUpperInvariant();

    private static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) => (one ?? TimeSpan.Zero) > (other ?? TimeSpan.Zero) ? one : other;

    private static TimeSpan? Wait(PartitionedRateLimiter<string> limiter, string key)
    {
        if (limiter.GetStatistics(key) is not { CurrentAvailablePermits: 0 })
        {
            return null;
        }

        // Fails and takes nothing, but knows how long to wait.
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
