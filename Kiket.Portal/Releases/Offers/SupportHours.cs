using System.Globalization;
using System.Text.Json.Serialization;
using Kiket.Portal.Foundation;
using NodaTime;

namespace Kiket.Portal.Releases.Offers;

/// <summary>The hours in which a publisher answers, as data: response times count these hours alone.</summary>
/// <param name="TimeZone">A name of the IANA database, such as <c>Europe/Berlin</c>.</param>
/// <param name="Weekly">Windows by weekday, several a day if needed. Not looked at around the clock.</param>
/// <param name="Holidays">Days in the zone on which nobody answers.</param>
/// <param name="AroundTheClock">All hours of every day that is no holiday.</param>
public sealed record SupportHours(
    string TimeZone, IReadOnlyList<SupportWindow> Weekly, IReadOnlyList<SupportHoliday> Holidays, bool AroundTheClock = false)
{
    public const int MaxTimeZone = 64;

    /// <summary>More than three windows on each day.</summary>
    public const int MaxWindows = 24;

    /// <summary>More than five years of public holidays.</summary>
    public const int MaxHolidays = 100;

    public const int MaxHolidayName = 80;

    /// <summary>Less a week is no support, and a response time in such hours lasts for years.</summary>
    public const int MinWeeklyMinutes = 60;

    private static readonly IReadOnlyList<SupportWindow> Always = [new SupportWindow(SupportWindow.Week, 0, SupportWindow.DayMinutes)];

    /// <summary>The windows that count.</summary>
    [JsonIgnore]
    public IReadOnlyList<SupportWindow> Windows => AroundTheClock ? Always : Weekly;

    /// <summary>As it is frozen: without windows that don't count, and in one order.</summary>
    public SupportHours Frozen() => this with
    {
        Weekly = AroundTheClock ? [] : Weekly,
        Holidays = [.. Holidays.OrderBy(one => one.Date)],
    };

    /// <summary>The zone; null when the database has none of that name.</summary>
    public static DateTimeZone? Zone(string id) => id.Length is 0 or > MaxTimeZone ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);

    /// <summary>Every problem, each with its field below <c>support.hours</c>; except those of texts.</summary>
    public IReadOnlyList<ErrorDetail> Problems()
    {
        var problems = new List<ErrorDetail>();
        if (Zone(TimeZone) is null)
        {
            problems.Add(new ErrorDetail("time_zone", "Enter a time zone by its name in the IANA database, such as Europe/Berlin."));
        }

        if (!AroundTheClock)
        {
            CheckWeekly(problems);
        }

        CheckHolidays(problems);
        return problems;
    }

    private void CheckWeekly(List<ErrorDetail> problems)
    {
        if (Weekly.Count > MaxWindows)
        {
            problems.Add(new ErrorDetail("weekly", $"There are {Weekly.Count} windows; the limit is {MaxWindows}. Put days with the same hours together."));
            return;
        }

        var wrong = problems.Count;
        foreach (var (index, window) in Weekly.Index())
        {
            if (window.Problem() is var (field, message))
            {
                problems.Add(new ErrorDetail($"weekly[{index}].{field}", message));
            }
        }

        if (problems.Count > wrong)
        {
            return;
        }

        foreach (var (index, window) in Weekly.Index())
        {
            if (Weekly.Take(index).FirstOrDefault(window.Overlaps) is { } other)
            {
                problems.Add(new ErrorDetail(
                    $"weekly[{index}].from", $"{window.Words} overlaps {other.Words} on {SupportWindow.DaysOf(window.Shared(other))}. Make them one window."));
            }
        }

        if (problems.Count == wrong && Weekly.Sum(window => window.WeeklyMinutes) < MinWeeklyMinutes)
        {
            problems.Add(new ErrorDetail("weekly", "Enter the hours in which you answer: at least one hour a week."));
        }
    }

    private void CheckHolidays(List<ErrorDetail> problems)
    {
        if (Holidays.Count > MaxHolidays)
        {
            problems.Add(new ErrorDetail("holidays", $"There are {Holidays.Count} holidays; the limit is {MaxHolidays}. Remove those that are over."));
            return;
        }

        foreach (var (index, holiday) in Holidays.Index())
        {
            if (holiday.Date.Year is < 2000 or > 2100)
            {
                problems.Add(new ErrorDetail($"holidays[{index}].date", "Enter the holiday's date, such as 2026-12-25."));
            }
            else if (Holidays.Take(index).Any(one => one.Date == holiday.Date))
            {
                problems.Add(new ErrorDetail(
                    $"holidays[{index}].date",
                    string.Create(CultureInfo.InvariantCulture, $"{holiday.Date:yyyy-MM-dd} is listed twice. Remove one.")));
            }
        }
    }

    public bool Equals(SupportHours? other) =>
        other is not null && (TimeZone, AroundTheClock) == (other.TimeZone, other.AroundTheClock)
        && Weekly.SequenceEqual(other.Weekly) && Holidays.SequenceEqual(other.Holidays);

    public override int GetHashCode() => HashCode.Combine(TimeZone, AroundTheClock, Weekly.Count, Holidays.Count);
}

/// <summary>Hours on days of the week, half-open.</summary>
/// <param name="From">Minutes after midnight.</param>
/// <param name="To">Minutes after midnight; 1440 is the next midnight.</param>
public sealed record SupportWindow(IReadOnlyList<DayOfWeek> Days, int From, int To)
{
    public const int DayMinutes = 24 * 60;

    /// <summary>From Monday on.</summary>
    public static IReadOnlyList<DayOfWeek> Week { get; } =
    [
        DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday,
    ];

    [JsonIgnore]
    public int WeeklyMinutes => Days.Distinct().Count() * (To - From);

    [JsonIgnore]
    public string Words => $"{DaysOf(Days)} {Time(From)}–{Time(To)}";

    /// <summary>As HH:mm, with 24:00 for the next midnight.</summary>
    public static string Time(int minutes) => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}");

    /// <summary>Minutes after midnight of HH:mm, up to 24:00; null for anything else.</summary>
    public static int? Minutes(string? text)
    {
        if (text is not { Length: 5 } || text[2] != ':'
            || !int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            || minutes > 59)
        {
            return null;
        }

        var all = (hours * 60) + minutes;
        return all <= DayMinutes ? all : null;
    }

    /// <summary>Days that follow each other as a range: Mon–Fri, Sun.</summary>
    public static string DaysOf(IReadOnlyCollection<DayOfWeek> days)
    {
        var parts = new List<string>();
        for (var at = 0; at < Week.Count; at++)
        {
            var end = at;
            while (end < Week.Count && days.Contains(Week[end]))
            {
                end++;
            }

            if (end > at)
            {
                parts.Add(end - at == 1 ? Short(Week[at]) : $"{Short(Week[at])}–{Short(Week[end - 1])}");
                at = end;
            }
        }

        return string.Join(", ", parts);
    }

    internal (string Field, string Message)? Problem() => this switch
    {
        { Days.Count: 0 } => ("days", "Choose at least one day."),
        _ when Days.Any(day => !Enum.IsDefined(day)) => ("days", "Choose days of the week."),
        { From: < 0 or >= DayMinutes } => ("from", "Enter when the window begins, from 00:00 to 23:59."),
        { To: < 0 or > DayMinutes } => ("to", "Enter when the window ends, at 24:00 at the latest."),
        _ when To <= From => (
            "to", $"{Time(To)} isn't after {Time(From)}. For hours past midnight, end the window at 24:00 and begin another at 00:00 on the next day."),
        _ => null,
    };

    internal IReadOnlyCollection<DayOfWeek> Shared(SupportWindow other) => [.. Days.Intersect(other.Days)];

    internal bool Overlaps(SupportWindow other) => From < other.To && other.From < To && Shared(other).Count > 0;

    public bool Equals(SupportWindow? other) =>
        other is not null && (From, To) == (other.From, other.To) && Days.Distinct().Order().SequenceEqual(other.Days.Distinct().Order());

    public override int GetHashCode() => HashCode.Combine(From, To, Days.Count);

    private static string Short(DayOfWeek day) => day.ToString()[..3];
}

/// <summary>A whole day without support.</summary>
/// <param name="Name">What it is called; may be empty.</param>
public sealed record SupportHoliday(DateOnly Date, string Name);
