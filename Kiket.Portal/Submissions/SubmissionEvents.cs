using Kiket.Portal.Events;

namespace Kiket.Portal.Submissions;

/// <summary>A submission was submitted for review: for the first time, again after changes, or at a new commit.</summary>
/// <param name="Commit">The full SHA that is now under review.</param>
[EventName("submission.submitted")]
public sealed record SubmissionSubmitted(Guid SubmissionId, string Commit) : IEvent
{
    public string Subject => $"submission:{SubmissionId}";
}

/// <summary>A submission was approved, sent back for changes, or rejected.</summary>
/// <param name="State">The new state.</param>
[EventName("submission.decided")]
public sealed record SubmissionDecided(Guid SubmissionId, SubmissionState State) : IEvent
{
    public string Subject => $"submission:{SubmissionId}";
}

/// <summary>The publisher withdrew a submission.</summary>
[EventName("submission.withdrawn")]
public sealed record SubmissionWithdrawn(Guid SubmissionId) : IEvent
{
    public string Subject => $"submission:{SubmissionId}";
}
