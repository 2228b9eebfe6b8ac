using System.Threading.RateLimiting;

namespace Kiket.Portal.Accounts;

/// <summary>Slows down guessing passwords for many accounts from one address. For one account, see <see cref="SignInThrottle"/>.</summary>
public sealed class LoginLimit : IDisposable
{
    private const int PerMinute = 10;

    private readonly PartitionedRateLimiter<string> _addresses = PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetFixedWindowLimiter(
            address, _ => new FixedWindowRateLimiterOptions { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1) }),
        StringComparer.Ordinal);

    /// <summary>Counts one attempt.</summary>
    /// <param name="address">From <see cref="ClientAddress"/>.</param>
    /// <returns>How long to wait; null when the attempt may be made.</returns>
    public TimeSpan? Take(string address)
    {
        using var lease = _addresses.AttemptAcquire(address);
        if (lease.IsAcquired)
        {
            return null;
        }

        return lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
    }

    public void Dispose() => _addresses.Dispose();
}
