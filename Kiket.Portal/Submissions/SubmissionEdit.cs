using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;

namespace Kiket.Portal.Submissions;

// An edit of a listing: the same draft of details and files, but for the version that is listed, so it has no commit and no review of its own.
public sealed partial class Submission
{
    /// <summary>The release whose listing it edits; null for a request to publish a version.</summary>
    public Guid? EditedReleaseId { get; private set; }

    public bool IsEdit => EditedReleaseId is not null;

    /// <param name="of">The submission that the release came from.</param>
    /// <param name="shown">What the listing shows.</param>
    internal static Submission StartEdit(
        Extension extension, Submission of, Release release, ListingDetails shown, Author author, DateTimeOffset now)
    {
        // The publisher may be another one than that of the release.
        var edit = Start(extension.OrganizationId, extension.Registry, author.Id, author.Name, now);
        (edit.State, edit.ExtensionKey, edit.ExtensionId) = (SubmissionState.Editing, extension.Id, extension.ExtensionId);
        edit.RepositoryId = extension.RepositoryId;
        // Two who begin at the same time get one edit: no version has such a key.
        edit.OpenVersionKey = $"edit {extension.OrganizationId:N}";
        edit.EditOf(of, release, shown);
        edit.Details = shown;
        return edit;
    }

    /// <summary>Another release is listed meanwhile: what the publisher changed stays, everything else becomes as the new listing shows it.</summary>
    internal void MoveEdit(Submission of, Release release, ListingDetails shown, Author author, DateTimeOffset now)
    {
        var changed = DetailsChanges.Between(Suggested ?? Details, Details).Select(change => change.Field);
        Details = DetailsChanges.Take(shown, Details, changed);
        EditOf(of, release, shown);
        Touch(author, now);
    }

    /// <summary>The edit is live.</summary>
    internal Result PublishEdit(ListingDetails details, Author author, DateTimeOffset now)
    {
        if (State != SubmissionState.Editing)
        {
            return Error.Conflict("edit_not_open", $"This is {StateLabel}, so there is nothing to publish.");
        }

        (State, DecidedAt, Details, OpenVersionKey) = (SubmissionState.Edited, now, details, null);
        Touch(author, now);
        return Result.Success();
    }

    private void EditOf(Submission of, Release release, ListingDetails shown)
    {
        (EditedReleaseId, Version, Commit, SnapshotId) = (release.Id, release.Version, release.Commit, release.SnapshotId);
        (RepositoryUrl, Reference, Suggested) = (of.RepositoryUrl, of.Reference, shown);
    }

    private Error? MustHaveVersion() => IsEdit
        ? Error.Conflict(
            "edit_has_no_version",
            "This edits a listing, so its repository and version stay as they are. Publish it on the extension's page, or start a new version.")
        : null;
}
