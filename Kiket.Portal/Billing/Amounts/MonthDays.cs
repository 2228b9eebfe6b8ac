using System.Numerics;

namespace Kiket.Portal.Billing.Amounts;

/// <summary>Some days of one month: a bit for each, so that a run over very many installations adds and counts them without making lists.</summary>
/// <param name="Bits">The lowest is the first of the month.</param>
public readonly record struct MonthDays(BillingMonth Month, uint Bits)
{
    public int Count => BitOperations.PopCount(Bits);

    /// <summary>The days with an active instant from <paramref name="from"/> to before <paramref name="to"/>.</summary>
    /// <param name="from">In the month.</param>
    /// <param name="to">At most the first of the next month.</param>
    public static MonthDays Of(IEnumerable<ActiveSpan> spans, BillingMonth month, DateOnly from, DateOnly to)
    {
        var month0 = month.Begins.UtcTicks;
        var (begins, ends) = (BillingMonth.Midnight(from).UtcTicks, BillingMonth.Midnight(to).UtcTicks);
        var bits = 0u;
        foreach (var span in spans)
        {
            var (first, next) = (Math.Max(span.From.UtcTicks, begins), Math.Min(span.To?.UtcTicks ?? long.MaxValue, ends));
            if (first < next)
            {
                bits |= Between((int)((first - month0) / TimeSpan.TicksPerDay), (int)((next - 1 - month0) / TimeSpan.TicksPerDay) + 1);
            }
        }

        return new MonthDays(month, bits);
    }

    public MonthDays And(MonthDays other) => this with { Bits = Bits | other.Bits };

    public MonthDays Without(DateOnly from, DateOnly to) => this with { Bits = Bits & ~Range(from, to) };

    public int CountOf(DateOnly from, DateOnly to) => BitOperations.PopCount(Bits & Range(from, to));

    /// <summary>In order.</summary>
    public IReadOnlyList<DateOnly> ToList()
    {
        var days = new List<DateOnly>(Count);
        for (var left = Bits; left != 0; left &= left - 1)
        {
            days.Add(Month.First.AddDays(BitOperations.TrailingZeroCount(left)));
        }

        return days;
    }

    private uint Range(DateOnly from, DateOnly to) => Between(
        Math.Max(0, from.DayNumber - Month.First.DayNumber), Math.Min(Month.Days, to.DayNumber - Month.First.DayNumber));

    /// <param name="next">The day after the last; a month has fewer days than the number has bits.</param>
    private static uint Between(int first, int next) => first < next ? ((1u << (next - first)) - 1) << first : 0;
}
