using Kiket.Portal.Policies;

namespace Kiket.Portal.Reviews;

public enum AgeState
{
    OnTime,

    /// <summary>Less than a quarter of the time is left.</summary>
    DueSoon,
    Overdue,
}

/// <summary>The age of a submission compared with the target.</summary>
public sealed record ReviewAge(AgeState State, string Text)
{
    public static ReviewAge Of(DateTimeOffset submittedAt, DateTimeOffset now, int targetHours)
    {
        var due = ReviewTarget.DueAt(submittedAt, targetHours);
        var left = due - now;
        if (left <= TimeSpan.Zero)
        {
            return new ReviewAge(AgeState.Overdue, $"overdue by {Words(-left)}");
        }

        return left.TotalHours * 4 < targetHours
            ? new ReviewAge(AgeState.DueSoon, $"due in {Words(left)}")
            : new ReviewAge(AgeState.OnTime, $"on time, {Words(left)} left");
    }

    private static string Words(TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } => FormattableString.Invariant($"{(int)time.TotalDays} days"),
        { TotalHours: >= 1 } => FormattableString.Invariant($"{(int)time.TotalHours} h"),
        _ => ReviewAccess.Minutes(time),
    };
}
