using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Accounts;

/// <summary>
/// How many mails with a link one account gets, whoever asks for them: without it a stranger fills somebody's mailbox from
/// many addresses. What is too much is not sent and nobody is told, so that the answer says nothing about the account.
/// Each node counts for itself.
/// </summary>
public sealed class AccountMailLimit(IOptions<LimitsOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _hour = Within(TimeSpan.FromHours(1), segments: 6, options.Value.MailsPerAccountPerHour);
    private readonly PartitionedRateLimiter<string> _day = Within(TimeSpan.FromDays(1), segments: 24, options.Value.MailsPerAccountPerDay);

    /// <summary>Whether one more may go out; if so it counts as sent.</summary>
    public bool MaySend(string normalizedEmail)
    {
        using var hour = _hour.AttemptAcquire(normalizedEmail);
        if (!hour.IsAcquired)
        {
            return false;
        }

        using var day = _day.AttemptAcquire(normalizedEmail);
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
