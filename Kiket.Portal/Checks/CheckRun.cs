using Kiket.Portal.Findings;

namespace Kiket.Portal.Checks;

public enum CheckRunState
{
    Queued,
    Running,
    Finished,
}

/// <summary>One check of one commit: its progress, and the findings of its last finished run.</summary>
public sealed class CheckRun
{
    private CheckRun()
    {
    }

    public Guid Id { get; private set; }

    public Guid ReportId { get; private set; }

    public CheckKind Kind { get; private set; }

    public CheckRunState State { get; private set; }

    /// <summary>How many of <see cref="Total"/> files have been checked. Both are 0 when there is nothing to count.</summary>
    public int Done { get; private set; }

    public int Total { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>The outcome of the run that <see cref="Findings"/> come from. It stays while the check runs again.</summary>
    public DateTimeOffset? FinishedAt { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>Null until the check has finished once.</summary>
    public CheckOutcome? Outcome { get; private set; }

    public string Summary { get; private set; } = "";

    public IReadOnlyList<Finding> Findings { get; private set; } = [];

    public bool IsStatic => CheckKinds.Static.Contains(Kind);

    /// <summary>The duration of the last finished run.</summary>
    public TimeSpan? Took => State == CheckRunState.Finished && FinishedAt is { } end && StartedAt is { } start && end >= start ? end - start : null;

    internal static CheckRun Of(Guid reportId, CheckKind kind, DateTimeOffset now) => new() { Id = Guid.CreateVersion7(now), ReportId = reportId, Kind = kind };

    internal void Queue() => (State, Done, Total, Attempts) = (CheckRunState.Queued, 0, 0, 0);

    internal void Start(DateTimeOffset now)
    {
        (State, StartedAt, Done, Total) = (CheckRunState.Running, now, 0, 0);
        Attempts++;
    }

    internal void Advance(int done, int total) => (Done, Total) = (done, total);

    internal void Stop() => State = State == CheckRunState.Running ? CheckRunState.Queued : State;

    internal void Finish(CheckResult result, DateTimeOffset now)
    {
        (State, FinishedAt) = (CheckRunState.Finished, now);
        (Outcome, Summary, Findings) = (result.Outcome, result.Summary, result.Findings);
    }
}
