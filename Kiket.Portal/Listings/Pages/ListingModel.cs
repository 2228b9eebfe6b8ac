using Kiket.Portal.Extensions;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Manifests;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;

namespace Kiket.Portal.Listings.Pages;

/// <summary>
/// The facts of a listing, the same for its page and the API, whether it is public or still a draft, so that reviewers
/// and publishers preview what customers will see. Prices and permissions come from the offer.
/// </summary>
public sealed record ListingModel
{
    /// <summary>Null before the first submit: there are no versions to list.</summary>
    public Guid? ExtensionKey { get; init; }

    public string Registry { get; init; } = Extension.Marketplace;

    public required string ExtensionId { get; init; }

    /// <summary>Null before approval.</summary>
    public ListingState? State { get; init; }

    public required string Version { get; init; }

    /// <summary>Null before approval.</summary>
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>Null before approval.</summary>
    public DateTimeOffset? FirstListedAt { get; init; }

    /// <summary>When anything shown last changed; null before approval.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Of the publisher; null before approval.</summary>
    public Guid? OrganizationId { get; init; }

    /// <summary>Null before approval.</summary>
    public string? PublisherSlug { get; init; }

    public required string PublisherName { get; init; }

    /// <summary>Since when another publisher has it, while that is news; null otherwise.</summary>
    public DateTimeOffset? PublisherSince { get; init; }

    public bool IsVerified { get; init; }

    /// <summary>How control of the repository was proven.</summary>
    public VerificationMethod Verification { get; init; }

    public bool IsFeatured { get; init; }

    public ListedRating Rating { get; init; } = ListedRating.None;

    /// <summary>At least so many organizations run it; 0 for fewer than 10, null before approval.</summary>
    public int? InstallBand { get; init; }

    public required string Name { get; init; }

    public string Summary { get; init; } = "";

    /// <summary>Slugs in the publisher's order.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What customers agree to: the offer's, or what would be offered if a draft were approved.</summary>
    public required OfferTerms Terms { get; init; }

    /// <summary>The frozen reading of the commit.</summary>
    public required CommitSnapshot Snapshot { get; init; }

    /// <summary>The commit that the texts come from; null before approval, when it is the snapshot's.</summary>
    public ListedCommit? Words { get; init; }

    /// <summary>How recent the texts are.</summary>
    public ListedSource Source { get; init; } = ListedSource.Unknown;

    public Guid? DocumentSetId { get; init; }

    /// <summary>Icon, screenshots and the documents that are for customers.</summary>
    public ListingFiles Files { get; init; } = ListingFiles.None;

    /// <summary>Owner and name on GitHub, for addresses of files at the commit; null before a repository is known.</summary>
    public string? RepositoryName { get; init; }

    /// <summary>Where the source can be read; null when it is private.</summary>
    public string? RepositoryAddress { get; init; }

    public string? CommitAddress { get; init; }

    /// <summary>Gives people with a preview link access to the repository's pictures; null everywhere else.</summary>
    public string? PictureKey { get; init; }

    /// <summary>The uploaded icon, or else the manifest's; null for the drawn one.</summary>
    public string? IconAddress => Files.Icon?.Address
        ?? ((Words is null ? Snapshot.IconAddress : Words.IconAddress) is { } named ? UploadAddress.WithKey(named, PictureKey) : null);

    public bool IsManaged => Terms.Hosting.Managed;

    /// <summary>Monthly cost of Kiket's hosting; zero when the publisher hosts.</summary>
    public Money HostingCost => Terms.Hosting.Cost;

    /// <summary>The publisher's flat fee per month; zero for the other price models.</summary>
    public Money Amount => Terms.Fee;

    /// <summary>For everything that isn't part of the terms: documents, setup, commands and the like.</summary>
    public Manifest Manifest => Snapshot.Manifest!;

    /// <summary>For what is only text: homepage, license, author.</summary>
    public Manifest TextsOf => Words?.Manifest ?? Manifest;

    /// <summary>The full SHA of the commit that the texts come from.</summary>
    public string WordsCommit => Words?.Commit ?? Snapshot.Commit;
}
