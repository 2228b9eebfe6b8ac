using Kiket.Portal.Foundation;

namespace Kiket.Portal.Analytics.Rules;

/// <summary>
/// A quarter of an hour, counted from 1970 in UTC. Every time zone's days begin and end at the edge of one, also those that are off by 30 or 45
/// minutes, so days add up exactly in all of them.
/// </summary>
public static class Slot
{
    public const int Minutes = 15;

    /// <summary>Of a UTC day.</summary>
    public const int PerDay = 24 * 60 / Minutes;

    private const long Seconds = Minutes * 60;

    public static long Of(DateTimeOffset at) => at.ToUnixTimeSeconds() / Seconds;

    public static DateTimeOffset Start(long slot) => DateTimeOffset.FromUnixTimeSeconds(slot * Seconds);

    /// <summary>The first slot of a UTC day.</summary>
    public static long First(DateOnly day) => Of(new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));

    /// <summary>The UTC day of a slot.</summary>
    public static DateOnly Day(long slot) => DateOnly.FromDateTime(Start(slot).UtcDateTime);

    /// <summary>The slots of a local day; 92 and 100 of them when clocks are set.</summary>
    public static SlotRange OfDay(TimeZoneInfo zone, DateOnly day) => new(
        Of(LocalTime.Instant(zone, day.ToDateTime(TimeOnly.MinValue))), Of(LocalTime.Instant(zone, day.AddDays(1).ToDateTime(TimeOnly.MinValue))));
}

/// <param name="From">Belongs to it.</param>
/// <param name="Until">No longer belongs to it.</param>
public readonly record struct SlotRange(long From, long Until)
{
    public long Count => Math.Max(0, Until - From);
}
