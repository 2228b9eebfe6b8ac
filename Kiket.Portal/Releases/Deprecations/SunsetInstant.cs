using System.Globalization;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Releases.Deprecations;

/// <summary>
/// The instant of a sunset that somebody writes down. Installations are refused from exactly this instant on, so a time that a clock change makes
/// unclear is refused instead of read one way or the other.
/// </summary>
public static class SunsetInstant
{
    private const string Field = "sunset_at";

    /// <summary>A day and a time of a person's clock.</summary>
    /// <param name="zone">A name of the IANA database, such as <c>Europe/Berlin</c>.</param>
    public static Result<DateTimeOffset> Of(DateOnly day, TimeOnly time, string zone)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
        {
            return Error.Field(Field, "time_zone_unknown", "This time zone is unknown. Choose the sunset in UTC.");
        }

        var local = day.ToDateTime(time);
        var shown = string.Create(CultureInfo.InvariantCulture, $"{local:d MMM yyyy, HH:mm}");
        if (found.IsInvalidTime(local))
        {
            return Error.Field(Field, "sunset_skipped", $"{shown} doesn't exist in {zone}: the clocks skip that hour. Choose an earlier or a later time.");
        }

        return found.IsAmbiguousTime(local)
            ? Error.Field(Field, "sunset_twice", $"{shown} comes twice in {zone}: the clocks go back that night. Choose an earlier or a later time.")
            : new DateTimeOffset(local, found.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>An instant with its offset, such as <c>2026-12-31T00:00:00Z</c>, or a day, which begins at midnight UTC.</summary>
    public static Result<DateTimeOffset> Parse(string text)
    {
        var trimmed = text.Trim();
        if (DateOnly.TryParseExact(trimmed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        }

        if (!DateTime.TryParse(trimmed, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var read)
            || !DateTimeOffset.TryParse(trimmed, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
        {
            return Error.Field(Field, "sunset_invalid", "The sunset must be an instant, such as 2026-12-31T00:00:00Z, or a day, such as 2026-12-31.");
        }

        return read.Kind == DateTimeKind.Unspecified
            ? Error.Field(Field, "sunset_without_zone", "The sunset has no time zone. End it with Z for UTC, such as 2026-12-31T00:00:00Z.")
            : instant.ToUniversalTime();
    }

    /// <summary>For people, everywhere the same instant: <c>31 Dec 2026, 00:00 UTC</c>.</summary>
    public static string Text(DateTimeOffset sunset) => sunset.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
