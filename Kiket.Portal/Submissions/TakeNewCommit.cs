using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>
/// Lets a submission that is with the reviewers go on with what its ref points to now. Reviewers see that the
/// difference changed; approvals and decisions meant for the old commit no longer count.
/// </summary>
public sealed class TakeNewCommit(
    IDbContextFactory<PortalDb> databases,
    ConnectRepository connect,
    ReadCommit readCommit,
    RunChecks checks,
    AssessSubmission assess,
    SubmissionGate gate,
    IEnumerable<IWhenSubmitted> next,
    TimeProvider clock)
{
    /// <summary>True when there was a new commit; false when the ref still points to the one in review.</summary>
    public async Task<Result<bool>> RunAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(submissionId, actor, cancellationToken)).TryGet(out var found, out var error)
            || !(await connect.RunAsync(new ConnectRepositoryRequest(found.OrganizationId, found.RepositoryUrl, Token: null, actor), cancellationToken)).TryGet(out var connected, out error)
            || !(await readCommit.RunAsync(new ReadCommitRequest(connected.Repository.Id, connected.Info, found.Reference, connected.Token, Refresh: true), progress: null, cancellationToken)).TryGet(out var snapshot, out error))
        {
            return error;
        }

        await checks.FinishAsync(connected.Repository.Id, snapshot, found.Details.BaseUrl, cancellationToken);
        return await MoveAsync(submissionId, snapshot, actor, cancellationToken);
    }

    private async Task<Result<Submission>> FindAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await SubmissionGate.OpenAsync(db, submissionId, actor, cancellationToken);
    }

    private async Task<Result<bool>> MoveAsync(Guid submissionId, CommitSnapshot snapshot, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!(await SubmissionGate.OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        if (submission.Commit == snapshot.Commit)
        {
            return false;
        }

        if (snapshot.Manifest is { } manifest && (manifest.Id != submission.ExtensionId || manifest.Version != submission.Version))
        {
            return Error.Conflict(
                "version_changed",
                $"{snapshot.ShortCommit} is {manifest.Id} {manifest.Version}, and {submission.ExtensionId} {submission.Version} is in review. Withdraw this submission and submit the new version.");
        }

        var facts = await ReadinessQueries.FactsAsync(db, submission, snapshot, clock.GetUtcNow(), cancellationToken) with { MustBeChecked = true };
        if (SubmitSubmission.Refusal(SubmissionReadiness.Check(submission, facts)) is { } notReady)
        {
            return notReady;
        }

        var now = clock.GetUtcNow();
        var old = submission.Commit;
        if (submission.MoveOn(snapshot, SubmissionGate.Publisher(actor), now) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        await assess.RunAsync(db, submission, snapshot, cancellationToken);
        RecordAudit.Add(db, actor, "submission.commit_changed", new AuditSubject("submission", submission.Id), now, submission.OrganizationId, before: new { commit = old }, after: new { submission.Commit });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return SubmissionGate.ChangedMeanwhile(submission);
        }

        await transaction.CommitAsync(cancellationToken);
        await gate.PublishAsync(submission);
        foreach (var listener in next)
        {
            await listener.RunAsync(submission.Id, cancellationToken);
        }

        return true;
    }
}
