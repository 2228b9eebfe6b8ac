using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;
using Kiket.Portal.Submissions.Attachments;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Edits;

/// <summary>
/// Opens the edit of a listing: the one that is open, or a new one with what the listing shows. There is one per extension, which all its
/// publishers share.
/// </summary>
public sealed class StartListingEdit(UnitOfWork unit)
{
    /// <returns>The id of the edit's submission.</returns>
    public Task<Result<Guid>> RunAsync(PublishedRequest request, CancellationToken cancellationToken) =>
        unit.RunAsync(work => StartAsync(work, request, cancellationToken), cancellationToken);

    private static async Task<Result<Guid>> StartAsync(Work work, PublishedRequest request, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!(await FindPublished.RunAsync(db, request, cancellationToken)).TryGet(out var extension, out var error))
        {
            return error;
        }

        if (await EditedListing.FindAsync(db, extension.Id, extension.OrganizationId, cancellationToken) is not { State: not ListingState.Removed } listing)
        {
            return NotListed(extension.ExtensionId);
        }

        var author = SubmissionAccess.Publisher(request.Actor);
        var release = await db.Set<Release>().SingleAsync(candidate => candidate.Id == listing.ReleaseId, cancellationToken);
        // Without its files: the edit takes those of what is shown.
        var of = await db.Set<Submission>().AsNoTracking().SingleAsync(candidate => candidate.Id == release.SubmissionId, cancellationToken);
        var shown = (await EditedListing.OfAsync(db, listing, cancellationToken)).Shown;
        if (await OpenAsync(db, extension.Id, extension.OrganizationId, cancellationToken) is { } open)
        {
            if (open.EditedReleaseId != release.Id)
            {
                open.MoveEdit(of, release, shown, author, work.Now);
            }

            return open.Id;
        }

        var edit = Submission.StartEdit(extension, of, release, shown, author, work.Now);
        db.Add(edit);
        await InheritAttachments.RunAsync(db, edit, cancellationToken);
        work.Audit(
            request.Actor, "listing.edit_started", new AuditSubject("listing", extension.ExtensionId), extension.OrganizationId);
        return edit.Id;
    }

    /// <summary>The edit that is open, tracked; null for none. One of the publisher before is none.</summary>
    internal static Task<Submission?> OpenAsync(PortalDb db, Guid extensionKey, Guid organizationId, CancellationToken cancellationToken) =>
        db.Set<Submission>()
            .Where(edit => edit.ExtensionKey == extensionKey
                && edit.OrganizationId == organizationId
                && edit.State == SubmissionState.Editing
                && edit.DeletedAt == null)
            .OrderByDescending(edit => edit.ChangedAt)
            .FirstOrDefaultAsync(cancellationToken);

    internal static Error NotListed(string extensionId) => Error.Conflict(
        "listing_not_listed", $"{extensionId} isn't listed, so there is nothing to edit. Its first version comes with its details.");
}
