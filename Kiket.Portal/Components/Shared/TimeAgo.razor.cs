using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Shared;

/// <summary>How a time is shown.</summary>
public enum TimeKind
{
    /// <summary><c>3 min ago</c>, and the date once it is a month old.</summary>
    Relative,

    /// <summary>The same, with seconds that count up: for what just happened on this screen.</summary>
    Seconds,

    /// <summary><c>12 Mar 2026</c>: for pages that are cached or read without scripts.</summary>
    Date,

    /// <summary><c>12 Mar 2026, 14:05</c>.</summary>
    Moment,
}

/// <summary>
/// A time: the server writes it in UTC, <c>portal.js</c> shows it in the reader's time zone. The exact time is in the
/// tooltip either way.
/// </summary>
public sealed partial class TimeAgo
{
    private static readonly TimeSpan RelativeUntil = TimeSpan.FromDays(30);

    [Parameter, EditorRequired]
    public DateTimeOffset At { get; set; }

    [Parameter]
    public TimeKind Kind { get; set; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    private string Text => Kind switch
    {
        TimeKind.Relative => Tell(At, Clock.GetUtcNow()),
        TimeKind.Seconds => TellSeconds(At, Clock.GetUtcNow()),
        TimeKind.Date => Day(At),
        _ => At.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture),
    };

    /// <summary>The distance in words, in the past or in the future.</summary>
    public static string Tell(DateTimeOffset at, DateTimeOffset now)
    {
        var distance = (now - at).Duration();
        if (distance < TimeSpan.FromSeconds(45))
        {
            return "just now";
        }

        if (distance >= RelativeUntil)
        {
            return Day(at);
        }

        var words = distance switch
        {
            { TotalHours: < 1 } => Whole(distance.TotalMinutes, "min"),
            { TotalDays: < 1 } => Whole(distance.TotalHours, "h"),
            _ => Whole(distance.TotalDays, "d"),
        };
        return at <= now ? $"{words} ago" : $"in {words}";
    }

    /// <summary>The distance in words, counting seconds below a minute.</summary>
    public static string TellSeconds(DateTimeOffset at, DateTimeOffset now) => now - at < TimeSpan.FromSeconds(45)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, Math.Floor((now - at).TotalSeconds)):0} s ago")
        : Tell(at, now);

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Exact(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM yyyy, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private static string Whole(double amount, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Round(amount)):0} {unit}");
}
