using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Policies;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Decisions;

/// <summary>
/// Approves routine releases automatically when operators have turned that on, and records the reasons with the
/// submission. A random sample still goes to a person. A submission is judged once, when all checks of its commit have
/// finished; one that a reviewer has claimed stays with the reviewer.
/// </summary>
public sealed class ApproveRoutine(
    UnitOfWork unit,
    IDbContextFactory<PortalDb> databases,
    ReadReviewSettings readSettings,
    ReviewSample sample,
    CarryOutDecision carryOut,
    SubmissionAccess access,
    TimeProvider clock)
    : IEventHandler<SubmissionSubmitted>, IEventHandler<ChecksFinished>, IEventHandler<ImageBuildEnded>
{
    /// <summary>The stored name of its progress through the events.</summary>
    public const string HandlerName = "routine-approval";

    public Task RunAsync(SubmissionSubmitted happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        JudgeAsync(happened.SubmissionId, cancellationToken);

    public Task RunAsync(ImageBuildEnded happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        JudgeAsync(happened.SubmissionId, cancellationToken);

    /// <summary>Judges the submissions in review at a commit whose checks have all finished.</summary>
    public async Task RunAsync(ChecksFinished happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        List<Guid> waiting;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            waiting = await db.Set<Submission>()
                .Where(submission => submission.RepositoryId == happened.RepositoryId
                    && submission.Commit == happened.Commit
                    && submission.State == SubmissionState.InReview)
                .Select(submission => submission.Id)
                .ToListAsync(cancellationToken);
        }

        foreach (var submission in waiting)
        {
            await JudgeAsync(submission, cancellationToken);
        }
    }

    private async Task JudgeAsync(Guid submissionId, CancellationToken cancellationToken)
    {
        var result = await unit.RunAsync(work => JudgeAsync(work, submissionId, cancellationToken), cancellationToken, _ => Task.FromResult(UnitOfWork.Lost));
        if (result.Error is { } error && error.Code == UnitOfWork.Lost.Code)
        {
            // Somebody changed it at the same time. The next attempt sees the change, and a person's decision stays.
            throw new LostRaceException();
        }

        // Any other refusal leaves the submission to a person.
    }

    private async Task<Result> JudgeAsync(Work work, Guid submissionId, CancellationToken cancellationToken)
    {
        if (await DueAsync(work.Db, submissionId, cancellationToken) is not { } submission)
        {
            return Result.Success();
        }

        var verdict = await JudgeAsync(work.Db, submission, cancellationToken);
        submission.RecordRoutine(verdict);
        if (verdict.Approved)
        {
            return await carryOut.RunAsync(work, submission, Approval, cancellationToken);
        }

        work.Refresh(() => access.PublishAsync(submission));
        return Result.Success();
    }

    private static TakenDecision Approval => new(
        Decision.Approve,
        "Approved automatically: same access and price as the previous version.",
        [],
        new Author(Guid.Empty, "Kiket Marketplace", Side.Portal),
        null,
        "Kiket Marketplace, automatically");

    /// <summary>The submission to the marketplace, when it is in review and has no final verdict; null otherwise.</summary>
    private async Task<Submission?> DueAsync(PortalDb db, Guid submissionId, CancellationToken cancellationToken) =>
        (await readSettings.RunAsync(db, cancellationToken)).AutoApproveRoutine
        && await SubmissionAccess.LoadAsync(db, submissionId, cancellationToken)
            is { State: SubmissionState.InReview, IsPrivate: false, Routine: null or { Waits: true } } submission
            ? submission
            : null;

    private async Task<RoutineVerdict> JudgeAsync(PortalDb db, Submission submission, CancellationToken cancellationToken)
    {
        var snapshot = await db.Set<CommitSnapshot>().AsNoTracking().SingleAsync(candidate => candidate.Id == submission.SnapshotId, cancellationToken);
        var compared = await AssessSubmission.CompareAsync(db, submission, snapshot, cancellationToken);
        var report = (await CheckQueries.FindAsync(db, snapshot.RepositoryId, snapshot.Commit, cancellationToken))?.Report;
        var claim = await ReviewAccess.ClaimAsync(db, submission.Id, cancellationToken);
        var isTakenUp = claim is not null && (claim.IsActive(clock.GetUtcNow()) || claim.TakenAt >= submission.SubmittedAt);
        var rule = RoutineRule.Of(submission, snapshot, report, compared.Difference, isTakenUp);
        var notBuilt = await BuildApproval.RefusalAsync(db, submission, snapshot, cancellationToken);
        if (notBuilt is not null)
        {
            rule = new RoutineRule(false, rule.Qualifies ? [notBuilt.Message] : [.. rule.Reasons, notBuilt.Message]);
        }

        var settings = await readSettings.RunAsync(db, cancellationToken);
        var sampled = rule.Qualifies && sample.Draw(settings.SamplePercent);
        return new RoutineVerdict(rule.Qualifies && !sampled, sampled, rule.Reasons)
        {
            Waits = report is not { IsFinished: true } || notBuilt?.Code == BuildApproval.Pending,
        };
    }
}
