namespace Kiket.Portal.Analytics.Rules;

/// <summary>What calls add up to: how many went well, how many failed, and how long they took.</summary>
public sealed class CallTotals
{
    /// <summary>An hour. Longer ones count as an hour.</summary>
    public const double MostMilliseconds = 3_600_000;

    public CallTotals() => Latency = new();

    /// <summary>As stored.</summary>
    public CallTotals(long ok, long errors, long sumMicroseconds, long maxMicroseconds, LatencyHistogram latency) =>
        (Ok, Errors, SumMicroseconds, MaxMicroseconds, Latency) = (ok, errors, sumMicroseconds, maxMicroseconds, latency);

    public long Ok { get; private set; }

    public long Errors { get; private set; }

    public long Count => Ok + Errors;

    /// <summary>Each call rounded to whole microseconds, then added.</summary>
    public long SumMicroseconds { get; private set; }

    public long MaxMicroseconds { get; private set; }

    public LatencyHistogram Latency { get; }

    /// <summary>Percent with two decimals; 0 when nothing ran.</summary>
    public decimal ErrorRate => Count == 0 ? 0 : Math.Round(100m * Errors / Count, 2, MidpointRounding.AwayFromZero);

    /// <summary>Milliseconds with one decimal; null when nothing ran.</summary>
    public decimal? AverageMilliseconds => Count == 0 ? null : Math.Round(SumMicroseconds / 1000m / Count, 1, MidpointRounding.AwayFromZero);

    /// <summary>Milliseconds with one decimal; null when nothing ran.</summary>
    public decimal? Percentile(int percent) => Latency.Percentile(percent, MaxMicroseconds / 1000.0) is { } milliseconds
        ? Math.Round((decimal)milliseconds, 1, MidpointRounding.AwayFromZero)
        : null;

    /// <param name="milliseconds">Not negative.</param>
    public void Add(bool isError, double milliseconds)
    {
        var bounded = Math.Min(milliseconds, MostMilliseconds);
        var microseconds = (long)Math.Round(bounded * 1000, MidpointRounding.AwayFromZero);
        (Ok, Errors) = isError ? (Ok, Errors + 1) : (Ok + 1, Errors);
        SumMicroseconds += microseconds;
        MaxMicroseconds = Math.Max(MaxMicroseconds, microseconds);
        Latency.Add(bounded);
    }

    public void Add(CallTotals other)
    {
        Ok += other.Ok;
        Errors += other.Errors;
        SumMicroseconds += other.SumMicroseconds;
        MaxMicroseconds = Math.Max(MaxMicroseconds, other.MaxMicroseconds);
        Latency.Add(other.Latency);
    }
}
