using Kiket.Portal.Releases.Deprecations;

namespace Kiket.Portal.Installations.Deprecations;

/// <summary>When a person is reminded of a sunset: 30, 7 and 1 days before. Pure, so that every instant of it can be tested.</summary>
public static class ReminderRule
{
    public static readonly IReadOnlyList<int> DaysBefore = [30, 7, 1];

    /// <summary>More than this on one day are one digest.</summary>
    public const int MostSingle = 5;

    /// <summary>The reminders that are due and weren't sent. The last one is the one to send: the others say less than it does.</summary>
    /// <param name="since">Since when the sunset is known to those who run it; reminders of instants up to it never come.</param>
    public static IReadOnlyList<int> Due(DateTimeOffset sunset, DateTimeOffset since, IReadOnlySet<int> sent, DateTimeOffset now) => now >= sunset
        ? []
        : [.. DaysBefore.Where(days => !sent.Contains(days) && At(sunset, days) > since && At(sunset, days) <= now)];

    /// <summary>The reminder that comes later on the same day, in UTC; null for none.</summary>
    public static int? LaterToday(DateTimeOffset sunset, DateTimeOffset since, IReadOnlySet<int> sent, DateTimeOffset now)
    {
        var tomorrow = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(1);
        return DaysBefore
            .Where(days => !sent.Contains(days) && At(sunset, days) > since && At(sunset, days) > now && At(sunset, days) < tomorrow)
            .Select(days => (int?)days)
            .FirstOrDefault();
    }

    /// <summary>The sunset was announced or moved, or the version was installed, after which nobody needs what would have come before.</summary>
    public static DateTimeOffset Since(Deprecation deprecation, Installation installation)
    {
        var runs = installation.SwitchedAt ?? installation.CreatedAt;
        return runs > deprecation.SunsetSetAt ? runs : deprecation.SunsetSetAt;
    }

    private static DateTimeOffset At(DateTimeOffset sunset, int days) => sunset - TimeSpan.FromDays(days);
}
