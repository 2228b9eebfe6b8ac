namespace Kiket.Portal.Policies;

/// <summary>
/// The target in hours on working days: Saturday and Sunday (UTC) do not count, so that a submission from Friday evening is
/// not overdue on Monday morning.
/// </summary>
public static class ReviewTarget
{
    /// <summary>When a submission from that time should be decided.</summary>
    public static DateTimeOffset DueAt(DateTimeOffset submittedAt, int targetHours)
    {
        var due = SkipWeekend(submittedAt.ToUniversalTime());
        var left = TimeSpan.FromHours(targetHours);
        while (left > TimeSpan.Zero)
        {
            var midnight = new DateTimeOffset(due.Date.AddDays(1), TimeSpan.Zero);
            var step = midnight - due < left ? midnight - due : left;
            left -= step;
            due += step;
            if (left > TimeSpan.Zero)
            {
                due = SkipWeekend(due);
            }
        }

        return due;
    }

    /// <summary>Submissions from before this instant are overdue now.</summary>
    public static DateTimeOffset OverdueBefore(DateTimeOffset now, int targetHours)
    {
        var moment = now.ToUniversalTime();
        var left = TimeSpan.FromHours(targetHours);
        while (left > TimeSpan.Zero)
        {
            var isMidnight = moment.TimeOfDay == TimeSpan.Zero;
            var day = isMidnight ? moment.AddDays(-1) : moment;
            var start = new DateTimeOffset(day.Date, TimeSpan.Zero);
            if (IsWeekend(day))
            {
                moment = start;
                continue;
            }

            var step = moment - start < left ? moment - start : left;
            left -= step;
            moment -= step;
        }

        return moment;
    }

    private static DateTimeOffset SkipWeekend(DateTimeOffset moment) => moment.DayOfWeek switch
    {
        DayOfWeek.Saturday => new DateTimeOffset(moment.Date.AddDays(2), TimeSpan.Zero),
        DayOfWeek.Sunday => new DateTimeOffset(moment.Date.AddDays(1), TimeSpan.Zero),
        _ => moment,
    };

    private static bool IsWeekend(DateTimeOffset moment) => moment.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
}
