using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Files;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>
/// Who may read an uploaded file: everybody once it is published; before that, and for documents that never are, the
/// members of the organization, and reviewers as soon as it was submitted. Absent and forbidden look alike.
/// </summary>
public sealed class FindUpload(IDbContextFactory<PortalDb> databases, PlatformAccess platform)
{
    /// <param name="reader">Who asks; null for a visitor.</param>
    /// <param name="key">Opens a picture to somebody who was shown a preview with it.</param>
    public async Task<Upload?> RunAsync(Guid id, Actor? reader, string? key, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var upload = await db.Set<Upload>().AsNoTracking().SingleOrDefaultAsync(candidate => candidate.Id == id, cancellationToken);
        if (upload is null or { PublishedAt: not null } || upload.IsOpenedBy(key))
        {
            return upload;
        }

        return reader is not null && await MayAsync(db, upload, reader, cancellationToken) ? upload : null;
    }

    private async Task<bool> MayAsync(PortalDb db, Upload upload, Actor reader, CancellationToken cancellationToken)
    {
        if (await db.Set<Membership>().AnyAsync(member => member.OrganizationId == upload.OrganizationId && member.UserId == reader.UserId, cancellationToken))
        {
            return true;
        }

        return (await platform.RequireReviewerAsync(reader.UserId, cancellationToken)).Succeeded
            && await db.Set<Attachment>()
                .Where(attachment => attachment.UploadId == upload.Id)
                .Join(db.Set<Submission>(), attachment => attachment.SubmissionId, submission => submission.Id, (_, submission) => submission.State)
                .AnyAsync(state => state != SubmissionState.Draft, cancellationToken);
    }
}
