using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Drafts;

/// <summary>
/// Deletes a draft, which can be restored for a day. Drafts of the organization that were deleted earlier than that are
/// removed permanently.
/// </summary>
public sealed class DeleteDraft(UnitOfWork unit, SubmissionAccess access)
{
    /// <summary>How long a deleted draft can be restored.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    public Task<Result> RunAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            if (!(await SubmissionAccess.OpenAsync(work.Db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
            {
                return error;
            }

            if (submission.Discard(work.Now) is { Succeeded: false } refused)
            {
                return refused;
            }

            var gone = work.Now - Lifetime;
            await work.Db.Set<Submission>()
                .Where(other => other.OrganizationId == submission.OrganizationId
                    && (other.State == SubmissionState.Draft || other.State == SubmissionState.Editing)
                    && other.DeletedAt != null
                    && other.DeletedAt < gone)
                .ExecuteDeleteAsync(cancellationToken);
            Record(work, submission, actor);
            work.Refresh(() => access.PublishAsync(submission));
            return Result.Success();
        },
        cancellationToken,
        db => SubmissionAccess.LostAsync(db, submissionId, cancellationToken));

    internal static void Record(Work work, Submission submission, Actor actor) => work.Audit(
        actor,
        "submission.draft_deleted",
        new AuditSubject("submission", submission.Id),
        submission.OrganizationId,
        before: new { submission.RepositoryUrl, submission.ExtensionId, submission.Version });
}
