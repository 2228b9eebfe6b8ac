using Kiket.Portal.Billing.Amounts;

namespace Kiket.Portal.Billing.Payments;

/// <summary>What is left of a line after what was credited before.</summary>
/// <param name="CreditedCents">Without tax.</param>
public readonly record struct LeftLine(Guid Id, long GrossCents, long TaxCents, long CreditedCents)
{
    public long LeftCents => GrossCents - CreditedCents;

    /// <summary>With tax, what goes back when so much of the line is credited.</summary>
    public long With(long cents) => cents + Credit.Of(TaxCents, GrossCents, CreditedCents, cents);

    /// <summary>
    /// Splits an amount with tax over lines by what is left of them, and says what to credit of each without tax. The credits add up to the amount,
    /// or to one cent more where tax can't be split finer.
    /// </summary>
    public static IReadOnlyList<CreditedLine> Take(IReadOnlyList<LeftLine> lines, long cents)
    {
        if (lines.Count == 0 || cents <= 0)
        {
            return [];
        }

        var wanted = Allocation.Of(cents, [.. lines.Select(line => line.With(line.LeftCents))]);
        var taken = lines.Select((line, index) => line.Most(wanted[index])).ToArray();
        var rest = cents - lines.Select((line, index) => line.With(taken[index])).Sum();
        // First where a cent more is exactly a cent with its tax, then wherever something is left.
        foreach (var step in new[] { 1L, 2L })
        {
            for (var index = 0; index < taken.Length && rest > 0; index++)
            {
                var line = lines[index];
                while (rest > 0 && taken[index] < line.LeftCents && line.With(taken[index] + 1) - line.With(taken[index]) <= step)
                {
                    rest -= line.With(taken[index] + 1) - line.With(taken[index]);
                    taken[index]++;
                }
            }
        }

        return [.. lines.Select((line, index) => new CreditedLine(line.Id, taken[index]))];
    }

    /// <summary>The most that can be credited without going above an amount with tax.</summary>
    private long Most(long cents)
    {
        var (low, high) = (0L, Math.Min(LeftCents, cents));
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = With(middle) <= cents ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
