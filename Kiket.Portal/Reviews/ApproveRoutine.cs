using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews;

/// <summary>
/// Approves a routine release without a person when the operators have switched that on, and keeps why, or why not,
/// with the submission. A random sample goes to a person all the same. Each hand-in is looked at once.
/// </summary>
public sealed class ApproveRoutine(
    IDbContextFactory<PortalDb> databases, ReadReviewSettings readSettings, ReviewSample sample, CarryOutDecision carryOut, SubmissionGate gate, TimeProvider clock) : IWhenSubmitted
{
    public async Task RunAsync(Guid submissionId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var settings = await readSettings.RunAsync(db, cancellationToken);
        if (!settings.AutoApproveRoutine
            || await SubmissionGate.LoadAsync(db, submissionId, cancellationToken) is not { State: SubmissionState.InReview, Routine: null } submission
            || (await ReviewGate.HoldAsync(db, submissionId, cancellationToken))?.IsActive(clock.GetUtcNow()) == true)
        {
            return;
        }

        var snapshot = await db.Set<CommitSnapshot>().AsNoTracking().SingleAsync(candidate => candidate.Id == submission.SnapshotId, cancellationToken);
        var compared = await AssessSubmission.CompareAsync(db, submission, snapshot, cancellationToken);
        var report = (await CheckQueries.FindAsync(db, snapshot.RepositoryId, snapshot.Commit, cancellationToken))?.Report;
        var rule = RoutineRule.Of(submission, snapshot, report, compared.Difference);
        var sampled = rule.Qualifies && sample.Draw(settings.SamplePercent);
        var approved = rule.Qualifies && !sampled;
        submission.Keep(new RoutineVerdict(approved, sampled, rule.Reasons));
        IReadOnlyList<Guid> publishers = [];
        if (approved)
        {
            var message = "Approved automatically: it reaches no further and costs no more than the version before.";
            var taken = new TakenDecision(Decision.Approve, message, [], new Author(Guid.Empty, "Kiket Marketplace", Side.Portal), null, "Kiket Marketplace, automatically");
            var carried = await carryOut.AddAsync(db, submission, taken, cancellationToken);
            if (!carried.Succeeded)
            {
                // Whatever keeps it from being released is for a person to look at.
                return;
            }

            publishers = carried.Value;
        }

        if (!await SaveAsync(db, cancellationToken))
        {
            return;
        }

        await transaction.CommitAsync(cancellationToken);
        if (approved)
        {
            await carryOut.PublishAsync(submission, Decision.Approve, publishers);
        }
        else
        {
            await gate.PublishAsync(submission);
        }
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
            // Somebody acted on it at the same moment: it is theirs.
            return false;
        }
    }
}
