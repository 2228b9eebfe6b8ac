using System.Threading.RateLimiting;
using Kiket.Portal.Analytics.Store;

namespace Kiket.Portal.Analytics.Ingestion;

/// <summary>What is left of a sender's limit.</summary>
public sealed record TelemetryAllowance(int Limit, int Remaining, TimeSpan ResetIn)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
}

/// <summary>
/// How much may be sent: per installation that Kiket hosts, per extension by its publisher's tokens, and without a token per network address and
/// per extension, so that nobody can fill an extension's figures from one place or from many.
/// </summary>
public sealed class TelemetryLimits : IDisposable
{
    public const int Hosted = 600;
    public const int Publisher = 6_000;
    public const int Address = 120;
    public const int Extension = 600;

    /// <summary>Wrong tokens of an address have a bucket of their own, so that events without a token don't keep real ones out.</summary>
    private const string Guesses = "guesses:";

    private readonly PartitionedRateLimiter<string> _hosted = Of(Hosted);
    private readonly PartitionedRateLimiter<string> _publishers = Of(Publisher);
    private readonly PartitionedRateLimiter<string> _addresses = Of(Address);
    private readonly PartitionedRateLimiter<string> _extensions = Of(Extension);

    /// <summary>Before anything is looked up for somebody without a token.</summary>
    /// <returns>How long to wait; null when they may be sent.</returns>
    public TimeSpan? TakeForAddress(string address, int events) => Take(_addresses, Address, address, events);

    /// <summary>How long an address has to wait that has sent too many tokens that are none; null when it may send another.</summary>
    public TimeSpan? WaitForGuess(string address) => Left(_addresses, Address, Guesses + address) is { Remaining: 0 } none ? none.ResetIn / Address : null;

    public void CountGuess(string address) => _ = Take(_addresses, Address, Guesses + address, 1);

    /// <inheritdoc cref="TakeForAddress"/>
    public TimeSpan? Take(TelemetrySender sender, int events)
    {
        var (limiter, limit, key) = For(sender);
        return Take(limiter, limit, key, events);
    }

    public TelemetryAllowance Left(TelemetrySender sender)
    {
        var (limiter, limit, key) = For(sender);
        return Left(limiter, limit, key);
    }

    public TelemetryAllowance LeftForAddress(string address) => Left(_addresses, Address, address);

    public void Dispose()
    {
        _hosted.Dispose();
        _publishers.Dispose();
        _addresses.Dispose();
        _extensions.Dispose();
    }

    private (PartitionedRateLimiter<string> Limiter, int Limit, string Key) For(TelemetrySender sender) => sender.Source switch
    {
        TelemetrySource.Hosted => (_hosted, Hosted, sender.Installation.ToString()),
        TelemetrySource.Publisher => (_publishers, Publisher, sender.Extension.ToString()),
        _ => (_extensions, Extension, sender.Extension.ToString()),
    };

    private static TimeSpan? Take(PartitionedRateLimiter<string> limiter, int limit, string key, int events)
    {
        if (events > limit)
        {
            // Never possible at once.
            return TelemetryAllowance.Window;
        }

        using var lease = limiter.AttemptAcquire(key, events);
        return lease.IsAcquired ? null
            : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) && wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1);
    }

    private static TelemetryAllowance Left(PartitionedRateLimiter<string> limiter, int limit, string key)
    {
        var left = (int)(limiter.GetStatistics(key)?.CurrentAvailablePermits ?? limit);
        return new TelemetryAllowance(limit, left, TelemetryAllowance.Window * (limit - left) / limit);
    }

    /// <summary>A bucket that fills up within a minute, a little each second.</summary>
    private static PartitionedRateLimiter<string> Of(int perMinute) => PartitionedRateLimiter.Create<string, string>(
        key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinute,
            TokensPerPeriod = perMinute / 60,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        }));
}
