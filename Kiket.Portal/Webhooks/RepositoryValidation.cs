using Kiket.Portal.Findings;

namespace Kiket.Portal.Webhooks;

/// <summary>One reading of a repository's head: who or what asked, which commit, and what came of it.</summary>
public sealed class RepositoryValidation
{
    public const int MaxEffect = WebhookDelivery.MaxEffect;

    private RepositoryValidation()
    {
    }

    public Guid Id { get; private set; }

    public Guid RepositoryId { get; private set; }

    public string? Commit { get; private set; }

    public string? ExtensionId { get; private set; }

    public string? Version { get; private set; }

    public SyncCause Cause { get; private set; }

    /// <summary>The person who asked; empty for a push and the schedule.</summary>
    public string AskedBy { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    public int DurationMs { get; private set; }

    public SyncOutcome Outcome { get; private set; }

    public string Effect { get; private set; } = "";

    /// <summary>The reading with its findings; null when nothing could be read.</summary>
    public Guid? SnapshotId { get; private set; }

    public int Errors { get; private set; }

    public int Warnings { get; private set; }

    /// <summary>What following the commit found, apart from the findings of the reading itself.</summary>
    public IReadOnlyList<Finding> Findings { get; private set; } = [];

    internal static RepositoryValidation Of(RepositorySync sync, SyncResult result, int durationMs, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        RepositoryId = sync.RepositoryId,
        Commit = result.Commit,
        ExtensionId = result.ExtensionId,
        Version = result.Version is { Length: > 256 } ? null : result.Version,
        Cause = sync.Cause,
        AskedBy = sync.AskedBy,
        At = now,
        DurationMs = durationMs,
        Outcome = result.Outcome,
        Effect = result.Effect.Length > MaxEffect ? result.Effect[..(MaxEffect - 1)] + "…" : result.Effect,
        SnapshotId = result.SnapshotId,
        Errors = result.Errors,
        Warnings = result.Warnings,
        Findings = result.Findings,
    };
}

/// <summary>What a run led to.</summary>
/// <param name="Effect">A sentence for the publisher.</param>
internal sealed record SyncResult(SyncOutcome Outcome, string Effect)
{
    public string? Commit { get; init; }

    public string? ExtensionId { get; init; }

    public string? Version { get; init; }

    public Guid? SnapshotId { get; init; }

    public int Errors { get; init; }

    public int Warnings { get; init; }

    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>When to look again, where that is sooner than the next day.</summary>
    public TimeSpan? Again { get; init; }

    /// <summary>Whether deliveries that waited for it have failed.</summary>
    public bool IsFailure => Outcome is SyncOutcome.Unavailable or SyncOutcome.TokenRefused or SyncOutcome.Failed;
}
