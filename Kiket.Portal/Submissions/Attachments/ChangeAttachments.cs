using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Attachments;

/// <summary>
/// The one way to change the files of a submission: takes hold of its row first, so that it cannot be submitted or
/// decided on halfway, checks who asks, and tells open pages afterwards.
/// </summary>
public sealed class ChangeAttachments(IDbContextFactory<PortalDb> databases, SubmissionTopic topic, TimeProvider clock)
{
    internal async Task<Result<T>> RunAsync<T>(
        Guid submissionId, Actor actor, Func<PortalDb, Submission, Task<Result<T>>> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var held = await db.Set<Submission>()
            .Where(submission => submission.Id == submissionId && (submission.State == SubmissionState.Draft || submission.State == SubmissionState.ChangesRequested))
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

        if (held == 0)
        {
            return submission.NotEditable ?? SubmissionAccess.ChangedMeanwhile(submission);
        }

        if (!(await change(db, submission)).TryGet(out var changed, out error))
        {
            return error;
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await topic.PublishAsync(submissionId);
        return changed;
    }
}
