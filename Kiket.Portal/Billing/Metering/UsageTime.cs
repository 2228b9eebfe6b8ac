using Kiket.Portal.Billing.Amounts;

namespace Kiket.Portal.Billing.Metering;

/// <summary>On whose invoice usage is, by when it happened and when it was received.</summary>
public static class UsageTime
{
    /// <summary>After this, an event is refused.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(35);

    /// <summary>How far another clock may be ahead of ours.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Its own month until that is invoiced, which is <paramref name="grace"/> after its end. Afterwards the next month that isn't. A run that
    /// begins late invoices the same as a punctual one.
    /// </summary>
    public static BillingMonth PeriodOf(DateTimeOffset occurredAt, DateTimeOffset receivedAt, TimeSpan grace)
    {
        var (own, open) = (BillingMonth.Of(occurredAt), BillingMonth.Of(receivedAt - grace));
        return open > own ? open : own;
    }

    /// <summary>Why an event of this time is refused: a code for programs; null when it is fine.</summary>
    public static string? Problem(DateTimeOffset occurredAt, DateTimeOffset receivedAt) =>
        occurredAt > receivedAt + MaxAhead ? "in_the_future" : receivedAt - occurredAt > MaxAge ? "too_old" : null;
}
