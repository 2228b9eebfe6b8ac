using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Desk;

/// <summary>Records what a reviewer has on the screen, so that the next round shows what changed since.</summary>
public sealed class LookAtSubmission(UnitOfWork unit, ReviewAccess reviews)
{
    /// <param name="commit">Of the round on the screen. Nothing is recorded when there is a newer one.</param>
    /// <param name="submittedAt">The submit of that round.</param>
    public Task<Result> RunAsync(Guid submissionId, string? commit, DateTimeOffset? submittedAt, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(work => LookAsync(work, submissionId, (commit, submittedAt), actor, cancellationToken), cancellationToken);

    private async Task<Result> LookAsync(
        Work work, Guid submissionId, (string? Commit, DateTimeOffset? SubmittedAt) round, Actor actor, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!(await reviews.OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        var looks = await ReviewRounds.LooksAsync(db, submission, actor.UserId, cancellationToken);
        if (submission.State != SubmissionState.InReview
            || (submission.Commit, submission.SubmittedAt) != round
            || looks.Exists(known => known.IsOf(submission)))
        {
            work.Discard();
            return Result.Success();
        }

        var look = ReviewLook.Of(submission, actor.UserId, work.Now);
        var (since, seen) = ReviewRounds.Since(looks, submission);
        if (since is not null)
        {
            var snapshot = await SnapshotAsync(db, submission, cancellationToken);
            var compared = await ReviewRounds.CompareAsync(db, since, submission, snapshot, seen, cancellationToken);
            look.Compare(since.Id, [.. compared.Changes.Select(change => change.Key)], seen);
        }

        db.Add(look);
        return Result.Success();
    }

    internal static Task<CommitSnapshot> SnapshotAsync(PortalDb db, Submission submission, CancellationToken cancellationToken) =>
        db.Set<CommitSnapshot>().AsNoTracking().SingleAsync(candidate => candidate.Id == submission.SnapshotId, cancellationToken);
}

/// <summary>Stores that a reviewer has seen one change of a round, for this reviewer alone.</summary>
public sealed class MarkChangeSeen(UnitOfWork unit, ReviewAccess reviews)
{
    /// <param name="key">See <see cref="RoundChange.Key"/>.</param>
    public Task<Result> RunAsync(Guid submissionId, string key, bool isSeen, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(work => MarkAsync(work, submissionId, key, isSeen, actor, cancellationToken), cancellationToken, Notes.LostAsync);

    private async Task<Result> MarkAsync(Work work, Guid submissionId, string key, bool isSeen, Actor actor, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!(await reviews.OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        var look = await db.Set<ReviewLook>().SingleOrDefaultAsync(
            known => known.SubmissionId == submissionId
                && known.ReviewerId == actor.UserId
                && known.SubmittedAt == submission.SubmittedAt
                && known.Commit == submission.Commit,
            cancellationToken);
        if (look is null)
        {
            return Error.Conflict("round_changed", "There is a newer version of this submission. Review it, then mark what you have seen.");
        }

        var snapshot = await LookAtSubmission.SnapshotAsync(db, submission, cancellationToken);
        var round = await ReviewRounds.FindAsync(db, submission, snapshot, actor.UserId, cancellationToken);
        if (round is null || !round.Changes.Any(change => change.Key == key))
        {
            return Error.NotFound("change_not_found", "This is no longer one of the changes. Reload the page.");
        }

        look.Mark(key, isSeen);
        return Result.Success();
    }
}
