using Kiket.Portal.Foundation;

namespace Kiket.Portal.Billing.Amounts;

/// <summary>Gives back a part of a line, and the same part of its share and its tax.</summary>
public static class Credit
{
    /// <summary>
    /// What of the share (or the tax) goes back with this credit. Any sequence of credits that adds up to the whole line gives back exactly
    /// the whole share, because each is the difference of two rounded sums.
    /// </summary>
    /// <param name="shareCents">The share or tax of the line.</param>
    /// <param name="grossCents">The line; not zero.</param>
    /// <param name="creditedCents">What was credited before.</param>
    /// <param name="creditCents">What is credited now.</param>
    public static long Of(long shareCents, long grossCents, long creditedCents, long creditCents) =>
        Part(shareCents, grossCents, creditedCents + creditCents) - Part(shareCents, grossCents, creditedCents);

    private static long Part(long share, long gross, long credited) =>
        Rounding.HalfAway(Math.Sign(gross) * (Int128)share * credited, Int128.Abs(gross));
}
