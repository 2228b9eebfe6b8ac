using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Submissions.Drafts;

/// <summary>Withdraws a submission from review, or deletes a draft.</summary>
public sealed class WithdrawSubmission(UnitOfWork unit, SubmissionAccess access)
{
    public Task<Result> RunAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        work => WithdrawAsync(work, submissionId, actor, cancellationToken),
        cancellationToken,
        db => SubmissionAccess.LostAsync(db, submissionId, cancellationToken));

    private async Task<Result> WithdrawAsync(Work work, Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await SubmissionAccess.OpenAsync(work.Db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        work.Refresh(() => access.PublishAsync(submission));
        if (submission.State == SubmissionState.Draft)
        {
            DeleteDraft.Record(work, submission, actor);
            return submission.Discard(work.Now);
        }

        if (submission.Withdraw(SubmissionAccess.Publisher(actor), work.Now) is { Succeeded: false } refused)
        {
            return refused;
        }

        work.Audit(
            actor,
            "submission.withdrawn",
            new AuditSubject("submission", submission.Id),
            submission.OrganizationId,
            after: new { submission.ExtensionId, submission.Version });
        work.Raise(new SubmissionWithdrawn(submission.Id));
        await FreeReservation.AddAsync(work.Db, submission, actor, work.Now, cancellationToken);
        return Result.Success();
    }
}
