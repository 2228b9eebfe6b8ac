using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Kiket.Portal.Manifests;

/// <summary>
/// Unquoted values that two readers of YAML take for different things. The platform and the command-line client read YAML 1.1,
/// where <c>0100</c> is octal, <c>1:40</c> counts in sixties and <c>yes</c> is true; readers of YAML 1.2 know none of it.
/// </summary>
internal static partial class YamlReadings
{
    /// <summary>Longer digits than this are no setting of an extension, and the arithmetic stays short.</summary>
    private const int MaxLength = 40;

    /// <summary>A whole number in any of the forms; decimal digits count as such, even after a zero.</summary>
    public static long? Whole(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        return Old(text) is { } old && old >= long.MinValue && old <= long.MaxValue ? (long)old
            : text.Length <= MaxLength && NewOctal().IsMatch(text) ? (long?)Radix(text[2..], 8)
            : null;
    }

    /// <summary>Both readings, worded as the end of a sentence; null when all readers agree.</summary>
    public static string? Difference(string text)
    {
        if (text.Length is 0 or > MaxLength)
            return null;
        if (PlainScalars.Boolean(text) is { } flag)
            return text.ToLowerInvariant() is "true" or "false" ? null : Words(flag ? "true" : "false", Word(text));
        if (NewOctal().IsMatch(text))
            return Words(Word(text), Number(Radix(text[2..], 8)));
        if (BothHexadecimal().IsMatch(text))
            return null;
        var old = Old(text);
        BigInteger? plain = Decimal().IsMatch(text) ? BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null;
        if (plain is not null && old is null)
            return Words(Word(text), Number(plain.Value));
        return old is null || old == plain ? null : Words(Number(old.Value), plain is null ? Word(text) : Number(plain.Value));
    }

    /// <summary>What a reader of YAML 1.1 makes of it, if that is a whole number in another form than YAML 1.2 knows.</summary>
    private static BigInteger? Old(string text)
    {
        if (text.Length > MaxLength || OldForm().Match(text) is not { Success: true } match)
            return null;
        var digits = match.Groups["digits"].Value.Replace("_", string.Empty, StringComparison.Ordinal);
        if (digits.Length == 0)
            return null;
        var value = match.Groups["form"].Value switch
        {
            "0b" => Radix(digits, 2),
            "0x" => Radix(digits, 16),
            "0" => Radix(digits, 8),
            _ => digits.Split(':').Aggregate(BigInteger.Zero, (sum, part) => (sum * 60) + BigInteger.Parse(part, CultureInfo.InvariantCulture)),
        };
        return match.Groups["sign"].Value == "-" ? -value : value;
    }

    private static BigInteger Radix(string digits, int radix) =>
        digits.Aggregate(BigInteger.Zero, (sum, digit) => (sum * radix) + int.Parse([digit], NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    private static string Number(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Word(string text) => $"the text {ManifestNotes.Quote(text)}";

    private static string Words(string old, string now) => $"{old} to readers of YAML 1.1, such as the platform, and {now} to readers of YAML 1.2";

    [GeneratedRegex(@"\A[-+]?[0-9]+\z", RegexOptions.CultureInvariant, 250)]
    private static partial Regex Decimal();

    [GeneratedRegex(@"\A0x[0-9a-fA-F]+\z", RegexOptions.CultureInvariant, 250)]
    private static partial Regex BothHexadecimal();

    [GeneratedRegex(@"\A0o[0-7]+\z", RegexOptions.CultureInvariant, 250)]
    private static partial Regex NewOctal();

    [GeneratedRegex(
        @"\A(?<sign>[-+]?)(?:(?<form>0b)(?<digits>[01_]+)|(?<form>0x)(?<digits>[0-9a-fA-F_]+)|(?<form>0)(?<digits>[0-7_]+)"
        + @"|(?<digits>0|[1-9][0-9_]*)|(?<digits>[0-9][0-9_]*(?::[0-5]?[0-9])+))\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        250)]
    private static partial Regex OldForm();
}
