using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Attachments;

/// <summary>A new version of a listed extension starts with the pictures and documents of the listed one.</summary>
internal static class InheritAttachments
{
    public static async Task RunAsync(PortalDb db, Submission submission, CancellationToken cancellationToken)
    {
        if (submission.Attachments.Count > 0 || submission.ExtensionId is not { } id)
        {
            return;
        }

        var normalized = Extension.Normalize(id);
        var release = await db.Set<Listing>()
            .Where(listing => listing.Registry == submission.Registry
                && listing.NormalizedId == normalized
                && listing.OrganizationId == submission.OrganizationId)
            .Select(listing => (Guid?)listing.ReleaseId)
            .SingleOrDefaultAsync(cancellationToken);
        if (release is not { } shown)
        {
            return;
        }

        var listed = await ShownDetails.SubmissionIdAsync(db, shown, cancellationToken);
        submission.Inherit(await db.Set<Attachment>().AsNoTracking()
            .Include(attachment => attachment.Upload)
            .Where(attachment => attachment.SubmissionId == listed)
            .OrderBy(attachment => attachment.Position)
            .ToListAsync(cancellationToken));
        foreach (var attachment in submission.Attachments)
        {
            // Already in the database: without this, adding the attachment would also add the upload.
            db.Attach(attachment.Upload);
        }
    }
}
