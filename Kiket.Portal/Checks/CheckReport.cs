using Kiket.Portal.Data;
using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;
using Kiket.Portal.Snapshots;

namespace Kiket.Portal.Checks;

public enum CheckReportState
{
    /// <summary>Waiting for a worker.</summary>
    Queued,
    Running,

    /// <summary>Something outside didn't respond; tried again at <see cref="CheckReport.DueAt"/>.</summary>
    Waiting,
    Finished,

    /// <summary>Failed for good, with <see cref="CheckReport.Reason"/>. A person can try again.</summary>
    Dead,
}

/// <summary>
/// The checks of one commit. The row is the work: it is stored before anything runs, claimed by one worker at a time,
/// and continues after a restart. Results stay until newer ones replace them.
/// </summary>
public sealed class CheckReport : VersionedEntity
{
    public const int MostAttempts = 5;

    /// <summary>A worker that hasn't finished by then is dead. Longer than a run may take.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);

    private readonly List<CheckRun> _runs = [];

    private CheckReport()
    {
    }

    public Guid Id { get; private set; }

    public Guid RepositoryId { get; private set; }

    public string Commit { get; private set; } = "";

    /// <summary>The newest reading of the commit.</summary>
    public Guid SnapshotId { get; private set; }

    /// <summary>The value of <c>${EXTENSION_BASE_URL}</c>; null until the publisher enters it.</summary>
    public string? BaseUrl { get; private set; }

    public CheckReportState State { get; private set; }

    /// <summary>
    /// How often it was started since it was last queued. Counted before the work, so that work that kills the process
    /// counts.
    /// </summary>
    public int Attempts { get; private set; }

    /// <summary>When it may be worked on at the earliest.</summary>
    public DateTimeOffset DueAt { get; private set; }

    public DateTimeOffset? LeaseUntil { get; private set; }

    /// <summary>Why it waits or has failed, as a sentence for people.</summary>
    public string? Reason { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public IReadOnlyList<CheckRun> Runs => _runs;

    /// <summary>Whether the checks that only need the commit have finished.</summary>
    public bool IsStaticFinished => _runs.Where(run => run.IsStatic).All(run => run is { State: CheckRunState.Finished });

    public bool IsFinished => _runs.All(run => run.State == CheckRunState.Finished);

    /// <summary>The results of the checks, other than those of the reading itself.</summary>
    public IEnumerable<Finding> OwnFindings => _runs.Where(run => run.Kind != CheckKind.Manifest).OrderBy(run => run.Kind).SelectMany(run => run.Findings);

    public static CheckReport For(Guid repositoryId, CommitSnapshot snapshot, string? baseUrl, DateTimeOffset now)
    {
        var report = new CheckReport
        {
            Id = Guid.CreateVersion7(now),
            RepositoryId = repositoryId,
            Commit = snapshot.Commit,
            SnapshotId = snapshot.Id,
            BaseUrl = baseUrl,
            DueAt = now,
            CreatedAt = now,
        };
        report._runs.AddRange(CheckKinds.All.Select(kind => CheckRun.Of(report.Id, kind, now)));
        return report;
    }

    public CheckRun Run(CheckKind kind) => _runs.Single(run => run.Kind == kind);

    /// <summary>Records a newer reading of the same commit, or another base address. The affected checks run again.</summary>
    /// <returns>True when there is something to do.</returns>
    public bool Follow(CommitSnapshot snapshot, string? baseUrl, DateTimeOffset now)
    {
        var kinds = new List<CheckKind>();
        if (SnapshotId != snapshot.Id)
        {
            SnapshotId = snapshot.Id;
            kinds.AddRange(CheckKinds.Static);
        }

        if (BaseUrl != baseUrl && !string.IsNullOrWhiteSpace(baseUrl))
        {
            BaseUrl = baseUrl;
            kinds.Add(CheckKind.Sanity);
        }

        if (kinds.Count > 0)
        {
            Queue(kinds, now);
        }

        return kinds.Count > 0;
    }

    /// <summary>Runs checks again, at once.</summary>
    public Result RunAgain(IReadOnlyList<CheckKind> kinds, DateTimeOffset now)
    {
        if (State == CheckReportState.Running)
        {
            return Error.Conflict("checks_running", "These checks are already running. Wait until they finish.");
        }

        Queue(kinds, now);
        return Result.Success();
    }

    /// <summary>Claims the report. False when it fails instead, because it was started too often.</summary>
    public bool Claim(DateTimeOffset now)
    {
        if (Attempts >= MostAttempts)
        {
            Die(Reason ?? $"The checks were started {Attempts} times and never finished.");
            return false;
        }

        Attempts++;
        (State, LeaseUntil, Reason) = (CheckReportState.Running, now + Lease, null);
        return true;
    }

    /// <summary>Ends a turn that did everything it could.</summary>
    public void Release(DateTimeOffset now)
    {
        LeaseUntil = null;
        (State, Attempts) = IsFinished ? (CheckReportState.Finished, Attempts) : (CheckReportState.Queued, 0);
        DueAt = now;
    }

    /// <summary>Ends a turn that something outside stopped. A requested wait isn't a failure, so it doesn't count.</summary>
    /// <param name="wait">The requested wait; null for a pause that grows with the attempts.</param>
    /// <param name="jitter">0 to 1, so that reports that failed together don't come back together.</param>
    public void Postpone(string reason, TimeSpan? wait, double jitter, DateTimeOffset now)
    {
        StopRuns();
        if (wait is not null)
        {
            Attempts = Math.Max(0, Attempts - 1);
        }
        else if (Attempts >= MostAttempts)
        {
            Die(reason);
            return;
        }

        var pause = wait ?? (FirstPause * Math.Pow(2, Math.Max(0, Attempts - 1)));
        (State, LeaseUntil, Reason) = (CheckReportState.Waiting, null, reason);
        DueAt = now + pause + (pause * 0.25 * jitter);
    }

    /// <summary>Fails, for a reason that another try can't fix.</summary>
    public void Die(string reason)
    {
        StopRuns();
        (State, LeaseUntil, Reason) = (CheckReportState.Dead, null, reason);
    }

    /// <summary>Called when its worker no longer exists.</summary>
    public void Resume(DateTimeOffset now)
    {
        StopRuns();
        (State, LeaseUntil, DueAt) = (CheckReportState.Queued, null, now);
    }

    private void Queue(IReadOnlyList<CheckKind> kinds, DateTimeOffset now)
    {
        foreach (var run in _runs.Where(run => kinds.Contains(run.Kind)))
        {
            run.Queue();
        }

        (State, Attempts, DueAt, LeaseUntil, Reason) = (CheckReportState.Queued, 0, now, null, null);
    }

    private void StopRuns()
    {
        foreach (var run in _runs)
        {
            run.Stop();
        }
    }
}
