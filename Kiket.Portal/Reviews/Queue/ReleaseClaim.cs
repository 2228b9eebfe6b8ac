using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Queue;

/// <summary>Gives a claim back before it runs out, so that another reviewer need not wait. Doing it twice changes nothing.</summary>
public sealed class ReleaseClaim(IDbContextFactory<PortalDb> databases, ReviewAccess reviews, SubmissionAccess access, TimeProvider clock)
{
    public async Task<Result> RunAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await reviews.OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        var now = clock.GetUtcNow();
        if (await ReviewAccess.ClaimAsync(db, submissionId, cancellationToken) is { } claim && claim.IsClaimedBy(actor.UserId, now))
        {
            claim.End(now);
            await db.SaveChangesAsync(cancellationToken);
            await access.PublishAsync(submission);
        }

        return Result.Success();
    }
}
