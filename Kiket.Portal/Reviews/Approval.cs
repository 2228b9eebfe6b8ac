namespace Kiket.Portal.Reviews;

/// <summary>
/// The first of two approvals. It counts only for the commit and the submit it was given for: a submission that comes
/// back after changes needs a new one.
/// </summary>
public sealed class Approval
{
    private Approval()
    {
    }

    public Guid Id { get; private set; }

    public Guid SubmissionId { get; private set; }

    public Guid ReviewerId { get; private set; }

    public string ReviewerName { get; private set; } = "";

    public string Commit { get; private set; } = "";

    /// <summary>When the approved submission was submitted: distinguishes one submit from the next.</summary>
    public DateTimeOffset SubmittedAt { get; private set; }

    /// <summary>Shown to the publisher; may be empty.</summary>
    public string Message { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    /// <summary>Whether this reviewer confirms that it fixes a security problem; null when they didn't say.</summary>
    public bool? ConfirmsSecurityFix { get; private set; }

    public static Approval Of(
        Guid submissionId, Guid reviewerId, string reviewerName, string commit, DateTimeOffset submittedAt, string message, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            SubmissionId = submissionId,
            ReviewerId = reviewerId,
            ReviewerName = reviewerName,
            Commit = commit,
            SubmittedAt = submittedAt,
            Message = message,
            At = now,
        };

    public void ConfirmSecurityFix(bool? confirms) => ConfirmsSecurityFix = confirms;
}
