using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Previews;

/// <summary>Closes a private link at once: the next request with it is refused.</summary>
public sealed class RevokePreview(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    public async Task<Result> RunAsync(Guid submissionId, Guid linkId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await SubmissionAccess.OpenAsync(db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        var link = await db.Set<PreviewLink>().SingleOrDefaultAsync(candidate => candidate.Id == linkId && candidate.SubmissionId == submissionId, cancellationToken);
        if (link is null)
        {
            return Error.NotFound("preview_not_found", "There is no such link to this preview. Reload the page.");
        }

        var now = clock.GetUtcNow();
        link.Revoke(now);
        RecordAudit.Add(db, actor, "submission.preview_revoked", new AuditSubject("submission", submission.Id), now, submission.OrganizationId, before: new { link.ExpiresAt });
        await db.SaveChangesAsync(cancellationToken);
        return Result.Success();
    }
}
