using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Drafts;

/// <summary>
/// Throws a draft away, so that it can be taken back for a day. What other drafts of the organization were thrown
/// away before that goes for good on the way.
/// </summary>
public sealed class DeleteDraft(IDbContextFactory<PortalDb> databases, SubmissionAccess access, TimeProvider clock)
{
    /// <summary>How long a deleted draft can be restored.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    public async Task<Result> RunAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!(await SubmissionAccess.OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        var now = clock.GetUtcNow();
        if (submission.Discard(now) is { Succeeded: false } refused)
        {
            return refused;
        }

        var gone = now - Lifetime;
        await db.Set<Submission>()
            .Where(other => other.OrganizationId == submission.OrganizationId && other.State == SubmissionState.Draft && other.DeletedAt != null && other.DeletedAt < gone)
            .ExecuteDeleteAsync(cancellationToken);
        Record(db, submission, actor, now);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await access.PublishAsync(submission);
        return Result.Success();
    }

    internal static void Record(PortalDb db, Submission submission, Actor actor, DateTimeOffset now) => RecordAudit.Add(
        db, actor, "submission.draft_deleted", new AuditSubject("submission", submission.Id), now, submission.OrganizationId, before: new { submission.RepositoryUrl, submission.ExtensionId, submission.Version });
}
