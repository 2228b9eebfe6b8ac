namespace Kiket.Portal.Analytics.Rules;

/// <summary>How many calls there were, and how many of them failed.</summary>
public readonly record struct ErrorCount(long Calls, long Errors)
{
    public static ErrorCount operator +(ErrorCount one, ErrorCount other) => new(one.Calls + other.Calls, one.Errors + other.Errors);

    public static ErrorCount Add(ErrorCount left, ErrorCount right) => left + right;

    public decimal Percent => Calls == 0 ? 0 : 100m * Errors / Calls;
}

/// <summary>
/// Whether a release fails more often than the versions before it. It must be clearly more, by twice and by a point, and by more than chance
/// explains: the lower bound of its rate is above the upper bound of theirs (Wilson's score interval, 95 %).
/// </summary>
/// <remarks>E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, 1927.</remarks>
public static class AlertRule
{
    private const long LeastCalls = 100;
    private const long LeastErrors = 10;
    private const double Z = 1.959964;

    /// <param name="release">The release since it is out.</param>
    /// <param name="before">Earlier versions in the week before. Without any, nothing can be compared.</param>
    public static bool IsWorse(ErrorCount release, ErrorCount before)
    {
        if (release.Calls < LeastCalls || release.Errors < LeastErrors || before.Calls == 0)
        {
            return false;
        }

        // Rates as products of whole numbers: no rounding decides.
        var (rate, usual) = ((Int128)release.Errors * before.Calls, (Int128)before.Errors * release.Calls);
        var point = (Int128)release.Calls * before.Calls;
        return rate >= 2 * usual && 100 * (rate - usual) >= point && Lower(release) > Upper(before);
    }

    /// <summary>Of the share of errors, 0 to 1.</summary>
    public static double Lower(ErrorCount count) => count.Calls == 0 ? 0 : Bound(count, -1);

    /// <inheritdoc cref="Lower"/>
    public static double Upper(ErrorCount count) => count.Calls == 0 ? 1 : Bound(count, 1);

    private static double Bound(ErrorCount count, int side)
    {
        var (n, share) = ((double)count.Calls, count.Errors / (double)count.Calls);
        var middle = share + (Z * Z / (2 * n));
        var half = Z * Math.Sqrt((share * (1 - share) / n) + (Z * Z / (4 * n * n)));
        return (middle + (side * half)) / (1 + (Z * Z / n));
    }
}
