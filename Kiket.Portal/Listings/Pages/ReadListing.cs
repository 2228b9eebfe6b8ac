using Kiket.Portal.GitHub;
using Kiket.Portal.Listings.Browsing;

namespace Kiket.Portal.Listings.Pages;

/// <summary>Reads the facts of a listing, whatever its state: the one place where its page and the API have them from.</summary>
public sealed class ReadListing(ListingQueries listings, GitHubLinks links)
{
    /// <param name="registry">Whether a person may read it is the caller's to decide.</param>
    /// <param name="extensionId">Matches without regard to case.</param>
    /// <returns>Null when nothing was ever listed under the id.</returns>
    public async Task<ListingModel?> RunAsync(string registry, string extensionId, CancellationToken cancellationToken) =>
        await listings.FindAsync(registry, extensionId, cancellationToken) is { } found ? Model(found) : null;

    private ListingModel Model(ListedRelease found)
    {
        var (listing, repository) = (found.Listing, found.Repository);
        return new ListingModel
        {
            ExtensionKey = listing.ExtensionKey,
            Registry = listing.Registry,
            ExtensionId = listing.ExtensionId,
            State = listing.State,
            Version = listing.Version,
            ReleasedAt = listing.ReleasedAt,
            FirstListedAt = listing.FirstListedAt,
            ChangedAt = listing.ChangedAt,
            PublisherSlug = listing.PublisherSlug,
            PublisherName = listing.PublisherName,
            IsVerified = listing.IsVerified,
            Verification = repository.Verification,
            IsFeatured = listing.IsFeatured,
            Name = listing.Name,
            Summary = listing.Summary,
            Categories = listing.CategorySlugs,
            Tags = listing.Tags,
            Terms = found.Offer.Terms,
            Snapshot = found.Snapshot,
            DocumentSetId = listing.DocumentSetId,
            Files = listing.Files,
            RepositoryName = repository.FullName,
            RepositoryAddress = repository.IsPrivate ? null : links.Repository(repository.FullName),
            CommitAddress = repository.IsPrivate ? null : links.Commit(repository.FullName, found.Snapshot.Commit),
        };
    }
}
