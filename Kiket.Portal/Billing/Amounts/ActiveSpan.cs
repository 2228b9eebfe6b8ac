namespace Kiket.Portal.Billing.Amounts;

/// <summary>A time in which something ran, half open.</summary>
/// <param name="To">Null while it still runs.</param>
public readonly record struct ActiveSpan(DateTimeOffset From, DateTimeOffset? To);

/// <summary>Days that are charged: each UTC day with an active instant counts whole, once.</summary>
public static class BilledDays
{
    /// <summary>The days of the spans from <paramref name="from"/> to before <paramref name="to"/>, in order, each once.</summary>
    public static IReadOnlyList<DateOnly> Of(IEnumerable<ActiveSpan> spans, DateOnly from, DateOnly to)
    {
        var (begins, ends) = (BillingMonth.Midnight(from).UtcTicks, BillingMonth.Midnight(to).UtcTicks);
        var days = new SortedSet<int>();
        foreach (var span in spans)
        {
            var (first, next) = (Math.Max(span.From.UtcTicks, begins), Math.Min(span.To?.UtcTicks ?? long.MaxValue, ends));
            if (first >= next)
            {
                continue;
            }

            var last = (next - 1 - begins) / TimeSpan.TicksPerDay;
            for (var day = (first - begins) / TimeSpan.TicksPerDay; day <= last; day++)
            {
                days.Add((int)day);
            }
        }

        return [.. days.Select(from.AddDays)];
    }

    public static IReadOnlyList<DateOnly> Of(IEnumerable<ActiveSpan> spans, BillingMonth month) => Of(spans, month.First, month.End);
}
