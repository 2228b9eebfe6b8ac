namespace Kiket.Portal.Billing.Amounts;

/// <summary>Splits an amount so that the parts add up to it exactly.</summary>
public static class Allocation
{
    /// <summary>
    /// By the largest remainder: each part is rounded down, then the cents that are left go to the largest remainders, ties to the earlier
    /// part. Each part is within a cent of its exact value.
    /// </summary>
    /// <param name="weights">None below zero. One above zero, unless the amount is zero.</param>
    public static IReadOnlyList<long> Of(long total, IReadOnlyList<long> weights)
    {
        Int128 sum = 0;
        foreach (var weight in weights)
        {
            sum += weight >= 0 ? weight : throw new ArgumentOutOfRangeException(nameof(weights), "A weight is below zero.");
        }

        if (sum == 0 || total == 0)
        {
            return total == 0 ? new long[weights.Count] : throw new ArgumentException("An amount needs a part to go to.", nameof(weights));
        }

        // A credit is split like its charge.
        var (sign, whole) = (Math.Sign(total), Int128.Abs(total));
        var parts = new long[weights.Count];
        var remainders = new (Int128 Over, int Index)[weights.Count];
        var left = whole;
        for (var index = 0; index < parts.Length; index++)
        {
            var exact = whole * weights[index];
            parts[index] = (long)(exact / sum);
            remainders[index] = (exact % sum, index);
            left -= parts[index];
        }

        foreach (var (_, index) in remainders.OrderByDescending(remainder => remainder.Over).ThenBy(remainder => remainder.Index).Take((int)left))
        {
            parts[index]++;
        }

        return sign < 0 ? [.. parts.Select(part => -part)] : parts;
    }
}
