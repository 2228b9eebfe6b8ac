using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Installations;

public enum OperationKind
{
    Install,
    Upgrade,
    Rollback,
    Uninstall,
}

public enum OperationState
{
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}

/// <summary>The steps of an operation, in their order. Each can run again after a kill.</summary>
public enum OperationStep
{
    /// <summary>Whether the target may still be installed.</summary>
    Recheck,

    /// <summary>Notes the configuration to come back to.</summary>
    Snapshot,

    /// <summary>Asks the extension, if it wants to be asked.</summary>
    Call,

    /// <summary>The one change of the installation, with its event and its audit entry.</summary>
    Switch,

    /// <summary>Notifies people.</summary>
    Notify,

    /// <summary>Tells the extension that it was uninstalled, which stops nothing.</summary>
    Farewell,
}

/// <summary>A step that an operation has reached.</summary>
public sealed record ReachedStep(OperationStep Step, DateTimeOffset At);

/// <summary>
/// Something that is done to an installation, as durable work: the row is the progress. One is queued or running per installation at a
/// time.
/// </summary>
public sealed class InstallationOperation : VersionedEntity
{
    public const int MaxMessage = 1000;

    /// <summary>Longer than the longest step, a call of a minute.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    /// <summary>One that is started this often in one step and never gets on ends the process that runs it, or hangs.</summary>
    private const int MostAttempts = 10;

    private InstallationOperation()
    {
    }

    /// <summary>The job id in the API, and the id of its call to the extension: the same for every try.</summary>
    public Guid Id { get; private set; }

    public Guid InstallationId { get; private set; }

    public OperationKind Kind { get; private set; }

    public OperationState State { get; private set; }

    public OperationStep Step { get; private set; }

    public IReadOnlyList<ReachedStep> Reached { get; private set; } = [];

    /// <summary>What runs until the switch; the same as the target for an installation.</summary>
    public InstalledRelease From { get; private set; } = new(Guid.Empty, Guid.Empty, 0);

    /// <summary>What is to run; the same as <see cref="From"/> when it is uninstalled.</summary>
    public InstalledRelease To { get; private set; } = new(Guid.Empty, Guid.Empty, 0);

    /// <summary>The release of <see cref="To"/>, in its own column for counting.</summary>
    public Guid TargetReleaseId { get; private set; }

    /// <summary>How often the current step was started.</summary>
    public int Attempt { get; private set; }

    /// <summary>How often the extension was called without an answer that decides.</summary>
    public int CallTries { get; private set; }

    /// <summary>Each claim raises it. A worker with an older number has lost the operation to another one.</summary>
    public int Claims { get; private set; }

    public DateTimeOffset DueAt { get; private set; }

    public DateTimeOffset? LeaseUntil { get; private set; }

    /// <summary>Null when the policy started it.</summary>
    public Guid? RequestedBy { get; private set; }

    public string RequestedByName { get; private set; } = "";

    public Guid? RequestedByToken { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public string? ErrorCode { get; private set; }

    public string? ErrorMessage { get; private set; }

    /// <summary>What went wrong without stopping it, such as an extension that doesn't answer.</summary>
    public string? Warning { get; private set; }

    /// <summary>Its call waits until the container of the extension is healthy: nothing could answer before.</summary>
    public bool CallsWhenHosted { get; private set; }

    public bool IsOpen => State is OperationState.Queued or OperationState.Running;

    /// <summary>Whether it can be dropped without having changed anything.</summary>
    public bool CanBeCancelled => State == OperationState.Queued && Step is OperationStep.Recheck or OperationStep.Snapshot or OperationStep.Call;

    /// <summary>The policy started it.</summary>
    public bool IsAutomatic => RequestedBy is null;

    public IActor? Requester => RequestedBy is { } id ? new OperationActor(id, RequestedByName, RequestedByToken) : null;

    /// <param name="actor">Null when the policy asks for it.</param>
    public static InstallationOperation Queue(
        Guid installationId, OperationKind kind, InstalledRelease from, InstalledRelease to, IActor? actor, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            InstallationId = installationId,
            Kind = kind,
            From = from,
            To = to,
            TargetReleaseId = to.ReleaseId,
            DueAt = now,
            RequestedBy = actor?.UserId,
            RequestedByName = actor?.Name ?? "Kiket, automatically",
            RequestedByToken = actor?.TokenId,
            CreatedAt = now,
            Reached = [new ReachedStep(OperationStep.Recheck, now)],
        };

    public bool IsDue(DateTimeOffset now) =>
        (State == OperationState.Queued && DueAt <= now) || (State == OperationState.Running && LeaseUntil < now);

    /// <summary>Takes it for a worker. False when it was started too often without getting on.</summary>
    public bool Claim(DateTimeOffset now)
    {
        Claims++;
        if (++Attempt > MostAttempts)
        {
            return false;
        }

        (State, LeaseUntil) = (OperationState.Running, now + Lease);
        return true;
    }

    public void Reach(OperationStep step, DateTimeOffset now)
    {
        (Step, Attempt, LeaseUntil) = (step, 0, now + Lease);
        Reached = [.. Reached, new ReachedStep(step, now)];
    }

    /// <summary>Notes the configuration that it begins with.</summary>
    public void NoteConfiguration(int version)
    {
        From = From with { ConfigurationVersion = version };
        if (Kind != OperationKind.Rollback)
        {
            To = To with { ConfigurationVersion = version };
        }
    }

    /// <summary>The extension is called again later.</summary>
    public void CallAgain(TimeSpan wait, DateTimeOffset now)
    {
        CallTries++;
        (State, DueAt, LeaseUntil, Attempt) = (OperationState.Queued, now + wait, null, 0);
    }

    /// <summary>Its worker no longer exists.</summary>
    public void Resume(DateTimeOffset now) => (State, LeaseUntil, DueAt) = (OperationState.Queued, null, now);

    /// <summary>Leaves the call for when the container is healthy, and goes on without it.</summary>
    public void CallWhenHosted() => CallsWhenHosted = true;

    /// <summary>The call that was left has been made.</summary>
    public void CalledWhenHosted() => CallsWhenHosted = false;

    public void Warn(string warning) => Warning = Bounded(warning);

    public void Succeed(DateTimeOffset now) => End(OperationState.Succeeded, now);

    public void Fail(Error error, DateTimeOffset now)
    {
        (ErrorCode, ErrorMessage) = (error.Code, Bounded(error.Message));
        End(OperationState.Failed, now);
    }

    public void Cancel(string why, DateTimeOffset now)
    {
        (ErrorCode, ErrorMessage) = ("cancelled", Bounded(why));
        End(OperationState.Cancelled, now);
    }

    private void End(OperationState state, DateTimeOffset now) => (State, FinishedAt, LeaseUntil) = (state, now, null);

    private static string Bounded(string text) => text.Length > MaxMessage ? text[..(MaxMessage - 1)] + "…" : text;

    private sealed record OperationActor(Guid UserId, string Name, Guid? TokenId) : IActor
    {
        public string? Address => null;
    }
}
