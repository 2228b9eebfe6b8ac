using Kiket.Portal.Releases.Offers;
using NodaTime;

namespace Kiket.Portal.Support;

/// <summary>
/// Counts the hours in which a publisher answers. Windows are half-open. Where clocks are set back, a window begins at the earlier and ends
/// at the later of the two instants with its local time; a local time that is skipped is the end of the gap.
/// </summary>
public sealed class Coverage
{
    /// <summary>With one hour a week, the longest target is reached in 14 years.</summary>
    private const int MaxDays = 20 * 366;

    private readonly DateTimeZone _zone;
    private readonly ILookup<IsoDayOfWeek, (int From, int To)> _windows;
    private readonly HashSet<LocalDate> _holidays;

    private Coverage(DateTimeZone zone, SupportHours hours)
    {
        _zone = zone;
        _windows = hours.Windows
            .SelectMany(window => window.Days.Distinct().Select(day => (Day: Iso(day), window.From, window.To)))
            .OrderBy(window => window.From)
            .ToLookup(window => window.Day, window => (window.From, window.To));
        _holidays = [.. hours.Holidays.Select(holiday => LocalDate.FromDateOnly(holiday.Date))];
    }

    /// <summary>Null when nothing can be counted by these hours.</summary>
    public static Coverage? Of(SupportHours? hours) =>
        hours is not null && SupportHours.Zone(hours.TimeZone) is { } zone && hours.Windows.Any(window => window.WeeklyMinutes > 0)
            ? new Coverage(zone, hours)
            : null;

    /// <summary>The covered time between two instants; zero when the second isn't later.</summary>
    public TimeSpan Elapsed(DateTimeOffset from, DateTimeOffset to)
    {
        var (start, end) = (Instant.FromDateTimeOffset(from), Instant.FromDateTimeOffset(to));
        var elapsed = Duration.Zero;
        foreach (var (opens, closes) in Open(start))
        {
            if (opens >= end)
            {
                break;
            }

            elapsed += Instant.Min(closes, end) - opens;
        }

        return elapsed.ToTimeSpan();
    }

    /// <summary>The first instant by which as much covered time has elapsed; null when that isn't within 20 years.</summary>
    public DateTimeOffset? Due(DateTimeOffset from, TimeSpan target)
    {
        if (target <= TimeSpan.Zero)
        {
            return from;
        }

        var left = Duration.FromTimeSpan(target);
        foreach (var (opens, closes) in Open(Instant.FromDateTimeOffset(from)))
        {
            var open = closes - opens;
            if (open >= left)
            {
                return (opens + left).ToDateTimeOffset();
            }

            left -= open;
        }

        return null;
    }

    /// <summary>The covered times from an instant on, in order and without overlaps.</summary>
    private IEnumerable<(Instant Opens, Instant Closes)> Open(Instant from)
    {
        // The day before may have a window that ends after midnight, at the later of two instants.
        var day = from.InZone(_zone).Date.PlusDays(-1);
        var until = from;
        for (var count = 0; count < MaxDays; count++, day = day.PlusDays(1))
        {
            if (_holidays.Contains(day))
            {
                continue;
            }

            foreach (var (opens, closes) in _windows[day.DayOfWeek])
            {
                var start = Instant.Max(Earlier(At(day, opens)), until);
                var end = Later(At(day, closes));
                if (end > start)
                {
                    yield return (start, end);
                    until = end;
                }
            }
        }
    }

    private static LocalDateTime At(LocalDate day, int minutes) => day.AtMidnight().PlusMinutes(minutes);

    private Instant Earlier(LocalDateTime local) => _zone.MapLocal(local) is { Count: > 0 } mapping ? mapping.First().ToInstant() : GapEnd(local);

    private Instant Later(LocalDateTime local) => _zone.MapLocal(local) is { Count: > 0 } mapping ? mapping.Last().ToInstant() : GapEnd(local);

    private Instant GapEnd(LocalDateTime local) => _zone.MapLocal(local).LateInterval.Start;

    private static IsoDayOfWeek Iso(DayOfWeek day) => day == DayOfWeek.Sunday ? IsoDayOfWeek.Sunday : (IsoDayOfWeek)(int)day;
}
