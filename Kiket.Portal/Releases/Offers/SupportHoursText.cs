using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace Kiket.Portal.Releases.Offers;

/// <summary>Support hours as people write them: in words for pages, and read from the words that publishers wrote before there were fields.</summary>
public static partial class SupportHoursText
{
    /// <summary>The limit of the field, so that nothing long is searched.</summary>
    private const int MaxLength = 120;

    private static readonly Dictionary<string, string> Abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        // Those that mean one zone. EST, IST or BST mean several.
        ["UTC"] = "UTC",
        ["GMT"] = "UTC",
        ["CET"] = "CET",
        ["CEST"] = "CET",
        ["CET/CEST"] = "CET",
    };

    /// <summary>Cities by name, where only one zone is called so.</summary>
    private static readonly Lazy<ILookup<string, string>> Cities = new(() => DateTimeZoneProviders.Tzdb.Ids
        .Where(id => id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal))
        .ToLookup(City, StringComparer.OrdinalIgnoreCase));

    /// <summary>Mon–Fri 09:00–12:00 and 13:00–17:00, Berlin.</summary>
    public static string Of(SupportHours hours)
    {
        var when = hours.AroundTheClock
            ? "Around the clock"
            : string.Join(", ", SupportWindow.Week
                .Select(day => (Day: day, Windows: Windows(hours, day)))
                .Where(one => one.Windows.Length > 0)
                .GroupBy(one => one.Windows, one => one.Day, StringComparer.Ordinal)
                .Select(group => $"{SupportWindow.DaysOf([.. group])} {group.Key}"));
        var closed = hours.Holidays.Count switch
        {
            0 => "",
            1 => ", closed on 1 holiday",
            var count => string.Create(CultureInfo.InvariantCulture, $", closed on {count} holidays"),
        };
        return hours.AroundTheClock && hours.Holidays.Count == 0 ? when : $"{when}, {City(hours.TimeZone)}{closed}";
    }

    /// <summary>The hours that a plain text says, such as "Mon–Fri 9–17 CET" or "24/7"; null when it isn't plain.</summary>
    public static SupportHours? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxLength)
        {
            return null;
        }

        var plain = text.Trim().Replace('–', '-').Replace('—', '-');
        if (Always().IsMatch(plain))
        {
            return new SupportHours("UTC", [], [], AroundTheClock: true);
        }

        var match = Plain().Match(plain);
        if (!match.Success || ZoneOf(match.Groups["zone"].Value) is not { } zone || Days(match) is not { Count: > 0 } days)
        {
            return null;
        }

        var windows = new List<SupportWindow>();
        for (var index = 0; index < match.Groups["from"].Captures.Count; index++)
        {
            if (Minutes(match.Groups["from"].Captures[index].Value) is not { } from || Minutes(match.Groups["to"].Captures[index].Value) is not { } to)
            {
                return null;
            }

            windows.Add(new SupportWindow(days, from, to));
        }

        var hours = new SupportHours(zone, windows, []);
        return hours.Problems().Count == 0 ? hours : null;
    }

    private static string Windows(SupportHours hours, DayOfWeek day) => string.Join(
        " and ",
        hours.Weekly.Where(window => window.Days.Contains(day)).OrderBy(window => window.From)
            .Select(window => $"{SupportWindow.Time(window.From)}–{SupportWindow.Time(window.To)}"));

    private static string City(string zone) => zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ');

    private static string? ZoneOf(string text)
    {
        var name = text.Trim().TrimStart('(').TrimEnd(')', '.').Trim();
        if (name.EndsWith(" time", StringComparison.OrdinalIgnoreCase))
        {
            name = name[..^" time".Length];
        }

        if (Abbreviations.TryGetValue(name, out var zone))
        {
            return zone;
        }

        if (name.Contains('/', StringComparison.Ordinal))
        {
            return SupportHours.Zone(name)?.Id;
        }

        return Cities.Value[name].ToList() is [var only] ? only : null;
    }

    private static List<DayOfWeek>? Days(Match match)
    {
        if (match.Groups["every"].Success)
        {
            return [.. SupportWindow.Week];
        }

        if (match.Groups["work"].Success)
        {
            return [.. SupportWindow.Week.Take(5)];
        }

        var (first, last) = (Day(match.Groups["first"].Value), match.Groups["last"].Success ? Day(match.Groups["last"].Value) : null);
        return last is null ? [SupportWindow.Week[first!.Value]]
            : last >= first ? [.. SupportWindow.Week.Skip(first!.Value).Take(last.Value - first.Value + 1)]
            : null;
    }

    private static int? Day(string text) =>
        SupportWindow.Week.Index().First(day => day.Item.ToString().StartsWith(text[..3], StringComparison.OrdinalIgnoreCase)).Index;

    /// <summary>9, 09, 9:30, 9.30, 5pm.</summary>
    private static int? Minutes(string text)
    {
        var match = Clock().Match(text);
        var hours = int.Parse(match.Groups["hours"].Value, CultureInfo.InvariantCulture);
        var minutes = match.Groups["minutes"].Success ? int.Parse(match.Groups["minutes"].Value, CultureInfo.InvariantCulture) : 0;
        if (match.Groups["half"].Success)
        {
            if (hours is 0 or > 12)
            {
                return null;
            }

            hours = (hours % 12) + (match.Groups["half"].Value.StartsWith('p') || match.Groups["half"].Value.StartsWith('P') ? 12 : 0);
        }

        return minutes < 60 ? (hours * 60) + minutes : null;
    }

    [GeneratedRegex(
        @"^(24\s*[/x]\s*7|24 hours a day, 7 days a week|around the clock)(,? ?(every day|utc))?\.?$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Always();

    // Each part begins in only one way, so 120 characters are searched at once. The limit is for a machine that stands still: a text that
    // is plain must not become one without a promise.
    [GeneratedRegex(
        @"^((?<every>every ?day|daily|mon(day)? ?- ?sun(day)?)|(?<work>weekdays|workdays|working days|business days)"
        + @"|(?<first>mon(day)?|tue(s|sday)?|wed(nesday)?|thu(rs|rsday)?|fri(day)?|sat(urday)?|sun(day)?)s?"
        + @"( ?- ?(?<last>mon(day)?|tue(s|sday)?|wed(nesday)?|thu(rs|rsday)?|fri(day)?|sat(urday)?|sun(day)?)s?)?)"
        + @"[,:]? +(?<from>\d{1,2}([:.]\d\d)? ?([ap]m)?) ?- ?(?<to>\d{1,2}([:.]\d\d)? ?([ap]m)?)"
        + @"((, ?| and |, and )(?<from>\d{1,2}([:.]\d\d)? ?([ap]m)?) ?- ?(?<to>\d{1,2}([:.]\d\d)? ?([ap]m)?))*"
        + @",? +(?<zone>\(?[a-z][a-z_/ +-]{1,40}\)?\.?)$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Plain();

    [GeneratedRegex(
        @"^(?<hours>\d{1,2})([:.](?<minutes>\d\d))? ?(?<half>[ap]m)?$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Clock();
}
