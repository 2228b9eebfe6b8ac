using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Attachments;

/// <summary>A submission starts with the pictures and documents of the one that was withdrawn or rejected before, or of the listed version.</summary>
internal static class InheritAttachments
{
    public static async Task RunAsync(PortalDb db, Submission submission, CancellationToken cancellationToken)
    {
        if (submission.Attachments.Count > 0 || submission.ExtensionId is not { } id)
        {
            return;
        }

        if ((await PreviousDetails.ClosedAsync(db, submission, id, cancellationToken) ?? await ListedAsync(db, submission, id, cancellationToken))
            is not { } source)
        {
            return;
        }

        submission.Inherit(await db.Set<Attachment>().AsNoTracking()
            .Include(attachment => attachment.Upload)
            .Where(attachment => attachment.SubmissionId == source)
            .OrderBy(attachment => attachment.Position)
            .ToListAsync(cancellationToken));
        foreach (var attachment in submission.Attachments)
        {
            // Already in the database: without this, adding the attachment would also add the upload.
            db.Attach(attachment.Upload);
        }
    }

    private static async Task<Guid?> ListedAsync(PortalDb db, Submission submission, string id, CancellationToken cancellationToken)
    {
        var normalized = Extension.Normalize(id);
        var release = await db.Set<Listing>()
            .Where(listing => listing.Registry == submission.Registry
                && listing.NormalizedId == normalized
                && listing.OrganizationId == submission.OrganizationId)
            .Select(listing => (Guid?)listing.ReleaseId)
            .SingleOrDefaultAsync(cancellationToken);
        return release is { } shown ? await ShownDetails.SubmissionIdAsync(db, shown, cancellationToken) : null;
    }
}
