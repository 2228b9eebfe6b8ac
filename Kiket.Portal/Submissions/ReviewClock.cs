namespace Kiket.Portal.Submissions;

/// <summary>An entry that starts or stops the reviewers' clock.</summary>
public readonly record struct ClockEntry(SubmissionEntryKind Kind, DateTimeOffset At);

/// <summary>How long a submission was with the reviewers: the clock stops while it is with the publisher.</summary>
public static class ReviewClock
{
    /// <param name="entries">The timeline, oldest first.</param>
    /// <param name="now">The end of the measurement while it is still with the reviewers.</param>
    public static TimeSpan WithReviewers(IEnumerable<ClockEntry> entries, DateTimeOffset now)
    {
        var spent = TimeSpan.Zero;
        DateTimeOffset? since = null;
        foreach (var (kind, at) in entries)
        {
            if (Starts(kind))
            {
                since ??= at;
            }
            else if (Stops(kind) && since is { } start)
            {
                spent += at - start;
                since = null;
            }
        }

        return since is { } open ? spent + (now - open) : spent;
    }

    /// <summary>The value that the given part of all values does not exceed (nearest rank); null when there are none.</summary>
    /// <param name="part">Between 0 and 1: 0.5 is the median.</param>
    public static TimeSpan? Percentile(IReadOnlyCollection<TimeSpan> values, double part)
    {
        if (values.Count == 0)
        {
            return null;
        }

        var rank = Math.Clamp((int)Math.Ceiling(part * values.Count), 1, values.Count);
        return values.Order().ElementAt(rank - 1);
    }

    private static bool Starts(SubmissionEntryKind kind) =>
        kind is SubmissionEntryKind.Submitted or SubmissionEntryKind.Resubmitted or SubmissionEntryKind.Appealed;

    private static bool Stops(SubmissionEntryKind kind) =>
        kind is SubmissionEntryKind.ChangesRequested
            or SubmissionEntryKind.Approved
            or SubmissionEntryKind.Rejected
            or SubmissionEntryKind.Withdrawn
            or SubmissionEntryKind.IdLost
            or SubmissionEntryKind.Overtaken;
}
