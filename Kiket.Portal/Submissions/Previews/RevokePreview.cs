using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Previews;

/// <summary>Revokes a private link. The next request with it is refused.</summary>
public sealed class RevokePreview(UnitOfWork unit)
{
    public Task<Result> RunAsync(Guid submissionId, Guid linkId, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(work => RevokeAsync(work, submissionId, linkId, actor, cancellationToken), cancellationToken);

    private static async Task<Result> RevokeAsync(Work work, Guid submissionId, Guid linkId, Actor actor, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!(await SubmissionAccess.OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        var link = await db.Set<PreviewLink>().SingleOrDefaultAsync(
            candidate => candidate.Id == linkId && candidate.SubmissionId == submissionId, cancellationToken);
        if (link is null)
        {
            return Error.NotFound("preview_not_found", "This link no longer exists. Reload the page.");
        }

        link.Revoke(work.Now);
        work.Audit(
            actor, "submission.preview_revoked", new AuditSubject("submission", submission.Id), submission.OrganizationId, before: new { link.ExpiresAt });
        return Result.Success();
    }
}
