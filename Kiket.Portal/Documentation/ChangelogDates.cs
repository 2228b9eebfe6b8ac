using System.Globalization;
using System.Text.RegularExpressions;

namespace Kiket.Portal.Documentation;

/// <summary>A date found in a text, with its place.</summary>
internal readonly record struct WrittenDate(DateOnly Date, int Start, int Length);

/// <summary>
/// Dates as people write them in changelogs. A form that two countries read differently (3/4/2024) is no date unless only
/// one reading exists. Texts are bounded by the caller.
/// </summary>
internal static partial class ChangelogDates
{
    private const int Timeout = 1000;
    private const string Month =
        "(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

    private const string Weekday = "(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?[,.]?\\s+)?";
    private const string Day = "(?<day>\\d{1,2})(?:st|nd|rd|th|\\.)?";
    private const string Year = "(?<year>\\d{4})";
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>The first date of a text; null when it has none.</summary>
    public static WrittenDate? Find(string text)
    {
        WrittenDate? first = null;
        foreach (var form in (ReadOnlySpan<Regex>)[YearFirst(), Ideographic(), MonthFirst(), DayFirst(), Dotted(), Slashed(), Compact()])
        {
            for (var match = form.Match(text); match.Success; match = match.NextMatch())
            {
                if (Date(match) is { } date && (first is null || match.Index < first.Value.Start))
                {
                    first = new WrittenDate(date, match.Index, match.Length);
                    break;
                }
            }
        }

        return first;
    }

    private static DateOnly? Date(Match match)
    {
        var year = Number(match, "year");
        var month = match.Groups["month"].Value is { Length: > 0 } name && !char.IsAsciiDigit(name[0])
            ? Array.IndexOf(Months, name[..3].ToLowerInvariant()) + 1
            : Number(match, "month");
        var day = Number(match, "day");
        if (match.Groups["first"].Success)
        {
            var (first, second) = (Number(match, "first"), Number(match, "second"));
            if (first <= 12 && second <= 12 && first != second)
            {
                return null;
            }

            (day, month) = first > 12 ? (first, second) : (second, first);
        }

        return year is >= 1990 and <= 2199 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;
    }

    private static int Number(Match match, string group) =>
        int.TryParse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(
        "(?<![\\d.])" + Year + "(?<sign>[-/.])(?<month>\\d{1,2})\\k<sign>(?<day>\\d{1,2})"
            + "(?:[t ]\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?(?:\\s?(?:z|utc|gmt|[+-]\\d{2}:?\\d{2})\\b)?)?(?![\\d]|[.]\\d)",
        Options,
        Timeout)]
    private static partial Regex YearFirst();

    [GeneratedRegex("(?<!\\d)" + Year + "\\s?年\\s?(?<month>\\d{1,2})\\s?月\\s?(?<day>\\d{1,2})\\s?日", Options, Timeout)]
    private static partial Regex Ideographic();

    [GeneratedRegex("\\b" + Weekday + Month + "\\.?[\\s-]+" + Day + ",?[\\s-]+" + Year + "(?!\\d)", Options, Timeout)]
    private static partial Regex MonthFirst();

    [GeneratedRegex("(?<![\\d.])" + Weekday + Day + "(?:\\s+of)?[\\s-]+" + Month + "\\.?,?[\\s-]+" + Year + "(?!\\d)", Options, Timeout)]
    private static partial Regex DayFirst();

    [GeneratedRegex("(?<![\\w.])(?<day>\\d{1,2})\\.\\s?(?<month>\\d{1,2})\\.\\s?" + Year + "(?![\\d]|[.]\\d)", Options, Timeout)]
    private static partial Regex Dotted();

    [GeneratedRegex("(?<![\\w.])(?<first>\\d{1,2})(?<sign>[-/])(?<second>\\d{1,2})\\k<sign>" + Year + "(?![\\d]|[.]\\d)", Options, Timeout)]
    private static partial Regex Slashed();

    [GeneratedRegex("(?<![\\w.-])(?<year>20\\d{2})(?<month>\\d{2})(?<day>\\d{2})(?![\\w.])", Options, Timeout)]
    private static partial Regex Compact();
}
