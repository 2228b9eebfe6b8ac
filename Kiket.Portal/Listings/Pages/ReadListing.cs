using Kiket.Portal.GitHub;
using Kiket.Portal.Listings.Browsing;

namespace Kiket.Portal.Listings.Pages;

/// <summary>Reads the facts of a listing, whatever its state, for its page and for the API.</summary>
public sealed class ReadListing(ListingQueries listings, GitHubLinks links, TimeProvider clock)
{
    /// <param name="extensionId">Ignores case.</param>
    /// <returns>Null when nothing was ever listed under the id.</returns>
    public async Task<ListingModel?> RunAsync(VisibleRegistry registry, string extensionId, CancellationToken cancellationToken) =>
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
            OrganizationId = listing.OrganizationId,
            PublisherSlug = listing.PublisherSlug,
            PublisherName = listing.PublisherName,
            PublisherSince = listing.NewPublisherSince(clock.GetUtcNow()),
            IsVerified = listing.IsVerified,
            Verification = repository.Verification,
            IsFeatured = listing.IsFeatured,
            Rating = listing.Rating,
            InstallBand = listing.InstallBand,
            Name = listing.Name,
            Summary = listing.Summary,
            Categories = listing.CategorySlugs,
            Tags = listing.Tags,
            Terms = found.Offer.Terms,
            Snapshot = found.Snapshot,
            Words = found.Words,
            Source = repository.Source,
            DocumentSetId = listing.DocumentSetId,
            Files = listing.Files,
            RepositoryName = repository.FullName,
            RepositoryAddress = repository.IsPrivate ? null : links.Repository(repository.FullName),
            CommitAddress = repository.IsPrivate ? null : links.Commit(repository.FullName, found.Snapshot.Commit),
        };
    }
}
