using Kiket.Portal.Foundation;

namespace Kiket.Portal.Billing.Amounts;

/// <summary>What a meter costs, as it was agreed to.</summary>
/// <param name="Micros">Price of one unit in millionths of a dollar.</param>
/// <param name="Included">Free units a month.</param>
/// <param name="UnitCap">Units a month above which nothing more is charged; null for no cap.</param>
public readonly record struct MeterPrice(long Micros, long Included, long? UnitCap = null);

/// <summary>The exact price of what was used, rounded once.</summary>
public static class Charge
{
    /// <summary>Micros in a cent.</summary>
    public const int MicrosPerCent = 10_000;

    /// <summary>A monthly price for some days of a month. All days are its exact price.</summary>
    public static long OfDays(long monthlyCents, int days, BillingMonth month) => Rounding.HalfAway((Int128)monthlyCents * days, month.Days);

    public static long UnitsOf(MeterPrice price, long total) => Math.Max(0, Math.Min(total, price.UnitCap ?? long.MaxValue) - price.Included);

    /// <summary>Cents for a month's total of a meter. Included units and the cap are never prorated.</summary>
    public static long OfUsage(MeterPrice price, long total) => Rounding.HalfAway((Int128)UnitsOf(price, total) * price.Micros, MicrosPerCent);

    /// <summary>Cents of each meter below the customer's own cap, which is spread over them by what they would cost.</summary>
    /// <param name="capCents">Null for no cap.</param>
    public static IReadOnlyList<long> Below(long? capCents, IReadOnlyList<long> meters) =>
        capCents is { } cap && meters.Sum() > cap ? Allocation.Of(cap, meters) : meters;

    public static long OfTax(long netCents, int basisPoints) => Rounding.HalfAway((Int128)netCents * basisPoints, 10_000);
}
