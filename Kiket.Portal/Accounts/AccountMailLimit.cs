using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Accounts;

/// <summary>
/// Limits the mails with a link that one account gets, whoever requests them. Without a limit, a stranger could fill a
/// mailbox from many addresses. Mails over the limit aren't sent. The reply stays the same, so it reveals nothing about the
/// account. Each node counts for itself.
/// </summary>
public sealed class AccountMailLimit(IOptions<LimitsOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _hour = Within(TimeSpan.FromHours(1), segments: 6, options.Value.MailsPerAccountPerHour);
    private readonly PartitionedRateLimiter<string> _day = Within(TimeSpan.FromDays(1), segments: 24, options.Value.MailsPerAccountPerDay);

    /// <summary>Whether one more may be sent. If so, it counts as sent.</summary>
    /// <param name="receiver">From <see cref="EmailAddress.ReceiverOf"/>.</param>
    /// <param name="isForSignIn">
    /// True for a link that lets the owner of an account in. It has no limit per day. Otherwise a stranger who requests ten
    /// could lock the owner out until the next day.
    /// </param>
    public bool MaySend(string receiver, bool isForSignIn = false)
    {
        using var hour = _hour.AttemptAcquire(receiver);
        if (!hour.IsAcquired)
        {
            return false;
        }

        if (isForSignIn)
        {
            return true;
        }

        using var day = _day.AttemptAcquire(receiver);
        return day.IsAcquired;
    }

    public void Dispose()
    {
        _hour.Dispose();
        _day.Dispose();
    }

    private static PartitionedRateLimiter<string> Within(TimeSpan window, int segments, int most) => PartitionedRateLimiter.Create<string, string>(
        account => RateLimitPartition.GetSlidingWindowLimiter(
            account, _ => new SlidingWindowRateLimiterOptions { PermitLimit = most, Window = window, SegmentsPerWindow = segments }),
        StringComparer.Ordinal);
}
