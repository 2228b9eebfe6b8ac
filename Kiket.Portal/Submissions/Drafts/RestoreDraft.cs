using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Drafts;

/// <summary>Takes a deleted draft back, with everything that was in it.</summary>
public sealed class RestoreDraft(IDbContextFactory<PortalDb> databases, SubmissionAccess access, DraftLimits limits, TimeProvider clock)
{
    public async Task<Result> RunAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var submission = await db.Set<Submission>().SingleOrDefaultAsync(candidate => candidate.Id == submissionId, cancellationToken);
        if (submission is null)
        {
            return SubmissionAccess.NotFound;
        }

        if (!(await OrganizationAccess.RequireAsync(db, submission.OrganizationId.ToString(), actor.UserId, OrganizationRole.Admin, cancellationToken)).TryGet(out _, out var error))
        {
            return error.Kind == ErrorKind.NotFound ? SubmissionAccess.NotFound : error;
        }

        if (submission.DeletedAt is null)
        {
            // The second click of a double click: the first one did it.
            return Result.Success();
        }

        if (await limits.RefuseOpenAsync(db, submission.OrganizationId, cancellationToken) is { } full)
        {
            return full;
        }

        submission.Restore();
        RecordAudit.Add(db, actor, "submission.draft_restored", new AuditSubject("submission", submission.Id), clock.GetUtcNow(), submission.OrganizationId, after: new { submission.RepositoryUrl, submission.ExtensionId, submission.Version });
        await db.SaveChangesAsync(cancellationToken);
        await access.PublishAsync(submission);
        return Result.Success();
    }
}
