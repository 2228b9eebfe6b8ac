using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Drafts;

/// <summary>Takes a submission back from the reviewers, or throws a draft away.</summary>
public sealed class WithdrawSubmission(IDbContextFactory<PortalDb> databases, SubmissionAccess access, TimeProvider clock)
{
    public async Task<Result> RunAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!(await SubmissionAccess.OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        var now = clock.GetUtcNow();
        if (submission.State == SubmissionState.Draft)
        {
            submission.Discard(now);
            DeleteDraft.Record(db, submission, actor, now);
        }
        else if (submission.Withdraw(SubmissionAccess.Publisher(actor), now) is { Succeeded: false } refused)
        {
            return refused;
        }
        else
        {
            RecordAudit.Add(db, actor, "submission.withdrawn", new AuditSubject("submission", submission.Id), now, submission.OrganizationId, after: new { submission.ExtensionId, submission.Version });
            await FreeReservation.AddAsync(db, submission, actor, now, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await access.PublishAsync(submission);
        return Result.Success();
    }
}
