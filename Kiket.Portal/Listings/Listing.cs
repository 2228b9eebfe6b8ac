using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Search;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Listings;

public enum ListingState
{
    Listed,

    /// <summary>Hidden by an operator, who can restore it.</summary>
    Suspended,

    /// <summary>Permanently removed. Its address returns 410.</summary>
    Removed,

    /// <summary>Hidden by its publisher, who can list it again.</summary>
    Unlisted,
}

/// <summary>Who publishes, as shown on cards and pages.</summary>
public sealed record ListedPublisher(Guid OrganizationId, string Slug, string Name, bool IsVerified);

/// <summary>The content of a listing, apart from its offer.</summary>
/// <param name="Categories">Slugs.</param>
/// <param name="Icon">The address of the manifest's icon.</param>
/// <param name="DocumentSetId">The documents that are shown. A later push that only changes texts may replace them.</param>
public sealed record ListedContent(
    string Name, string Summary, IReadOnlyList<string> Categories, IReadOnlyList<string> Tags, string? Icon, Guid? DocumentSetId);

/// <summary>The texts of a commit, as a listing shows them.</summary>
/// <param name="SnapshotId">The reading of the commit.</param>
public sealed record ListedWords(string Name, string Summary, IReadOnlyList<string> Tags, string? Icon, Guid? DocumentSetId, Guid SnapshotId);

/// <summary>The public face of an extension: its latest release, what that offers, and the synced documents.</summary>
public sealed class Listing : VersionedEntity
{
    /// <summary>How long a listing says since when another publisher has it.</summary>
    public static readonly TimeSpan NewPublisherTime = TimeSpan.FromDays(180);

    private readonly List<ListingCategory> _categories = [];

    private Listing()
    {
    }

    /// <summary>Row id of the full-text index: SQLite's must be an integer.</summary>
    public long Id { get; private set; }

    /// <summary>The portal's id of the extension.</summary>
    public Guid ExtensionKey { get; private set; }

    public string Registry { get; private set; } = "";

    /// <summary>The manifest's <c>extension.id</c>, part of the address.</summary>
    public string ExtensionId { get; private set; } = "";

    /// <summary>The id in lower case, for comparing addresses.</summary>
    public string NormalizedId { get; private set; } = "";

    public ListingState State { get; private set; }

    public Guid OrganizationId { get; private set; }

    public string PublisherSlug { get; private set; } = "";

    public string PublisherName { get; private set; } = "";

    /// <summary>Since when this publisher has it; null while it is the first one.</summary>
    public DateTimeOffset? PublisherSince { get; private set; }

    public bool IsVerified { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>The name without case and accents, to sort by.</summary>
    public string SortName { get; private set; } = "";

    public string Summary { get; private set; } = "";

    /// <summary>The offer that is shown: what it costs, may do and asks for.</summary>
    public Guid OfferId { get; private set; }

    /// <summary>Copies from the offer, down to the scopes, so that a page of cards doesn't read offers.</summary>
    public Pricing Pricing { get; private set; } = Pricing.Free;

    public PriceModel PriceModel { get; private set; }

    /// <summary>Everything that filters need, as written by <see cref="ListingFacets"/>.</summary>
    public string Facets { get; private set; } = "";

    public bool IsManaged { get; private set; }

    public string? HostingTier { get; private set; }

    /// <summary>Monthly cost of hosting in cents; 0 when the publisher hosts.</summary>
    public long HostingCents { get; private set; }

    public IReadOnlyList<string> Scopes { get; private set; } = [];

    public IReadOnlyList<string> Tags { get; private set; } = [];

    /// <summary>Slugs in the publisher's order.</summary>
    public IReadOnlyList<string> CategorySlugs => ListingFacets.Parse(Facets).Categories;

    /// <summary>Only loaded when needed: to browse by category, and to change them with a release.</summary>
    public IReadOnlyList<ListingCategory> Categories => _categories;

    public ListingFiles Files { get; private set; } = ListingFiles.None;

    /// <summary>The upload of its icon, so that a page of cards doesn't read files.</summary>
    public Guid? IconId { get; private set; }

    /// <summary>The address of the manifest's icon, which is shown if none was uploaded.</summary>
    public string? ManifestIcon { get; private set; }

    public Guid ReleaseId { get; private set; }

    public string Version { get; private set; } = "";

    public DateTimeOffset ReleasedAt { get; private set; }

    public string Commit { get; private set; } = "";

    public Guid SnapshotId { get; private set; }

    /// <summary>The documents that are shown: those of <see cref="WordsSnapshotId"/>.</summary>
    public Guid? DocumentSetId { get; private set; }

    /// <summary>
    /// The reading that the texts come from: the release's own, or a later commit of the same version that only changed texts.
    /// </summary>
    public Guid WordsSnapshotId { get; private set; }

    public DateTimeOffset FirstListedAt { get; private set; }

    /// <summary>When anything that the page shows last changed.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Since when it is featured on the home page; null when it isn't.</summary>
    public DateTimeOffset? FeaturedAt { get; private set; }

    public bool IsFeatured => FeaturedAt is not null;

    /// <summary>Why an operator suspended or removed it; null otherwise.</summary>
    public string? SuspendedFor { get; private set; }

    public DateTimeOffset? SuspendedAt { get; private set; }

    /// <summary>It is suspended because its publisher is, and is restored with it.</summary>
    public bool IsSuspendedWithPublisher { get; private set; }

    /// <summary>Since when its publisher hides it, also while an operator suspends it; null while the publisher shows it.</summary>
    public DateTimeOffset? UnlistedAt { get; private set; }

    public Money HostingCost => new(HostingCents);

    /// <summary>Visible ratings; written with each of them, so that no page of listings counts ratings.</summary>
    public int RatingCount { get; private set; }

    /// <summary>Of the stars of the visible ratings.</summary>
    public int RatingSum { get; private set; }

    /// <summary>How many of the visible ratings have a text.</summary>
    public int RatingTextCount { get; private set; }

    /// <summary>To sort by, as <see cref="Listings.RatingScore"/> says; computed once a day.</summary>
    public int RatingScore { get; private set; } = Listings.RatingScore.UsualMean;

    public ListedRating Rating => new(RatingCount, RatingSum, RatingTextCount);

    /// <summary>At least so many organizations run it: 10, 50, 100 and so on; 0 for fewer than 10. The number itself is its publisher's.</summary>
    public int InstallBand { get; private set; }

    /// <summary>Since when another publisher has it, while that is news; null otherwise.</summary>
    public DateTimeOffset? NewPublisherSince(DateTimeOffset now) => now < PublisherSince + NewPublisherTime ? PublisherSince : null;

    internal static Listing For(Guid extensionKey, string registry, string extensionId, DateTimeOffset now) => new()
    {
        ExtensionKey = extensionKey,
        Registry = registry,
        ExtensionId = extensionId,
        NormalizedId = Extension.Normalize(extensionId),
        FirstListedAt = now,
    };

    /// <summary>What the search index knows of its filters: nothing while it isn't listed, so nobody finds it.</summary>
    internal IndexedListing ForIndex() => State == ListingState.Listed
        ? new IndexedListing(Id, ListingFacets.Parse(Facets).Words(Registry), Facets)
        : new IndexedListing(Id, [], null);

    /// <summary>Starts or stops featuring the listing on the home page. Only a visible listing can be featured.</summary>
    internal Result Feature(bool isFeatured, DateTimeOffset now)
    {
        if (isFeatured && State != ListingState.Listed)
        {
            return Error.Conflict("listing_not_listed", $"{Name} isn't listed at the moment. Feature it when it is listed again.");
        }

        FeaturedAt = isFeatured ? FeaturedAt ?? now : null;
        return Result.Success();
    }

    /// <summary>What its visible ratings add up to now.</summary>
    internal void CountRatings(ListedRating rating) => (RatingCount, RatingSum, RatingTextCount) = (rating.Count, rating.Sum, rating.Texts);

    /// <summary>Shows or hides that the publisher has proven control of the repository.</summary>
    internal void Verify(bool isVerified, DateTimeOffset now)
    {
        (IsVerified, ChangedAt) = (isVerified, now);
        Facets = (ListingFacets.Parse(Facets) with { IsVerified = isVerified }).ToKey();
    }

    /// <summary>Shows it under another publisher, who now owns the extension.</summary>
    internal void MoveTo(ListedPublisher publisher, DateTimeOffset now)
    {
        PublisherSince = publisher.OrganizationId == OrganizationId ? PublisherSince : now;
        (OrganizationId, PublisherSlug, PublisherName) = (publisher.OrganizationId, publisher.Slug, publisher.Name);
        Verify(publisher.IsVerified, now);
    }

    /// <summary>Hides the listing with everything it has, until <see cref="Restore"/>.</summary>
    /// <param name="withPublisher">Because its publisher is suspended.</param>
    internal Result Suspend(string reason, DateTimeOffset now, bool withPublisher = false)
    {
        if (State is not (ListingState.Listed or ListingState.Unlisted))
        {
            return Error.Conflict("listing_not_listed", State == ListingState.Suspended
                ? $"{Name} is already suspended: {SuspendedFor}"
                : $"{Name} was removed and can't be suspended.");
        }

        (State, SuspendedFor, SuspendedAt, ChangedAt, IsSuspendedWithPublisher) = (ListingState.Suspended, reason, now, now, withPublisher);
        return Result.Success();
    }

    internal Result Restore(DateTimeOffset now)
    {
        if (State != ListingState.Suspended)
        {
            return Error.Conflict("listing_not_suspended", $"{Name} isn't suspended, so there is nothing to restore.");
        }

        // What its publisher hides stays hidden.
        State = UnlistedAt is null ? ListingState.Listed : ListingState.Unlisted;
        (SuspendedFor, SuspendedAt, ChangedAt, IsSuspendedWithPublisher) = (null, null, now, false);
        return Result.Success();
    }

    /// <summary>Takes it away for good: its address says so forever, and nobody else gets it.</summary>
    internal Result Remove(string reason, DateTimeOffset now)
    {
        if (State == ListingState.Removed)
        {
            return Error.Conflict("listing_removed", $"{Name} is already removed: {SuspendedFor}");
        }

        (State, SuspendedFor, SuspendedAt, FeaturedAt, ChangedAt, IsSuspendedWithPublisher) = (ListingState.Removed, reason, now, null, now, false);
        return Result.Success();
    }

    /// <summary>Its publisher is deleted. A suspended one stays suspended, and isn't listed again when an operator restores it.</summary>
    internal void LeaveWithPublisher(DateTimeOffset now)
    {
        (UnlistedAt, FeaturedAt, ChangedAt) = (UnlistedAt ?? now, null, now);
        State = State == ListingState.Listed ? ListingState.Unlisted : State;
    }

    /// <summary>The publisher hides it: nobody finds or newly installs it until <see cref="Relist"/>.</summary>
    internal Result Unlist(DateTimeOffset now)
    {
        if (UnlistedAt is not null || State != ListingState.Listed)
        {
            return Error.Conflict("listing_not_listed", State switch
            {
                ListingState.Suspended => $"{Name} is suspended by the operators, so nobody sees it already. You can unlist it when it is restored.",
                ListingState.Removed => $"{Name} was removed and can't be unlisted.",
                _ => $"{Name} is unlisted already. Reload the page.",
            });
        }

        (State, UnlistedAt, FeaturedAt, ChangedAt) = (ListingState.Unlisted, now, null, now);
        return Result.Success();
    }

    internal Result Relist(DateTimeOffset now)
    {
        if (State != ListingState.Unlisted)
        {
            return Error.Conflict("listing_not_unlisted", State == ListingState.Suspended
                ? $"{Name} is suspended by the operators: {SuspendedFor} List it again when they have restored it."
                : $"{Name} isn't unlisted, so there is nothing to list again. Reload the page.");
        }

        (State, UnlistedAt, ChangedAt) = (ListingState.Listed, null, now);
        return Result.Success();
    }

    /// <summary>
    /// Shows a newly approved release. A prerelease doesn't replace a stable version, but it can be installed from the
    /// versions tab.
    /// </summary>
    /// <param name="replaces">It does: the stable version was yanked.</param>
    internal void Show(
        Release release, Offer offer, ListedPublisher publisher, ListedContent content, ListingFiles files, bool replaces, DateTimeOffset now)
    {
        ChangedAt = now;
        if (!replaces && release.Semantic.IsPrerelease && Version.Length > 0 && !Version.Contains('-', StringComparison.Ordinal))
        {
            return;
        }

        (OrganizationId, PublisherSlug, PublisherName, IsVerified) = (publisher.OrganizationId, publisher.Slug, publisher.Name, publisher.IsVerified);
        (Name, SortName, Summary, Tags) = (content.Name, FoldedText.Of(content.Name), content.Summary, content.Tags);
        (Files, IconId, ManifestIcon) = (files, files.Icon?.Id, content.Icon);
        Categorize(content.Categories);
        (ReleaseId, Version, ReleasedAt, Commit) = (release.Id, release.Version, release.ReleasedAt, release.Commit);
        (SnapshotId, DocumentSetId, WordsSnapshotId) = (release.SnapshotId, content.DocumentSetId, release.SnapshotId);
        ShowOffer(offer, content.Categories);
    }

    /// <summary>Shows the texts of a later commit. The release, its commit and its offer stay.</summary>
    internal void ShowWords(ListedWords words, DateTimeOffset now)
    {
        (Name, SortName, Summary, Tags) = (words.Name, FoldedText.Of(words.Name), words.Summary, words.Tags);
        (ManifestIcon, DocumentSetId, WordsSnapshotId, ChangedAt) = (words.Icon, words.DocumentSetId, words.SnapshotId, now);
    }

    /// <summary>Shows other words, pictures and contacts for the same release. Its version, its commit and its documents stay.</summary>
    internal void Edit(ListingDetails details, ListingFiles files, Offer offer, DateTimeOffset now)
    {
        (Name, SortName, Summary) = (details.Name, FoldedText.Of(details.Name), details.Summary);
        (Files, IconId, ChangedAt) = (files, files.Icon?.Id, now);
        Categorize(details.Categories);
        ShowOffer(offer, details.Categories);
    }

    private void Categorize(IReadOnlyList<string> slugs)
    {
        // Existing rows stay, because EF Core fails if the same key is removed and added again.
        _categories.RemoveAll(category => !slugs.Contains(category.Slug));
        _categories.AddRange(slugs.Except(_categories.Select(category => category.Slug)).Select(slug => new ListingCategory(slug)).ToList());
    }

    private void ShowOffer(Offer offer, IReadOnlyList<string> categories)
    {
        (OfferId, Pricing, PriceModel, Scopes) = (offer.Id, offer.Terms.Pricing, offer.Terms.Pricing.Model, offer.Terms.Scopes);
        (IsManaged, HostingTier, HostingCents) = (offer.Terms.Hosting.Managed, offer.Terms.Hosting.Tier, offer.Terms.Hosting.MonthlyCents);
        Facets = new ListingFacets(PriceModel, IsManaged, IsVerified, categories, Scopes).ToKey();
    }
}

/// <summary>One category of a listing, as a row so that browsing by it uses an index.</summary>
public sealed class ListingCategory(string slug)
{
    public long ListingId { get; private set; }

    public string Slug { get; private set; } = slug;
}
