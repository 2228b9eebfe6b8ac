using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Drafts;

/// <summary>Restores a deleted draft with all its content.</summary>
public sealed class RestoreDraft(UnitOfWork unit, SubmissionAccess pages, DraftLimits limits)
{
    public Task<Result> RunAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        work => RestoreAsync(work, submissionId, actor, cancellationToken),
        cancellationToken,
        db => SubmissionAccess.LostAsync(db, submissionId, cancellationToken));

    private async Task<Result> RestoreAsync(Work work, Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var submission = await db.Set<Submission>().SingleOrDefaultAsync(candidate => candidate.Id == submissionId, cancellationToken);
        if (submission is null)
        {
            return SubmissionAccess.NotFound;
        }

        var access = await OrganizationAccess.RequireAsync(
            db, submission.OrganizationId.ToString(), actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out _, out var error))
        {
            return error.Kind == ErrorKind.NotFound ? SubmissionAccess.NotFound : error;
        }

        if (submission.DeletedAt is null)
        {
            // The second click of a double click. The first one did it.
            return Result.Success();
        }

        if (await limits.RefuseOpenAsync(db, submission.OrganizationId, cancellationToken) is { } full)
        {
            return full;
        }

        submission.Restore();
        work.Audit(
            actor,
            "submission.draft_restored",
            new AuditSubject("submission", submission.Id),
            submission.OrganizationId,
            after: new { submission.RepositoryUrl, submission.ExtensionId, submission.Version });
        work.Refresh(() => pages.PublishAsync(submission));
        return Result.Success();
    }
}
