using Kiket.Portal.Data;

namespace Kiket.Portal.Reviews;

/// <summary>
/// A reviewer's claim on a submission: one row per submission, renewed by activity. An expired claim counts as none, and
/// anyone can claim the submission.
/// </summary>
public sealed class ReviewClaim : VersionedEntity
{
    /// <summary>Long enough to read a manifest and its documents, short enough that a closed laptop blocks nobody.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private ReviewClaim()
    {
    }

    public Guid SubmissionId { get; private set; }

    public Guid ReviewerId { get; private set; }

    public string ReviewerName { get; private set; } = "";

    public DateTimeOffset TakenAt { get; private set; }

    /// <summary>The first instant at which it is no longer active.</summary>
    public DateTimeOffset Until { get; private set; }

    /// <summary>The reviewer from whom it was taken over while still active; null otherwise.</summary>
    public Guid? TakenFrom { get; private set; }

    public static ReviewClaim Take(Guid submissionId, Guid reviewerId, string reviewerName, DateTimeOffset now) => new()
    {
        SubmissionId = submissionId,
        ReviewerId = reviewerId,
        ReviewerName = reviewerName,
        TakenAt = now,
        Until = now + Lifetime,
    };

    public bool IsActive(DateTimeOffset now) => now < Until;

    public bool IsClaimedBy(Guid reviewerId, DateTimeOffset now) => ReviewerId == reviewerId && IsActive(now);

    public void Renew(DateTimeOffset now) => Until = now + Lifetime;

    /// <summary>Passes it to another reviewer, or back to one whose claim has expired.</summary>
    public void PassTo(Guid reviewerId, string reviewerName, DateTimeOffset now)
    {
        TakenFrom = IsActive(now) && ReviewerId != reviewerId ? ReviewerId : null;
        (ReviewerId, ReviewerName, TakenAt, Until) = (reviewerId, reviewerName, now, now + Lifetime);
    }

    /// <summary>Ends the claim immediately.</summary>
    public void End(DateTimeOffset now) => Until = now;
}
