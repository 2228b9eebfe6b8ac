using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Browsing;

public enum ListingSort
{
    /// <summary>Best match when there are words, otherwise newest release first.</summary>
    Relevance,
    Updated,
    Name,

    /// <summary>Best <see cref="RatingScore"/> first.</summary>
    Rating,
}

/// <param name="Registry">The registry to browse.</param>
/// <param name="Category">Of several values of one filter, a listing needs one.</param>
public sealed record BrowseRequest(
    VisibleRegistry Registry,
    string? Text = null,
    Choices<string> Category = default,
    Choices<PriceModel> Pricing = default,
    ListingSort Sort = ListingSort.Relevance,
    int Page = 1,
    int PageSize = 24,
    Choices<string> Permission = default,
    Choices<HostedBy> Hosting = default,
    bool Verified = false)
{
    public BrowseFilter Filter => new(Category, Pricing, Permission, Hosting, Verified);
}

/// <summary>What a card shows.</summary>
/// <param name="IconAddress">The address of the uploaded icon, or else of the manifest's icon; null for the drawn one.</param>
/// <param name="Rating">The average of its ratings; null while there are too few.</param>
public sealed record ListingCard(
    string ExtensionId,
    string Name,
    string Summary,
    string PublisherName,
    bool IsVerified,
    IReadOnlyList<string> Categories,
    Pricing Pricing,
    Money HostingCost,
    bool IsManaged,
    string Version,
    DateTimeOffset ReleasedAt,
    string? IconAddress = null,
    string Registry = Extension.Marketplace,
    decimal? Rating = null);

/// <summary>A suspended listing.</summary>
/// <param name="Reason">The reason that the operator gave its publisher.</param>
public sealed record SuspendedListing(string ExtensionId, string Name, string? Reason);

/// <summary>A listing that its publisher hides.</summary>
public sealed record UnlistedListing(string ExtensionId, string Name);

/// <summary>One line of a feed or site map.</summary>
public sealed record ListingChange(
    string ExtensionId, string Name, string Summary, string PublisherName, string Version, DateTimeOffset ReleasedAt, DateTimeOffset ChangedAt);

/// <summary>A listing with the offer it shows and the frozen reading of its release.</summary>
public sealed record ListedRelease(Listing Listing, Offer Offer, CommitSnapshot Snapshot, ListedCommit Words, ListedRepository Repository);

/// <summary>The commit that a listing's texts come from: the release's, or a later one of the same version.</summary>
/// <param name="Manifest">Null when it is the release's commit, whose manifest is that of the snapshot.</param>
public sealed record ListedCommit(string Commit, DateTimeOffset CommittedAt, Manifests.Manifest? Manifest, string? IconAddress)
{
    public string ShortCommit => Commit.Length > 7 ? Commit[..7] : Commit;
}

/// <summary>The parts of a listing's repository that its page shows.</summary>
public sealed record ListedRepository(string FullName, bool IsPrivate, VerificationMethod Verification)
{
    public ListedSource Source { get; init; } = ListedSource.Unknown;
}

/// <summary>How recent a listing's source is, and what stands between its newest commit and the listing.</summary>
/// <param name="SyncedAt">When the listing was last compared with the repository; null when only the release was read.</param>
public sealed record ListedSource(bool IsArchived, DateTimeOffset? SyncedAt, SourceTrouble Trouble, DateTimeOffset? TroubleSince)
{
    public static ListedSource Unknown { get; } = new(IsArchived: false, SyncedAt: null, SourceTrouble.None, TroubleSince: null);
}

public sealed class ListingQueries(IDbContextFactory<PortalDb> databases, SearchListings search)
{
    /// <summary>
    /// Compiled once, because every page of a listing uses it. Not static, because it belongs to one provider's model.
    /// </summary>
    private readonly Func<PortalDb, string, string, CancellationToken, Task<ListedRelease?>> _find = EF.CompileAsyncQuery(
        (PortalDb db, string registry, string id, CancellationToken _) => (
            from listing in db.Set<Listing>().AsNoTracking()
            where listing.Registry == registry && listing.NormalizedId == id
            join offer in db.Set<Offer>().AsNoTracking() on listing.OfferId equals offer.Id
            join snapshot in db.Set<CommitSnapshot>().AsNoTracking() on listing.SnapshotId equals snapshot.Id
            join words in db.Set<CommitSnapshot>().AsNoTracking() on listing.WordsSnapshotId equals words.Id
            join repository in db.Set<ExtensionRepository>().AsNoTracking() on snapshot.RepositoryId equals repository.Id
            select new ListedRelease(
                listing,
                offer,
                snapshot,
                new ListedCommit(words.Commit, words.CommittedAt, listing.WordsSnapshotId == listing.SnapshotId ? null : words.Manifest, words.IconAddress),
                new ListedRepository(repository.Owner + "/" + repository.Name, repository.IsPrivate, repository.Verification)
                {
                    Source = new ListedSource(repository.IsArchived, repository.SyncedAt, repository.Trouble, repository.TroubleSince),
                }))
            .SingleOrDefault());

    public async Task<Page<ListingCard>> BrowseAsync(BrowseRequest request, CancellationToken cancellationToken) =>
        (await search.RunAsync(request, cancellationToken)).Page;

    /// <summary>The listing of an id, whatever its state; null when there is none. Ids ignore case.</summary>
    public async Task<ListedRelease?> FindAsync(VisibleRegistry registry, string extensionId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await _find(db, registry.Name, Extension.Normalize(extensionId), cancellationToken);
    }

    /// <summary>The listings of an organization in all registries, by name; at most 100.</summary>
    public async Task<IReadOnlyList<ListingCard>> PublishedByAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var listings = db.Set<Listing>().AsNoTracking()
            .Where(listing => listing.OrganizationId == organizationId && listing.State == ListingState.Listed)
            .OrderBy(listing => listing.SortName)
            .Take(PageRequest.MaxSize);
        return [.. (await CardRow.Of(listings).ToListAsync(cancellationToken)).Select(row => row.ToCard())];
    }

    /// <summary>The suspended listings of an organization, by name; at most 100.</summary>
    public async Task<IReadOnlyList<SuspendedListing>> SuspendedOfAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Listing>().AsNoTracking()
            .Where(listing => listing.OrganizationId == organizationId && listing.State == ListingState.Suspended)
            .OrderBy(listing => listing.SortName)
            .Take(PageRequest.MaxSize)
            .Select(listing => new SuspendedListing(listing.ExtensionId, listing.Name, listing.SuspendedFor))
            .ToListAsync(cancellationToken);
    }

    /// <summary>The listings that an organization hides itself, by name; at most 100.</summary>
    public async Task<IReadOnlyList<UnlistedListing>> UnlistedOfAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Listing>().AsNoTracking()
            .Where(listing => listing.OrganizationId == organizationId && listing.State == ListingState.Unlisted)
            .OrderBy(listing => listing.SortName)
            .Take(PageRequest.MaxSize)
            .Select(listing => new UnlistedListing(listing.ExtensionId, listing.Name))
            .ToListAsync(cancellationToken);
    }

    /// <summary>The listings whose releases are the newest, with the time of their last change.</summary>
    public async Task<IReadOnlyList<ListingChange>> NewestAsync(VisibleRegistry registry, int most, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Changes(NewestFirst(db, registry).Take(most)).ToListAsync(cancellationToken);
    }

    /// <summary>The number of the last part, by which <see cref="PartAsync"/> reads; 1 for an empty registry.</summary>
    public async Task<int> LastPartAsync(VisibleRegistry registry, int size, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var last = await ByAge(db, registry).Reverse().Select(listing => listing.Id).FirstOrDefaultAsync(cancellationToken);
        return Math.Max(1, PartOf(last, size));
    }

    /// <summary>
    /// A part of the registry for a site map. A listing stays in its part, so that a new one changes the last part alone, and every part costs
    /// the same.
    /// </summary>
    /// <param name="part">From 1.</param>
    /// <param name="size">The most listings in a part. Listings that are gone leave gaps.</param>
    public async Task<IReadOnlyList<ListingChange>> PartAsync(VisibleRegistry registry, int part, int size, CancellationToken cancellationToken)
    {
        var (first, last) = (((long)part - 1) * size, (long)part * size);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Changes(ByAge(db, registry).Where(listing => listing.Id > first && listing.Id <= last)).ToListAsync(cancellationToken);
    }

    /// <summary>The time of the last change in each part that isn't empty, in one pass over the registry.</summary>
    public async Task<IReadOnlyDictionary<int, DateTimeOffset>> PartsAsync(VisibleRegistry registry, int size, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var parts = new SortedDictionary<int, DateTimeOffset>();
        var changes = ByAge(db, registry).Select(listing => new { listing.Id, listing.ChangedAt });
        await foreach (var listing in changes.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var part = PartOf(listing.Id, size);
            if (!parts.TryGetValue(part, out var latest) || listing.ChangedAt > latest)
            {
                parts[part] = listing.ChangedAt;
            }
        }

        return parts;
    }

    private static int PartOf(long id, int size) => (int)((id + size - 1) / size);

    private static IQueryable<ListingChange> Changes(IQueryable<Listing> listings) => listings.Select(listing => new ListingChange(
        listing.ExtensionId, listing.Name, listing.Summary, listing.PublisherName, listing.Version, listing.ReleasedAt, listing.ChangedAt));

    private static IQueryable<Listing> ByAge(PortalDb db, VisibleRegistry registry) =>
        registry.Listed(db.Set<Listing>().AsNoTracking()).OrderBy(listing => listing.Id);

    private static IQueryable<Listing> NewestFirst(PortalDb db, VisibleRegistry registry) => registry.Listed(db.Set<Listing>().AsNoTracking())
        .OrderByDescending(listing => listing.ReleasedAt)
        .ThenByDescending(listing => listing.Id);
}
