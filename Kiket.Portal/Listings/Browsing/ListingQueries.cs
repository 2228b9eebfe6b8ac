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

/// <summary>One line of a feed or site map.</summary>
public sealed record ListingChange(
    string ExtensionId, string Name, string Summary, string PublisherName, string Version, DateTimeOffset ReleasedAt, DateTimeOffset ChangedAt);

/// <summary>A listing with the offer it shows and the frozen reading of its release.</summary>
public sealed record ListedRelease(Listing Listing, Offer Offer, CommitSnapshot Snapshot, ListedCommit Words, ListedRepository Repository);

/// <summary>The commit that a listing's texts come from: the release's, or a later one of the same version.</summary>
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
                new ListedCommit(words.Commit, words.CommittedAt, words.Manifest, words.IconAddress),
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

    /// <summary>Every public listing with the time of its last change, for feeds and site maps; newest release first.</summary>
    public async Task<IReadOnlyList<ListingChange>> ChangesAsync(VisibleRegistry registry, int skip, int most, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await NewestFirst(db, registry)
            .Skip(skip)
            .Take(most)
            .Select(listing => new ListingChange(
                listing.ExtensionId, listing.Name, listing.Summary, listing.PublisherName, listing.Version, listing.ReleasedAt, listing.ChangedAt))
            .ToListAsync(cancellationToken);
    }

    /// <summary>The time of the last change in each part of <see cref="ChangesAsync"/>, in one pass over the registry.</summary>
    /// <param name="size">How many listings a part has; the last may have fewer.</param>
    public async Task<IReadOnlyList<DateTimeOffset>> LastChangesAsync(VisibleRegistry registry, int size, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (parts, read) = (new List<DateTimeOffset>(), 0);
        await foreach (var changedAt in NewestFirst(db, registry).Select(listing => listing.ChangedAt).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (read++ % size == 0)
            {
                parts.Add(changedAt);
            }
            else if (changedAt > parts[^1])
            {
                parts[^1] = changedAt;
            }
        }

        return parts;
    }

    private static IQueryable<Listing> NewestFirst(PortalDb db, VisibleRegistry registry) => registry.Listed(db.Set<Listing>().AsNoTracking())
        .OrderByDescending(listing => listing.ReleasedAt)
        .ThenByDescending(listing => listing.Id);
}
