using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Policies;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Decisions;

/// <summary>
/// Approves a routine release without a person when the operators have switched that on, and keeps why, or why not,
/// with the submission. A random sample goes to a person all the same. Each hand-in is looked at until every check of
/// its commit has ended, and then once; what a reviewer has taken up stays with them.
/// </summary>
public sealed class ApproveRoutine(
    IDbContextFactory<PortalDb> databases, ReadReviewSettings readSettings, ReviewSample sample, CarryOutDecision carryOut, SubmissionAccess access, TimeProvider clock) : IWhenSubmitted, IWhenChecked
{
    /// <summary>The end of the checks and the hand-in can come together; more than two writers are hardly there.</summary>
    private const int MostTries = 3;

    public async Task RunAsync(Guid submissionId, CancellationToken cancellationToken)
    {
        var tries = 0;
        while (!await TryAsync(submissionId, cancellationToken) && ++tries < MostTries)
        {
            // Somebody acted on it at the same moment. What they did is seen now, and stays if it was a person.
        }
    }

    /// <summary>Looks at what is in review at a commit whose checks have all ended.</summary>
    public async Task RunAsync(Guid repositoryId, string commit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var waiting = await db.Set<Submission>()
            .Where(submission => submission.RepositoryId == repositoryId && submission.Commit == commit && submission.State == SubmissionState.InReview)
            .Select(submission => submission.Id)
            .ToListAsync(cancellationToken);
        foreach (var submission in waiting)
        {
            await RunAsync(submission, cancellationToken);
        }
    }

    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var judged = await db.Set<Submission>().AsNoTracking()
            .Where(submission => submission.State == SubmissionState.InReview && submission.Routine != null)
            .Select(submission => new { submission.Id, submission.Routine })
            .ToListAsync(cancellationToken);
        foreach (var submission in judged.Where(submission => submission.Routine!.Waits))
        {
            await RunAsync(submission.Id, cancellationToken);
        }
    }

    /// <returns>False when somebody else changed the submission at the same moment.</returns>
    private async Task<bool> TryAsync(Guid submissionId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await DueAsync(db, submissionId, cancellationToken) is not { } submission)
        {
            return true;
        }

        var verdict = await JudgeAsync(db, submission, cancellationToken);
        submission.RecordRoutine(verdict);
        IReadOnlyList<Guid> publishers = [];
        if (verdict.Approved)
        {
            var carried = await carryOut.AddAsync(db, submission, Approval, cancellationToken);
            if (!carried.Succeeded)
            {
                // Whatever keeps it from being released is for a person to look at.
                return true;
            }

            publishers = carried.Value;
        }

        if (!await SaveAsync(db, cancellationToken))
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        if (verdict.Approved)
        {
            await carryOut.PublishAsync(submission, Decision.Approve, publishers);
        }
        else
        {
            await access.PublishAsync(submission);
        }

        return true;
    }

    private static TakenDecision Approval => new(
        Decision.Approve,
        "Approved automatically: it reaches no further and costs no more than the version before.",
        [],
        new Author(Guid.Empty, "Kiket Marketplace", Side.Portal),
        null,
        "Kiket Marketplace, automatically");

    /// <summary>The submission, when it is in review and nothing final was said about it; null otherwise.</summary>
    private async Task<Submission?> DueAsync(PortalDb db, Guid submissionId, CancellationToken cancellationToken) =>
        (await readSettings.RunAsync(db, cancellationToken)).AutoApproveRoutine
        && await SubmissionAccess.LoadAsync(db, submissionId, cancellationToken) is { State: SubmissionState.InReview, Routine: null or { Waits: true } } submission
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
        var settings = await readSettings.RunAsync(db, cancellationToken);
        var sampled = rule.Qualifies && sample.Draw(settings.SamplePercent);
        return new RoutineVerdict(rule.Qualifies && !sampled, sampled, rule.Reasons) { Waits = report is not { IsFinished: true } };
    }

    private static async Task<bool> SaveAsync(PortalDb db, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException || exception.IsUniqueViolation())
        {
            return false;
        }
    }
}
