using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Checks.Running;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>
/// Moves a submission in review to the commit that its ref points to now. Reviewers see that the difference changed;
/// approvals and decisions for the old commit no longer count.
/// </summary>
public sealed class TakeNewCommit(
    UnitOfWork unit,
    IDbContextFactory<PortalDb> databases,
    ConnectRepository connect,
    ReadCommit readCommit,
    RunChecks checks,
    AssessSubmission assess,
    SubmissionAccess access)
{
    /// <summary>True when there was a new commit; false when the ref still points to the one in review.</summary>
    public async Task<Result<bool>> RunAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(submissionId, actor, cancellationToken)).TryGet(out var found, out var error)
            || !(await connect.RunAsync(
                new ConnectRepositoryRequest(found.OrganizationId, found.RepositoryUrl, Token: null, actor),
                cancellationToken)).TryGet(out var connected, out error)
            || !(await readCommit.RunAsync(
                new ReadCommitRequest(connected.Repository.Id, connected.Info, found.Reference, connected.Token, Refresh: true),
                progress: null,
                cancellationToken)).TryGet(out var snapshot, out error))
        {
            return error;
        }

        await checks.FinishAsync(connected.Repository.Id, snapshot, found.Details.BaseUrl, cancellationToken);
        return await MoveAsync(submissionId, snapshot, actor, cancellationToken);
    }

    private async Task<Result<Submission>> FindAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await SubmissionAccess.OpenAsync(db, submissionId, actor, cancellationToken);
    }

    private Task<Result<bool>> MoveAsync(Guid submissionId, CommitSnapshot snapshot, Actor actor, CancellationToken cancellationToken) => unit.RunAsync<bool>(
        async work =>
        {
            var (db, now) = (work.Db, work.Now);
            if (!(await SubmissionAccess.OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
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
                    $"{snapshot.ShortCommit} is {manifest.Id} {manifest.Version}, but {submission.ExtensionId} {submission.Version} is in review. "
                        + "Withdraw this submission, then submit the new version.");
            }

            var facts = await ReadinessQueries.FactsAsync(db, submission, snapshot, now, cancellationToken) with { MustBeChecked = true };
            if (SubmitSubmission.Refusal(SubmissionReadiness.Check(submission, facts)) is { } notReady)
            {
                return notReady;
            }

            var old = submission.Commit;
            if (submission.MoveOn(snapshot, SubmissionAccess.Publisher(actor), now) is { Succeeded: false } refused)
            {
                return refused.Error;
            }

            await assess.RunAsync(db, submission, snapshot, cancellationToken);
            work.Audit(
                actor,
                "submission.commit_changed",
                new AuditSubject("submission", submission.Id),
                submission.OrganizationId,
                before: new { commit = old },
                after: new { submission.Commit });
            work.Raise(new SubmissionSubmitted(submission.Id, submission.Commit!));
            work.Refresh(() => access.PublishAsync(submission));
            return true;
        },
        cancellationToken,
        db => SubmissionAccess.LostAsync(db, submissionId, cancellationToken));
}
