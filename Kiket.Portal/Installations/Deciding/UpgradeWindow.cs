using System.Globalization;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Installations.Deciding;

/// <summary>
/// The hours in which automatic upgrades may start, in local time. Half-open: at <see cref="To"/> sharp none starts any more. A
/// window whose end isn't after its beginning ends on the next day.
/// </summary>
/// <param name="TimeZone">A name of the IANA database, such as <c>Europe/Berlin</c>.</param>
/// <param name="Days">The days on which it opens.</param>
public sealed record UpgradeWindow(string TimeZone, IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly To)
{
    private const int MaxTimeZone = 64;

    /// <summary>A week from now in any case, and a day on each side for windows over midnight.</summary>
    private const int DaysAhead = 8;

    public Error? Problem()
    {
        if (TimeZone.Length > MaxTimeZone || !TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            return Error.Field("window.time_zone", "time_zone_unknown", "This time zone is unknown. Write its name, such as Europe/Berlin or UTC.");
        }

        if (Days.Count == 0)
        {
            return Error.Field("window.days", "window_without_days", "Choose at least one day, or leave the window out.");
        }

        return From == To
            ? Error.Field("window.to", "window_empty", "The window ends when it begins. Choose a later end, or leave the window out.")
            : null;
    }

    /// <summary>The first instant, at or after <paramref name="now"/>, at which an upgrade may start. <paramref name="now"/> itself while it is open.</summary>
    public DateTimeOffset NextOpening(DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        DateTimeOffset? next = null;
        // Yesterday's window may still be open, over midnight.
        for (var ahead = -1; ahead <= DaysAhead; ahead++)
        {
            var day = today.AddDays(ahead);
            if (!Days.Contains(day.DayOfWeek))
            {
                continue;
            }

            var opens = LocalTime.Instant(zone, day.ToDateTime(From));
            var closes = LocalTime.Instant(zone, (To > From ? day : day.AddDays(1)).ToDateTime(To));
            if (opens <= now && now < closes)
            {
                return now;
            }

            next = opens > now && (next is null || opens < next) ? opens : next;
        }

        return next ?? throw new InvalidOperationException($"A window of {Days.Count} days never opens.");
    }

    public bool Equals(UpgradeWindow? other) =>
        other is not null && (TimeZone, From, To) == (other.TimeZone, other.From, other.To) && Days.Order().SequenceEqual(other.Days.Order());

    public override int GetHashCode() => HashCode.Combine(TimeZone, From, To, Days.Count);

    /// <summary>For people: <c>Sat, Sun 02:00–05:00 (Europe/Berlin)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{string.Join(", ", Days.Distinct().OrderBy(day => ((int)day + 6) % 7).Select(day => day.ToString()[..3]))} {From:HH\\:mm}–{To:HH\\:mm} ({TimeZone})");
}
