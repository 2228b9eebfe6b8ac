using Kiket.Portal.Accounts;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Reviews.Queue;

/// <summary>Ends a claim early, so that another reviewer doesn't have to wait. Doing it twice changes nothing.</summary>
public sealed class ReleaseClaim(UnitOfWork unit, ReviewAccess reviews, SubmissionAccess access)
{
    public Task<Result> RunAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(work => ReleaseAsync(work, submissionId, actor, cancellationToken), cancellationToken);

    private async Task<Result> ReleaseAsync(Work work, Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        if (!(await reviews.OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        if (await ReviewAccess.ClaimAsync(db, submissionId, cancellationToken) is { } claim && claim.IsClaimedBy(actor.UserId, now))
        {
            claim.End(now);
            work.Refresh(() => access.PublishAsync(submission));
        }

        return Result.Success();
    }
}
