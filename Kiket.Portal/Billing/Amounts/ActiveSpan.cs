namespace Kiket.Portal.Billing.Amounts;

/// <summary>A time in which something ran, half open.</summary>
/// <param name="To">Null while it still runs.</param>
public readonly record struct ActiveSpan(DateTimeOffset From, DateTimeOffset? To);

/// <summary>Days that are charged: each UTC day with an active instant counts whole, once.</summary>
public static class BilledDays
{
    /// <summary>The days of the spans from <paramref name="from"/> to before <paramref name="to"/>, in order, each once.</summary>
    /// <param name="to">At most the first of the month after that of <paramref name="from"/>.</param>
    public static IReadOnlyList<DateOnly> Of(IEnumerable<ActiveSpan> spans, DateOnly from, DateOnly to) =>
        MonthDays.Of(spans, BillingMonth.Of(from), from, to).ToList();

    public static IReadOnlyList<DateOnly> Of(IEnumerable<ActiveSpan> spans, BillingMonth month) => Of(spans, month.First, month.End);
}
