using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Attachments;

/// <summary>
/// The only way to change the files of a submission. It locks the submission's row first, so that it can't be submitted or
/// decided on in between, checks the person's right, and refreshes open pages afterwards.
/// </summary>
public sealed class ChangeAttachments(UnitOfWork unit, SubmissionTopic topic)
{
    internal Task<Result<T>> RunAsync<T>(
        Guid submissionId, Actor actor, Func<PortalDb, Submission, Task<Result<T>>> change, CancellationToken cancellationToken) => unit.RunAsync(
        work => ChangeAsync(work, submissionId, actor, change, cancellationToken),
        cancellationToken,
        db => SubmissionAccess.LostAsync(db, submissionId, cancellationToken));

    private async Task<Result<T>> ChangeAsync<T>(
        Work work, Guid submissionId, Actor actor, Func<PortalDb, Submission, Task<Result<T>>> change, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        var locked = await db.Set<Submission>()
            .Where(submission => submission.Id == submissionId
                && (submission.State == SubmissionState.Draft
                    || submission.State == SubmissionState.ChangesRequested
                    || submission.State == SubmissionState.Editing))
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(submission => submission.ChangedAt, now)
                    .SetProperty(submission => submission.ChangedBy, actor.UserId)
                    .SetProperty(submission => submission.ChangedByName, actor.Name),
                cancellationToken);
        if (!(await SubmissionAccess.OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        if (locked == 0)
        {
            return submission.NotEditable ?? SubmissionAccess.ChangedMeanwhile(submission);
        }

        work.Refresh(() => topic.PublishAsync(submissionId));
        return await change(db, submission);
    }
}
