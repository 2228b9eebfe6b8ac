using System.Threading.RateLimiting;
using Kiket.Portal.Foundation;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Accounts;

/// <summary>Limits new accounts, per address and in total. The form checks it when its input is complete.</summary>
public sealed class RegistrationLimit(IOptions<LimitsOptions> options) : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly PartitionedRateLimiter<string> _addresses = PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetTokenBucketLimiter(address, _ => Refilled(options.Value.RegistrationsPerAddressPerHour)),
        StringComparer.Ordinal);

    private readonly TokenBucketRateLimiter _all = new(Refilled(options.Value.RegistrationsPerHour));

    /// <summary>Null when one more account may be created. It counts even if it isn't created.</summary>
    /// <param name="address">From <see cref="ClientAddress"/>.</param>
    public Error? Take(string address)
    {
        using var own = _addresses.AttemptAcquire(address);
        if (!own.IsAcquired)
        {
            return Refusal("Many accounts were created from your network in the last hour.", own);
        }

        using var all = _all.AttemptAcquire();
        return all.IsAcquired ? null : Refusal("Too many accounts are being created right now.", all);
    }

    public void Dispose()
    {
        _addresses.Dispose();
        _all.Dispose();
    }

    private static TokenBucketRateLimiterOptions Refilled(int perHour) =>
        new() { TokenLimit = perHour, TokensPerPeriod = 1, ReplenishmentPeriod = Hour / perHour };

    private static Error Refusal(string why, RateLimitLease lease)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) && after > TimeSpan.FromMinutes(1) ? after : TimeSpan.FromMinutes(1);
        var minutes = (int)Math.Ceiling(wait.TotalMinutes);
        return Error.TooMany(
            "too_many_registrations",
            $"{why} Your input is still here. Send it again in {(minutes == 1 ? "a minute" : $"{minutes} minutes")}.",
            TimeSpan.FromMinutes(minutes));
    }
}
