using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Files;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Kiket.Portal.Submissions.Previews;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Attachments;

/// <summary>An upload that the reader may open.</summary>
/// <param name="IsPublic">Everyone may open it. Anything else stays out of shared caches.</param>
public sealed record ReadableUpload(Upload Upload, bool IsPublic);

/// <summary>
/// Who may read an uploaded file: everyone while a listing shows it. Before that, when the listing is hidden, and for
/// documents that are never published: the members of the organization, and reviewers once it is submitted to the marketplace. Absent and
/// forbidden look alike.
/// </summary>
public sealed class FindUpload(IDbContextFactory<PortalDb> databases, PlatformAccess platform, TimeProvider clock)
{
    /// <param name="reader">The person who asks; null for a visitor.</param>
    /// <param name="key">Opens a picture for people who see a preview with it, while a link to that preview is open.</param>
    public async Task<ReadableUpload?> RunAsync(Guid id, Actor? reader, string? key, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var upload = await db.Set<Upload>().AsNoTracking().SingleOrDefaultAsync(candidate => candidate.Id == id, cancellationToken);
        if (upload is null)
        {
            return null;
        }

        if (upload.PublishedAt is not null && await IsListedAsync(db, upload, cancellationToken))
        {
            return new ReadableUpload(upload, IsPublic: true);
        }

        var may = (upload.IsOpenedBy(key) && await IsSharedAsync(db, upload, cancellationToken))
            || (reader is not null && await MayAsync(db, upload, reader, cancellationToken));
        return may ? new ReadableUpload(upload, IsPublic: false) : null;
    }

    /// <summary>A picture that a later version replaced is no longer listed.</summary>
    private static async Task<bool> IsListedAsync(PortalDb db, Upload upload, CancellationToken cancellationToken)
    {
        var extensions =
            from attachment in db.Set<Attachment>()
            join submission in db.Set<Submission>() on attachment.SubmissionId equals submission.Id
            where attachment.UploadId == upload.Id
            select submission.ExtensionKey;
        var files = await VisibleRegistry.Marketplace.Listed(db.Set<Listing>())
            .Where(listing => extensions.Contains(listing.ExtensionKey))
            .Select(listing => listing.Files)
            .ToListAsync(cancellationToken);
        return files.Exists(shown => shown.Show(upload.Id));
    }

    /// <summary>The key is part of the addresses on a shared page: it expires with the last link to that page.</summary>
    private Task<bool> IsSharedAsync(PortalDb db, Upload upload, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return (
            from attachment in db.Set<Attachment>()
            join submission in db.Set<Submission>() on attachment.SubmissionId equals submission.Id
            join link in BackedPreviews.Open(BackedPreviews.Of(db), now) on submission.Id equals link.SubmissionId
            where attachment.UploadId == upload.Id && submission.DeletedAt == null
            select link.Id)
            .AnyAsync(cancellationToken);
    }

    private async Task<bool> MayAsync(PortalDb db, Upload upload, Actor reader, CancellationToken cancellationToken)
    {
        if (await db.Set<Membership>().AnyAsync(member => member.OrganizationId == upload.OrganizationId && member.UserId == reader.UserId, cancellationToken))
        {
            return true;
        }

        var publishers = SubmissionPeople.OnPublishersSide(db);
        return (await platform.RequireReaderAsync(reader.UserId, cancellationToken)).Succeeded
            && await db.Set<Attachment>()
                .Where(attachment => attachment.UploadId == upload.Id)
                .Join(db.Set<Submission>(), attachment => attachment.SubmissionId, submission => submission.Id, (_, submission) => submission)
                .AnyAsync(
                    submission => submission.State != SubmissionState.Draft && submission.State != SubmissionState.Editing
                        && submission.Registry == Extension.Marketplace
                        && !publishers.Any(one => one.SubmissionId == submission.Id && one.UserId == reader.UserId),
                    cancellationToken);
    }
}
