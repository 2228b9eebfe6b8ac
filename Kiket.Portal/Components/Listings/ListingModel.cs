using Kiket.Portal.Checks;
using Kiket.Portal.Extensions;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Manifests;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tiers;

namespace Kiket.Portal.Components.Listings;

/// <summary>The tabs of a listing; each has an address of its own.</summary>
public enum ListingTab
{
    Overview,
    GettingStarted,
    Examples,
    Changelog,
    Versions,
    Security,
}

/// <summary>
/// What a listing page shows, public or draft. Reviewers and publishers preview the same
/// components that customers will see.
/// </summary>
/// <param name="ExtensionKey">Null before the first submission, when there are no versions to list.</param>
/// <param name="ReleasedAt">Null before approval.</param>
/// <param name="RepositoryAddress">Where the source can be read; null when it is private.</param>
public sealed record ListingModel(
    Guid? ExtensionKey,
    string ExtensionId,
    string Version,
    DateTimeOffset? ReleasedAt,
    DateTimeOffset? ChangedAt,
    string PublisherName,
    bool IsVerified,
    ListingDetails Details,
    CommitSnapshot Snapshot,
    Guid? DocumentSetId,
    VerificationMethod Verification = VerificationMethod.None,
    string? RepositoryAddress = null,
    string? CommitAddress = null,
    bool IsFeatured = false)
{
    /// <summary>The icon, the screenshots and the documents for customers.</summary>
    public ListingFiles Files { get; init; } = ListingFiles.None;

    /// <summary>The uploaded icon, otherwise the manifest's; null when the drawn icon is used.</summary>
    public string? IconAddress => Files.Icon?.Address ?? (Snapshot.IconAddress is { } named ? UploadAddress.WithKey(named, PictureKey) : null);

    /// <summary>Opens the repository's pictures to the holder of a preview link; null everywhere else.</summary>
    public string? PictureKey { get; init; }

    /// <summary>Owner and name on GitHub, for addresses of files at the commit; null before a repository is known.</summary>
    public string? RepositoryName { get; init; }

    public bool IsManaged => Manifest.Hosting is { Managed: true };

    public Manifest Manifest => Snapshot.Manifest!;

    /// <summary>Monthly cost of Kiket's hosting; zero when the publisher hosts.</summary>
    public Money HostingCost => Manifest.Hosting is { Managed: true, Tier: { } tier } ? HostingTiers.Find(tier)?.MonthlyPrice ?? Money.Zero : Money.Zero;

    /// <summary>The publisher's flat fee per month; zero for the other price models.</summary>
    public Money Amount => Details.Pricing.Model == PriceModel.Flat ? Details.Pricing.Price : Money.Zero;

    public static ListingModel Of(ListingPage page, GitHubLinks links) => new(
        page.Listing.ExtensionKey,
        page.Listing.ExtensionId,
        page.Listing.Version,
        page.Listing.ReleasedAt,
        page.Listing.ChangedAt,
        page.Listing.PublisherName,
        page.Listing.IsVerified,
        page.Listing.Details,
        page.Snapshot,
        page.Listing.DocumentSetId,
        page.Repository.Verification,
        page.Repository is { IsPrivate: false } open ? links.Repository(open.FullName) : null,
        page.Repository is { IsPrivate: false } shown ? links.Commit(shown.FullName, page.Snapshot.Commit) : null,
        page.Listing.IsFeatured)
    {
        Files = page.Listing.Files,
        RepositoryName = page.Repository.FullName,
    };

    public static ListingModel Of(Submission submission, CommitSnapshot snapshot, ExtensionRepository? repository, string publisher, ListingDetails details) => new(
        submission.ExtensionKey,
        snapshot.Manifest?.Id ?? "",
        snapshot.Manifest?.Version ?? "",
        null,
        null,
        publisher,
        repository?.Verification is not (null or VerificationMethod.None),
        details,
        snapshot,
        snapshot.DocumentSetId,
        repository?.Verification ?? VerificationMethod.None)
    {
        Files = ListingFilesOf.Preview(submission),
        RepositoryName = repository?.FullName,
    };
}
