namespace Kiket.Portal.Foundation;

/// <summary>What a time on somebody's clock means, also on the days when the clocks are set.</summary>
public static class LocalTime
{
    /// <summary>
    /// A local time that the clocks skip means the same time before they were set, as in calendars (RFC 5545): 02:30 becomes 03:30.
    /// A local time that comes twice means the first.
    /// </summary>
    public static DateTimeOffset Instant(TimeZoneInfo zone, DateTime local)
    {
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
