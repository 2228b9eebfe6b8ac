using Kiket.Portal.Foundation;

namespace Kiket.Portal.Billing.Amounts;

/// <summary>A publisher's rate for some days.</summary>
/// <param name="To">The day after the last; null for no end.</param>
public readonly record struct AgreedRate(DateOnly From, DateOnly? To, int BasisPoints)
{
    public bool Covers(DateOnly day) => day >= From && (To is null || day < To);
}

/// <summary>The part of a line at one rate.</summary>
/// <param name="From">The first day of the part.</param>
/// <param name="To">The day after its last.</param>
/// <param name="GrossCents">What the customer pays for it, without tax.</param>
/// <param name="ShareCents">What the publisher gets of it.</param>
public readonly record struct SharePart(DateOnly From, DateOnly To, int BasisPoints, long GrossCents, long ShareCents)
{
    /// <summary>Kiket's part: the rest, so that both always add up.</summary>
    public long FeeCents => GrossCents - ShareCents;
}

/// <summary>Splits what a line costs between its publisher and Kiket.</summary>
public static class Shares
{
    public const int Whole = 10_000;

    public static long Of(long grossCents, int basisPoints) => Rounding.HalfAway((Int128)grossCents * basisPoints, Whole);

    /// <summary>
    /// The parts of a line by the rates of its days. A rate that begins in the middle of the month gets the part of the amount that falls
    /// to its days.
    /// </summary>
    /// <param name="weights">How much of the line falls to each day: 1 for a billed day, the units for usage.</param>
    /// <param name="rates">In order, without overlap.</param>
    /// <param name="usual">The rate where no other is agreed.</param>
    public static IReadOnlyList<SharePart> Split(
        long grossCents, IReadOnlyList<(DateOnly Day, long Weight)> weights, BillingMonth month, IReadOnlyList<AgreedRate> rates, int usual) =>
        Split(grossCents, Parts(month, rates, usual), part => Sum(weights, part));

    /// <summary>The same for a flat price: each day weighs as much.</summary>
    public static IReadOnlyList<SharePart> Split(long grossCents, MonthDays days, IReadOnlyList<SharePart> parts) =>
        Split(grossCents, parts, part => days.CountOf(part.From, part.To));

    /// <param name="parts">The month, cut where the rate changes: <see cref="Parts"/>.</param>
    /// <param name="weightOf">How much of the line falls to a part.</param>
    public static IReadOnlyList<SharePart> Split(long grossCents, IReadOnlyList<SharePart> parts, Func<SharePart, long> weightOf)
    {
        if (parts is [var only])
        {
            return [only with { GrossCents = grossCents, ShareCents = Of(grossCents, only.BasisPoints) }];
        }

        var sums = parts.Select(weightOf).ToList();
        if (sums.TrueForAll(sum => sum == 0))
        {
            // Nothing says to which day it belongs, such as a correction of units that cancel each other.
            sums[0] = 1;
        }

        var gross = Allocation.Of(grossCents, sums);
        return
        [
            .. parts.Select((part, index) => new SharePart(part.From, part.To, part.BasisPoints, gross[index], Of(gross[index], part.BasisPoints)))
                .Where((_, index) => sums[index] > 0),
        ];
    }

    /// <summary>How much of it falls to a part.</summary>
    public static long Sum(IReadOnlyList<(DateOnly Day, long Weight)> weights, SharePart part) =>
        Math.Max(0, weights.Where(weight => weight.Day >= part.From && weight.Day < part.To).Sum(weight => weight.Weight));

    /// <summary>The month cut where its rate changes.</summary>
    public static IReadOnlyList<SharePart> Parts(BillingMonth month, IReadOnlyList<AgreedRate> rates, int usual)
    {
        var parts = new List<SharePart>();
        for (var day = month.First; day < month.End; day = day.AddDays(1))
        {
            var bps = usual;
            foreach (var rate in rates)
            {
                bps = rate.Covers(day) ? rate.BasisPoints : bps;
            }

            if (parts is [.., var last] && last.BasisPoints == bps)
            {
                parts[^1] = last with { To = day.AddDays(1) };
            }
            else
            {
                parts.Add(new SharePart(day, day.AddDays(1), bps, 0, 0));
            }
        }

        return parts;
    }
}
