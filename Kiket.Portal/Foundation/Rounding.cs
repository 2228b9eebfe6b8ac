namespace Kiket.Portal.Foundation;

/// <summary>How an exact amount becomes whole cents, everywhere.</summary>
public static class Rounding
{
    /// <summary>
    /// The quotient, half away from zero, so that a refund mirrors its charge. 128 bits wide: a trillion units at a thousand dollars overflow
    /// a long before they are divided.
    /// </summary>
    /// <param name="denominator">Above zero.</param>
    public static long HalfAway(Int128 numerator, Int128 denominator)
    {
        if (denominator <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(denominator), "An amount is only divided by what is above zero.");
        }

        var rounded = ((2 * Int128.Abs(numerator)) + denominator) / (2 * denominator);
        return checked((long)(numerator < 0 ? -rounded : rounded));
    }
}
