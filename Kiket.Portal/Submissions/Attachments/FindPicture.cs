using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Documentation;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions.Previews;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Attachments;

/// <summary>Who may see a picture now.</summary>
public enum PictureSight
{
    /// <summary>Not this reader. Absent and forbidden look alike.</summary>
    None,

    /// <summary>This reader only; not to be cached for others.</summary>
    Private,

    /// <summary>Everyone, while a listing shows it.</summary>
    Public,
}

/// <summary>
/// Who may see a picture of a repository, its icon or one in its documents: everyone while a listing in the marketplace
/// or one of its versions shows it; otherwise members of an organization with that repository, reviewers of a submission to the marketplace that
/// shows it, and anyone with an open preview link.
/// </summary>
public sealed class FindPicture(IDbContextFactory<PortalDb> databases, PlatformAccess platform, TimeProvider clock)
{
    /// <param name="name">The stored file's name.</param>
    /// <param name="reader">The person who asks; null for a visitor.</param>
    /// <param name="key">The key that a shared preview adds to the addresses of its pictures.</param>
    public async Task<PictureSight> RunAsync(string name, Actor? reader, string? key, CancellationToken cancellationToken)
    {
        var address = $"/files/{name}";
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await IsListedAsync(db, name, address, cancellationToken))
        {
            return PictureSight.Public;
        }

        if (reader is null && string.IsNullOrEmpty(key))
        {
            return PictureSight.None;
        }

        var sets = db.Set<DocumentPicture>().Where(picture => picture.Name == name).Select(picture => (Guid?)picture.DocumentSetId);
        var showing = db.Set<CommitSnapshot>().Where(snapshot => snapshot.IconAddress == address || sets.Contains(snapshot.DocumentSetId));
        var may = await IsSharedAsync(db, showing, key, cancellationToken) || (reader is not null && await MayAsync(db, showing, reader, cancellationToken));
        return may ? PictureSight.Private : PictureSight.None;
    }

    private static async Task<bool> IsListedAsync(PortalDb db, string name, string address, CancellationToken cancellationToken)
    {
        var listed = VisibleRegistry.Marketplace.Listed(db.Set<Listing>());
        return await db.Set<DocumentPicture>()
                .Where(picture => picture.Name == name)
                .Join(listed, picture => picture.DocumentSetId, listing => listing.DocumentSetId, (_, listing) => listing.Id)
                .AnyAsync(cancellationToken)
            || await listed.AnyAsync(listing => listing.ManifestIcon == address, cancellationToken)
            || await IsInVersionAsync(db, listed, name, cancellationToken);
    }

    /// <summary>Earlier versions of a listing can be opened, with their documents.</summary>
    private static Task<bool> IsInVersionAsync(PortalDb db, IQueryable<Listing> listed, string name, CancellationToken cancellationToken) => (
        from picture in db.Set<DocumentPicture>()
        where picture.Name == name
        join snapshot in db.Set<CommitSnapshot>() on picture.DocumentSetId equals snapshot.DocumentSetId
        join release in db.Set<Release>() on snapshot.Id equals release.SnapshotId
        join listing in listed on release.ExtensionKey equals listing.ExtensionKey
        select release.Id)
        .AnyAsync(cancellationToken);

    private async Task<bool> IsSharedAsync(PortalDb db, IQueryable<CommitSnapshot> showing, string? key, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(key))
        {
            return false;
        }

        var now = clock.GetUtcNow();
        return await (
            from link in BackedPreviews.Open(BackedPreviews.Of(db), now)
            join submission in db.Set<Submission>() on link.SubmissionId equals submission.Id
            join snapshot in showing on submission.SnapshotId equals snapshot.Id
            where link.TokenHash == key && submission.DeletedAt == null
            select link.Id)
            .AnyAsync(cancellationToken);
    }

    private async Task<bool> MayAsync(PortalDb db, IQueryable<CommitSnapshot> showing, Actor reader, CancellationToken cancellationToken)
    {
        var isMember = await (
            from snapshot in showing
            join repository in db.Set<ExtensionRepository>() on snapshot.RepositoryId equals repository.Id
            join member in db.Set<Membership>() on repository.OrganizationId equals member.OrganizationId
            where member.UserId == reader.UserId
            select member.UserId)
            .AnyAsync(cancellationToken);
        if (isMember)
        {
            return true;
        }

        var publishers = SubmissionPeople.OnPublishersSide(db);
        return (await platform.RequireReaderAsync(reader.UserId, cancellationToken)).Succeeded
            && await showing
                .Join(db.Set<Submission>(), snapshot => snapshot.Id, submission => submission.SnapshotId, (_, submission) => submission)
                .AnyAsync(
                    submission => submission.State != SubmissionState.Draft && submission.State != SubmissionState.Editing
                        && submission.Registry == Extension.Marketplace
                        && !publishers.Any(one => one.SubmissionId == submission.Id && one.UserId == reader.UserId),
                    cancellationToken);
    }
}
