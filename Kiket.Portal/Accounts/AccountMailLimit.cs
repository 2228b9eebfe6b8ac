using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Accounts;

/// <summary>
/// How many mails with a link one account gets, no matter who asks for them: without a limit, a stranger could fill a mailbox
/// from many addresses. Mails over the limit are not sent. The reply stays the same, so it says nothing about the account.
/// Each node counts for itself.
/// </summary>
public sealed class AccountMailLimit(IOptions<LimitsOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _hour = Within(TimeSpan.FromHours(1), segments: 6, options.Value.MailsPerAccountPerHour);
    private readonly PartitionedRateLimiter<string> _day = Within(TimeSpan.FromDays(1), segments: 24, options.Value.MailsPerAccountPerDay);

    /// <summary>Whether one more may go out; if so it counts as sent.</summary>
    /// <param name="receiver">From <see cref="EmailAddress.ReceiverOf"/>.</param>
    /// <param name="isWayIn">
    /// A link by which the owner of an account gets in. It has no limit for the day: else a stranger who asks ten times
    /// keeps the owner out until the next one.
    /// </param>
    public bool MaySend(string receiver, bool isWayIn = false)
    {
        using var hour = _hour.AttemptAcquire(receiver);
        if (!hour.IsAcquired)
        {
            return false;
        }

        if (isWayIn)
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
        account => RateLimitPartition.GetSlidingWindowLimiter(account, _ => new SlidingWindowRateLimiterOptions { PermitLimit = most, Window = window, SegmentsPerWindow = segments }),
        StringComparer.Ordinal);
}
