using Kiket.Portal.Data;
using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Hosting.Builds;

public enum ImageBuildState
{
    /// <summary>Waits for a process that runs containers, or for hosting to be switched on.</summary>
    Queued,
    Building,

    /// <summary>The image responded in its trial run.</summary>
    Built,

    /// <summary>Something in the repository prevents it; the publisher fixes it.</summary>
    Refused,

    /// <summary>Something outside the repository failed each time.</summary>
    Failed,
}

/// <summary>Why a build didn't end with an image that responds.</summary>
/// <param name="Code">A stable word such as <c>step_failed</c>.</param>
/// <param name="Sentence">For people.</param>
/// <param name="Step">The Dockerfile's step that failed.</param>
/// <param name="Line">Its one-based line in the Dockerfile.</param>
/// <param name="LastLines">The end of the log, at most <see cref="BuildLog.LastLines"/> lines.</param>
public sealed record BuildFailure(string Code, string Sentence, string? Step, int? Line, IReadOnlyList<string> LastLines);

/// <summary>
/// The container image of one submitted commit. The row is the work: it is stored before anything runs, and a build that was killed with its
/// process is started again.
/// </summary>
public sealed class ImageBuild : VersionedEntity
{
    public const int MaxTries = 3;

    /// <summary>A process that hasn't extended its lease by then is dead.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    private ImageBuild()
    {
    }

    public Guid Id { get; private set; }

    public Guid SubmissionId { get; private set; }

    /// <summary>The portal's id of the extension.</summary>
    public Guid ExtensionKey { get; private set; }

    public string Commit { get; private set; } = "";

    public ImageBuildState State { get; private set; }

    /// <summary>How often it was started. Counted before the work, so that work that kills the process counts.</summary>
    public int Tries { get; private set; }

    /// <summary><c>sha256:…</c>; null while there is no image, and when it was removed.</summary>
    public string? ImageId { get; private set; }

    /// <summary>Where the image listens: its only exposed port, else 8080.</summary>
    public int Port { get; private set; }

    /// <summary>The image's user when that is a number other than 0; null for the engine's default.</summary>
    public string? User { get; private set; }

    /// <summary>The base images with their digests, as the builder used them.</summary>
    public IReadOnlyList<string> Bases { get; private set; } = [];

    public DateTimeOffset QueuedAt { get; private set; }

    /// <summary>When it may start at the earliest.</summary>
    public DateTimeOffset DueAt { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public DateTimeOffset? LeaseUntil { get; private set; }

    /// <summary>Why it was refused or failed, or why the last try failed.</summary>
    public BuildFailure? Failure { get; private set; }

    public IReadOnlyList<Finding> Findings { get; private set; } = [];

    public bool IsOver => State is ImageBuildState.Built or ImageBuildState.Refused or ImageBuildState.Failed;

    /// <summary>Whether an installation can run it.</summary>
    public bool CanRun => State == ImageBuildState.Built && ImageId is not null;

    public static ImageBuild Queue(Guid submissionId, Guid extensionKey, string commit, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        SubmissionId = submissionId,
        ExtensionKey = extensionKey,
        Commit = commit,
        Port = DefaultPort,
        QueuedAt = now,
        DueAt = now,
    };

    public const int DefaultPort = 8080;

    /// <summary>Builds it again, from the start.</summary>
    public Result Again(DateTimeOffset now)
    {
        if (!IsOver)
        {
            return Error.Conflict("build_pending", "This image is already being built, or waits for it. The result appears here.");
        }

        if (CanRun)
        {
            return Error.Conflict("build_done", "This commit's image is built and responded. Push a new commit to build another one.");
        }

        (State, Tries, QueuedAt, DueAt, StartedAt, EndedAt) = (ImageBuildState.Queued, 0, now, now, null, null);
        (Failure, Findings, ImageId) = (null, [], null);
        return Result.Success();
    }

    /// <summary>Starts a try. False when another process has it, or it failed too often: then it is over.</summary>
    public bool Claim(DateTimeOffset now)
    {
        var isFree = (State == ImageBuildState.Queued && DueAt <= now) || (State == ImageBuildState.Building && LeaseUntil < now);
        if (!isFree)
        {
            return false;
        }

        if (Tries >= MaxTries)
        {
            End(ImageBuildState.Failed, now);
            Failure ??= new BuildFailure("interrupted", $"The build was started {Tries} times and interrupted each time.", null, null, []);
            return false;
        }

        Tries++;
        (State, StartedAt, LeaseUntil) = (ImageBuildState.Building, now, now + Lease);
        return true;
    }

    /// <summary>The process stops: another one continues, and the try doesn't count.</summary>
    public void Release(DateTimeOffset now)
    {
        if (State == ImageBuildState.Building)
        {
            (State, Tries, DueAt, LeaseUntil) = (ImageBuildState.Queued, Math.Max(0, Tries - 1), now, null);
        }
    }

    public void Finish(BuildOutcome outcome, DateTimeOffset now)
    {
        (Failure, Findings, Bases) = (outcome.Failure, outcome.Findings, outcome.Bases);
        if (outcome.IsTransient && Tries < MaxTries)
        {
            (State, DueAt, LeaseUntil) = (ImageBuildState.Queued, now + (outcome.RetryAfter ?? (Pause * Tries)), null);
            return;
        }

        (ImageId, Port, User) = (outcome.ImageId, outcome.Port, outcome.User);
        End(outcome.Failure is null ? ImageBuildState.Built : outcome.IsTransient ? ImageBuildState.Failed : ImageBuildState.Refused, now);
    }

    /// <summary>The image was removed from the engine, because nothing will run it.</summary>
    public void RemoveImage() => ImageId = null;

    private void End(ImageBuildState state, DateTimeOffset now) => (State, EndedAt, LeaseUntil) = (state, now, null);
}

/// <summary>What came of a try.</summary>
/// <param name="Failure">Null when the image responded.</param>
public sealed record BuildOutcome(BuildFailure? Failure)
{
    public string? ImageId { get; init; }

    public int Port { get; init; } = ImageBuild.DefaultPort;

    public string? User { get; init; }

    public IReadOnlyList<string> Bases { get; init; } = [];

    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>The engine or GitHub failed, so another try can succeed.</summary>
    public bool IsTransient { get; init; }

    public TimeSpan? RetryAfter { get; init; }
}
