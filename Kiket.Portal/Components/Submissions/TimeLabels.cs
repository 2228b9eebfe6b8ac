using System.Globalization;

namespace Kiket.Portal.Components.Submissions;

/// <summary>Durations as people say them, rounded up so that no promise is shorter than the measured time.</summary>
internal static class TimeLabels
{
    public static string Of(TimeSpan time) => time switch
    {
        { TotalMinutes: <= 60 } => "an hour",
        { TotalHours: <= 36 } => Whole(time.TotalHours, "hour"),
        _ => Whole(time.TotalDays, "day"),
    };

    /// <summary>The target of reviewers: whole days are working days.</summary>
    public static string Target(int hours) => hours switch
    {
        24 => "one working day",
        48 => "two working days",
        72 => "three working days",
        > 0 when hours % 24 == 0 => string.Create(CultureInfo.InvariantCulture, $"{hours / 24} working days"),
        1 => "one hour",
        _ => string.Create(CultureInfo.InvariantCulture, $"{hours} hours"),
    };

    private static string Whole(double amount, string unit)
    {
        var whole = (int)Math.Ceiling(amount);
        return string.Create(CultureInfo.InvariantCulture, $"{whole} {unit}{(whole == 1 ? "" : "s")}");
    }
}
