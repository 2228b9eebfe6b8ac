using System.Globalization;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Notifications;

/// <summary>When the mails about a kind come.</summary>
public enum MailFrequency
{
    Immediately,
    Daily,
    Weekly,
}

/// <summary>A digest of the past, or the next one: the day on the person's calendar, and the instant of it.</summary>
public readonly record struct DigestSlot(DateOnly Day, DateTimeOffset At);

/// <summary>
/// When a person's digests come, by their own clock. A notice is due as soon as a slot of its frequency lies after it, so nothing has to be
/// remembered about earlier digests, and a change of the zone or the hour neither repeats nor loses anything.
/// </summary>
/// <param name="TimeZone">A name of the IANA database, such as <c>Europe/Berlin</c>.</param>
/// <param name="Hour">From 0 to 23.</param>
/// <param name="Day">Of the weekly digest.</param>
public sealed record DigestTimes(string TimeZone, int Hour, DayOfWeek Day)
{
    public const int MaxTimeZone = 64;

    /// <summary>For people who never chose: early enough to be read with the first coffee in most of Europe.</summary>
    public static readonly DigestTimes Default = new("UTC", 8, DayOfWeek.Monday);

    public Error? Problem()
    {
        if (TimeZone.Length > MaxTimeZone || !TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            return Error.Field("time_zone", "time_zone_unknown", "This time zone is unknown. Write its name, such as Europe/Berlin or UTC.");
        }

        return Hour is < 0 or > 23 || !Enum.IsDefined(Day)
            ? Error.Field("hour", "digest_hour", "Choose an hour from 00:00 to 23:00 and a day of the week.")
            : null;
    }

    /// <summary>The newest slot that has been reached.</summary>
    public DigestSlot Last(MailFrequency frequency, DateTimeOffset now)
    {
        var today = Today(now);
        for (var back = 0; ; back++)
        {
            if (Slot(today.AddDays(-back), frequency) is { } slot && slot.At <= now)
            {
                return slot;
            }
        }
    }

    /// <summary>The first slot that hasn't been reached.</summary>
    public DigestSlot Next(MailFrequency frequency, DateTimeOffset now)
    {
        var today = Today(now);
        for (var ahead = 0; ; ahead++)
        {
            if (Slot(today.AddDays(ahead), frequency) is { } slot && slot.At > now)
            {
                return slot;
            }
        }
    }

    /// <summary>For people: <c>08:00 (Europe/Berlin)</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Hour:00}:00 ({TimeZone})");

    /// <summary>Null on a day without one. What waits from a time of immediate mails goes with the daily digest.</summary>
    private DigestSlot? Slot(DateOnly day, MailFrequency frequency) => frequency == MailFrequency.Weekly && day.DayOfWeek != Day
        ? null
        : new DigestSlot(day, LocalTime.Instant(Zone, day.ToDateTime(new TimeOnly(Hour, 0))));

    private DateOnly Today(DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Zone).DateTime);

    /// <summary>A zone that this machine doesn't know (any more) must not stop the digests of everybody else.</summary>
    private TimeZoneInfo Zone => TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;
}
