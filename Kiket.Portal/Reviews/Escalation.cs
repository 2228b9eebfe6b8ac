namespace Kiket.Portal.Reviews;

/// <summary>
/// A reviewer passes a submission to another one and says why. They no longer decide on it until the next submit; only
/// reviewers see the reason.
/// </summary>
public sealed class Escalation
{
    public const int MaxReasonLength = 1000;

    private Escalation()
    {
    }

    public Guid Id { get; private set; }

    public Guid SubmissionId { get; private set; }

    public Guid ReviewerId { get; private set; }

    public string ReviewerName { get; private set; } = "";

    public string Reason { get; private set; } = "";

    /// <summary>When the submission was submitted: distinguishes one submit from the next.</summary>
    public DateTimeOffset SubmittedAt { get; private set; }

    public DateTimeOffset At { get; private set; }

    public static Escalation Of(Guid submissionId, Guid reviewerId, string reviewerName, string reason, DateTimeOffset submittedAt, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        SubmissionId = submissionId,
        ReviewerId = reviewerId,
        ReviewerName = reviewerName,
        Reason = reason,
        SubmittedAt = submittedAt,
        At = now,
    };
}
