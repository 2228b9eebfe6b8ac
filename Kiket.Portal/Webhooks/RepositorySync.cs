using Kiket.Portal.Data;

namespace Kiket.Portal.Webhooks;

public enum RepositorySyncState
{
    /// <summary>Nothing to do until the next daily comparison.</summary>
    Idle,

    /// <summary>Waiting for a worker.</summary>
    Queued,
    Running,

    /// <summary>GitHub didn't respond; tried again at <see cref="RepositorySync.DueAt"/>.</summary>
    Waiting,

    /// <summary>Failed <see cref="RepositorySync.MostAttempts"/> times. A person, a push or the next day tries again.</summary>
    Dead,
}

/// <summary>
/// The work of following one repository's tracked ref: one row, however many pushes ask for it. Whoever works on it reads
/// the head as it is then, so late, doubled and shuffled pushes end at the newest commit.
/// </summary>
public sealed class RepositorySync : VersionedEntity
{
    public const int MostAttempts = 5;
    public const int MaxReason = 1000;
    public const int MaxName = 200;

    /// <summary>A worker that hasn't finished by then is dead. Longer than a turn may take.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(4);

    /// <summary>How often the head is compared with GitHub when no push arrives.</summary>
    public static readonly TimeSpan CheckEvery = TimeSpan.FromHours(24);

    /// <summary>
    /// Between a run and the next one for pushes that arrived meanwhile, so that a storm of them is read now and then instead of
    /// without a pause.
    /// </summary>
    public static readonly TimeSpan BetweenRuns = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);

    private RepositorySync()
    {
    }

    /// <summary>The portal's id of the repository.</summary>
    public Guid RepositoryId { get; private set; }

    public RepositorySyncState State { get; private set; }

    /// <summary>Why it was asked for last.</summary>
    public SyncCause Cause { get; private set; }

    /// <summary>Who asked for it last: a person's name; empty for a push and the schedule.</summary>
    public string AskedBy { get; private set; } = "";

    /// <summary>Rises with every request, so that one that arrives during a run leads to another run.</summary>
    public int Requests { get; private set; }

    /// <summary>The requests that the current or last run has taken.</summary>
    public int Taken { get; private set; }

    /// <summary>Counted before the work, so that work that kills the process counts.</summary>
    public int Attempts { get; private set; }

    public DateTimeOffset DueAt { get; private set; }

    public DateTimeOffset? LeaseUntil { get; private set; }

    /// <summary>Why it waits or has failed.</summary>
    public string? Reason { get; private set; }

    /// <summary>When the head is compared with GitHub again, even if no push arrives.</summary>
    public DateTimeOffset CheckAt { get; private set; }

    public static RepositorySync For(Guid repositoryId, DateTimeOffset checkAt) => new() { RepositoryId = repositoryId, DueAt = checkAt, CheckAt = checkAt };

    /// <summary>Asks for a run. One that waits for GitHub keeps its time, unless a person asks.</summary>
    public void Request(SyncCause cause, string askedBy, DateTimeOffset now)
    {
        (Cause, AskedBy) = (cause, askedBy.Length > MaxName ? askedBy[..MaxName] : askedBy);
        Requests++;
        switch (State)
        {
            case RepositorySyncState.Idle or RepositorySyncState.Dead:
                (State, Attempts, DueAt, Reason) = (RepositorySyncState.Queued, 0, now, null);
                break;
            case RepositorySyncState.Waiting when cause == SyncCause.Person:
                (State, DueAt) = (RepositorySyncState.Queued, now);
                break;
            case RepositorySyncState.Queued or RepositorySyncState.Running:
                // It asks for another commit than the runs that were cut off before it, so those don't count against it.
                Attempts = State == RepositorySyncState.Running ? Math.Min(Attempts, 1) : 0;
                break;
        }
    }

    /// <summary>Claims the row. False when it fails instead, because it was started too often.</summary>
    public bool Claim(DateTimeOffset now)
    {
        if (State is RepositorySyncState.Idle or RepositorySyncState.Dead)
        {
            // Nobody asked: its day has come.
            (Cause, AskedBy, Attempts) = (SyncCause.Schedule, "", 0);
        }
        else if (Attempts >= MostAttempts)
        {
            Die(Reason ?? $"It was started {Attempts} times and never finished.", now);
            return false;
        }

        Attempts++;
        (State, LeaseUntil, Reason, Taken) = (RepositorySyncState.Running, now + Lease, null, Requests);
        return true;
    }

    /// <summary>The pushes that asked for it named only what was read already.</summary>
    public void Rest() => (State, DueAt, Attempts, Reason, Taken) = (RepositorySyncState.Idle, CheckAt, 0, null, Requests);

    /// <summary>Ends a run that did its work.</summary>
    /// <param name="checkAt">When to compare with GitHub again.</param>
    /// <param name="isMoreWaiting">Whether deliveries arrived that this run didn't take.</param>
    public void End(DateTimeOffset checkAt, bool isMoreWaiting, DateTimeOffset now)
    {
        (LeaseUntil, Reason, Attempts, CheckAt) = (null, null, 0, checkAt);
        (State, DueAt) = Requests > Taken || isMoreWaiting ? (RepositorySyncState.Queued, now + BetweenRuns) : (RepositorySyncState.Idle, checkAt);
    }

    /// <summary>Ends a run that GitHub stopped. A wait that GitHub asks for isn't a failure, so it doesn't count.</summary>
    /// <param name="wait">The requested wait; null for a pause that grows with the attempts.</param>
    /// <param name="jitter">0 to 1, so that those that failed together don't come back together.</param>
    public void Postpone(string reason, TimeSpan? wait, double jitter, DateTimeOffset now)
    {
        if (wait is not null)
        {
            Attempts = Math.Max(0, Attempts - 1);
        }
        else if (Attempts >= MostAttempts)
        {
            Die(reason, now);
            return;
        }

        var pause = wait ?? (FirstPause * Math.Pow(2, Math.Max(0, Attempts - 1)));
        (State, LeaseUntil, Reason) = (RepositorySyncState.Waiting, null, Bounded(reason));
        DueAt = now + pause + (pause * 0.25 * jitter);
    }

    /// <summary>Gives up until somebody asks, or until the next day.</summary>
    public void Die(string reason, DateTimeOffset now)
    {
        (State, LeaseUntil, Reason) = (RepositorySyncState.Dead, null, Bounded(reason));
        (DueAt, CheckAt) = (now + CheckEvery, now + CheckEvery);
    }

    /// <summary>Its worker no longer exists.</summary>
    public void Resume(DateTimeOffset now) => (State, LeaseUntil, DueAt) = (RepositorySyncState.Queued, null, now);

    private static string Bounded(string reason) => reason.Length > MaxReason ? reason[..MaxReason] : reason;
}
