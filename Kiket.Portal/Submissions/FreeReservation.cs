using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>Releases the extension id of a submission that ends without a release, inside the caller's transaction.</summary>
public static class FreeReservation
{
    /// <param name="actor">Who ended the submission; null for the portal.</param>
    public static async Task AddAsync(PortalDb db, Submission submission, Actor? actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var extension = await db.Set<Extension>().SingleOrDefaultAsync(candidate => candidate.Id == submission.ExtensionKey, cancellationToken);
        if (extension is null or { IsOwned: true } || extension.IsFree(now) || extension.OrganizationId != submission.OrganizationId)
        {
            return;
        }

        // Another version of the same extension is still in review.
        if (await db.Set<Submission>().AnyAsync(
            other => other.ExtensionKey == extension.Id
                && other.Id != submission.Id
                && (other.State == SubmissionState.InReview || other.State == SubmissionState.ChangesRequested),
            cancellationToken))
        {
            return;
        }

        var before = new { extension.ReservedUntil };
        extension.Free(now).ThrowIfRefused();
        RecordAudit.Add(
            db,
            actor,
            "extension_id.freed",
            new AuditSubject("extension_id", extension.ExtensionId),
            now,
            extension.OrganizationId,
            before,
            new { extension.ReservedUntil, submission = submission.Id });
    }
}
