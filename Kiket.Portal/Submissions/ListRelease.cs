using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>Shows a release in its listing with the details that it was submitted with, inside the caller's change.</summary>
public sealed class ListRelease(ShowRelease show)
{
    /// <param name="replaces">Shows it whatever the listing shows now: a release that comes back may be below it.</param>
    public async Task RunAsync(PortalDb db, Extension extension, Release release, Offer offer, bool replaces, CancellationToken cancellationToken)
    {
        var shown = await ShownDetails.SubmissionIdAsync(db, release, cancellationToken);
        var submission = await SubmissionAccess.LoadAsync(db, shown, cancellationToken)
            ?? throw new InvalidOperationException($"Release {release.Id} has lost its submission.");
        var snapshot = await db.Set<CommitSnapshot>().AsNoTracking().SingleAsync(candidate => candidate.Id == release.SnapshotId, cancellationToken);
        await show.RunAsync(
            db,
            new ShowReleaseRequest(
                extension.Registry,
                extension.ExtensionId,
                release,
                offer,
                await PublisherAsync(db, extension, cancellationToken),
                Content(submission.Details, snapshot),
                await SearchedDocuments.TextAsync(db, snapshot.DocumentSetId, cancellationToken))
            {
                Files = ListingFilesOf.Public(submission),
                Replaces = replaces,
            },
            cancellationToken);
    }

    private static async Task<ListedPublisher> PublisherAsync(PortalDb db, Extension extension, CancellationToken cancellationToken)
    {
        var organization = await db.Set<Organization>().AsNoTracking().SingleAsync(candidate => candidate.Id == extension.OrganizationId, cancellationToken);
        var repository = await db.Set<ExtensionRepository>().AsNoTracking().SingleAsync(candidate => candidate.Id == extension.RepositoryId, cancellationToken);
        return new ListedPublisher(organization.Id, organization.Slug, organization.Name, repository.Verification != VerificationMethod.None);
    }

    private static ListedContent Content(ListingDetails details, CommitSnapshot snapshot) => new(
        details.Name, details.Summary, details.Categories, ListedTags.Of(snapshot.Manifest!), snapshot.IconAddress, snapshot.DocumentSetId);
}
