using Kiket.Portal.Data;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Desk;

/// <summary>
/// Finds the round that a reviewer compares the current one with: the last one that they were done with. One is done when they decided
/// on it, or marked all its changes as seen. Otherwise a commit that arrives meanwhile would hide what they hadn't reached yet.
/// </summary>
internal static class ReviewRounds
{
    /// <returns>Null in the reviewer's first round, and when it isn't in review.</returns>
    public static async Task<ReviewRound?> FindAsync(
        PortalDb db, Submission submission, CommitSnapshot snapshot, Guid reviewerId, CancellationToken cancellationToken)
    {
        if (submission.State != SubmissionState.InReview)
        {
            return null;
        }

        var looks = await LooksAsync(db, submission, reviewerId, cancellationToken);
        var current = looks.Find(look => look.IsOf(submission));
        var (since, seen) = current is null ? Since(looks, submission) : (looks.Find(look => look.Id == current.SinceId), current.Seen);
        return since is null ? null : await CompareAsync(db, since, submission, snapshot, seen, cancellationToken);
    }

    /// <summary>Newest first.</summary>
    public static Task<List<ReviewLook>> LooksAsync(PortalDb db, Submission submission, Guid reviewerId, CancellationToken cancellationToken) =>
        db.Set<ReviewLook>().AsNoTracking()
            .Where(look => look.SubmissionId == submission.Id && look.ReviewerId == reviewerId)
            .OrderByDescending(look => look.At).ThenByDescending(look => look.Id)
            .ToListAsync(cancellationToken);

    /// <summary>The round to compare a new one with, and what has been marked as seen since.</summary>
    public static (ReviewLook? Since, IReadOnlyList<string> Seen) Since(List<ReviewLook> looks, Submission submission) =>
        looks.Count == 0 ? (null, [])
        : looks[0].SinceId is not { } since || looks[0].IsAllSeen || HasDecided(submission, looks[0]) ? (looks[0], [])
        : (looks.Find(look => look.Id == since), looks[0].Seen);

    public static async Task<ReviewRound> CompareAsync(
        PortalDb db, ReviewLook since, Submission submission, CommitSnapshot snapshot, IReadOnlyList<string> seen, CancellationToken cancellationToken)
    {
        var old = await db.Set<CommitSnapshot>().AsNoTracking().SingleAsync(candidate => candidate.Id == since.SnapshotId, cancellationToken);
        return ReviewRound.Between(
            (since, old, await AssessSubmission.SideAsync(db, old, since.Details, cancellationToken)),
            (submission, snapshot, await AssessSubmission.SideAsync(db, snapshot, submission.Details, cancellationToken)),
            seen);
    }

    private static bool HasDecided(Submission submission, ReviewLook look) => submission.Entries.Any(entry =>
        entry.AuthorId == look.ReviewerId
        && entry.At >= look.At
        && (entry.IsDecision || entry.Kind is SubmissionEntryKind.FirstApproval or SubmissionEntryKind.Escalated));
}
