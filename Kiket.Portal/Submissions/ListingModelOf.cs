using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Pages;
using Kiket.Portal.Manifests;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;

namespace Kiket.Portal.Submissions;

/// <summary>Shows a submission as its listing would look.</summary>
public static class ListingModelOf
{
    /// <param name="details">The submission's details, or unsaved ones from the form.</param>
    public static ListingModel Preview(
        Submission submission, CommitSnapshot snapshot, ExtensionRepository? repository, string publisher, ListingDetails details)
    {
        var manifest = snapshot.Manifest ?? new Manifest();
        return new ListingModel
        {
            ExtensionKey = submission.ExtensionKey,
            Registry = submission.Registry,
            ExtensionId = manifest.Id ?? "",
            Version = manifest.Version ?? "",
            PublisherName = publisher,
            IsVerified = repository?.Verification is not (null or VerificationMethod.None),
            Verification = repository?.Verification ?? VerificationMethod.None,
            Name = details.Name,
            Summary = details.Summary,
            Categories = details.Categories,
            Tags = ListedTags.Of(manifest),
            Terms = MakeTerms.Of(manifest, details.Terms),
            Snapshot = snapshot,
            DocumentSetId = snapshot.DocumentSetId,
            Files = ListingFilesOf.Preview(submission),
            RepositoryName = repository?.FullName,
        };
    }
}
