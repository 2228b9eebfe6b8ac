using Kiket.Portal.Data;
using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;
using Kiket.Portal.Snapshots;

namespace Kiket.Portal.Checks;

public enum CheckReportState
{
    /// <summary>Waits for its turn.</summary>
    Queued,
    Running,

    /// <summary>Something outside did not answer; tried again at <see cref="CheckReport.DueAt"/>.</summary>
    Waiting,
    Finished,

    /// <summary>Given up, with <see cref="CheckReport.Reason"/>; a person may try again.</summary>
    Dead,
}

/// <summary>
/// The checks of one commit. The row is the work: it is stored before anything runs, claimed by one worker at a time,
/// and goes on after a restart. Results stay until newer ones replace them.
/// </summary>
public sealed class CheckReport : VersionedEntity
{
    public const int MostAttempts = 5;

    /// <summary>A worker that has not ended by then is dead; longer than a run may take.</summary>
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

    /// <summary>What <c>${EXTENSION_BASE_URL}</c> stands for; null while the publisher has not said.</summary>
    public string? BaseUrl { get; private set; }

    public CheckReportState State { get; private set; }

    /// <summary>How often it was begun since it was last queued; counted before the work, so that work that kills the process counts.</summary>
    public int Attempts { get; private set; }

    /// <summary>Not worked on before.</summary>
    public DateTimeOffset DueAt { get; private set; }

    public DateTimeOffset? LeaseUntil { get; private set; }

    /// <summary>Why it waits or was given up, as a sentence for people.</summary>
    public string? Reason { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public IReadOnlyList<CheckRun> Runs => _runs;

    /// <summary>What the commit alone can tell is told.</summary>
    public bool IsStaticFinished => _runs.Where(run => run.IsStatic).All(run => run is { State: CheckRunState.Finished });

    public bool IsFinished => _runs.All(run => run.State == CheckRunState.Finished);

    /// <summary>What the checks found beside the reading itself.</summary>
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

    /// <summary>A newer reading of the same commit, or another base address: the checks that it concerns run again.</summary>
    /// <returns>True when something is to be done.</returns>
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
            return Error.Conflict("checks_running", "These checks are running already. Wait until they have ended.");
        }

        Queue(kinds, now);
        return Result.Success();
    }

    /// <summary>Takes the report to work on it. False when it is given up instead: it was begun too often.</summary>
    public bool Claim(DateTimeOffset now)
    {
        if (Attempts >= MostAttempts)
        {
            Die(Reason ?? $"The checks were begun {Attempts} times and never ended.");
            return false;
        }

        Attempts++;
        (State, LeaseUntil, Reason) = (CheckReportState.Running, now + Lease, null);
        return true;
    }

    /// <summary>Ends a turn in which everything that could be done was done.</summary>
    public void Release(DateTimeOffset now)
    {
        LeaseUntil = null;
        (State, Attempts) = IsFinished ? (CheckReportState.Finished, Attempts) : (CheckReportState.Queued, 0);
        DueAt = now;
    }

    /// <summary>Ends a turn that something outside stopped. Being told to wait is no failure, so it does not count.</summary>
    /// <param name="wait">As told by who refused; null for a pause that grows with the attempts.</param>
    /// <param name="jitter">0 to 1, so that many that failed together do not come back together.</param>
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

    /// <summary>Gives up, for a reason that trying again by itself cannot mend.</summary>
    public void Die(string reason)
    {
        StopRuns();
        (State, LeaseUntil, Reason) = (CheckReportState.Dead, null, reason);
    }

    /// <summary>The worker that had it is gone.</summary>
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
