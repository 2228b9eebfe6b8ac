using System.Globalization;

namespace Kiket.Portal.Components.Shared;

/// <summary>What people type as dollars or percent, in hundredths: <c>15.37</c> is 1,537.</summary>
public static class Hundredths
{
    /// <summary>More is a slip of the finger, and would not fit.</summary>
    private const decimal Most = 1_000_000_000;

    /// <summary>Null when it isn't a number above or equal to zero with at most two decimals.</summary>
    public static long? Parse(string? text) =>
        decimal.TryParse(text?.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && number <= Most && decimal.Truncate(number * 100) == number * 100
            ? (long)(number * 100)
            : null;

    public static string Text(long hundredths) => (hundredths / 100m).ToString("0.##", CultureInfo.InvariantCulture);
}
