using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Organizations;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Pages;

/// <summary>What everybody can read about a publisher: the organization's name and what it lists.</summary>
/// <param name="FirstListedAt">When its first extension was listed.</param>
/// <param name="Proofs">How control was proven, for each repository where it was; empty for none.</param>
/// <param name="Listings">By name; at most 100.</param>
public sealed record PublisherModel(
    string Slug, string Name, DateTimeOffset FirstListedAt, IReadOnlyList<RepositoryProof> Proofs, IReadOnlyList<ListingCard> Listings)
{
    /// <summary>As the publisher wrote it; null for none, or for one that would no longer be accepted.</summary>
    public string? Website { get; init; }
}

/// <param name="ExtensionId">Whose repository it is.</param>
public sealed record RepositoryProof(string ExtensionId, string ExtensionName, VerificationMethod Method);

public sealed class ReadPublisher(IDbContextFactory<PortalDb> databases)
{
    private const int MostOnAListing = 3;

    /// <param name="slug">Of the organization; ignores case.</param>
    /// <returns>Null when it lists nothing, so that nobody learns whether such an organization exists.</returns>
    public async Task<PublisherModel?> RunAsync(string slug, CancellationToken cancellationToken)
    {
        var normalized = slug.Trim().ToLowerInvariant();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var listed = await ListedByAsync(db, normalized, cancellationToken);
        var cards = await CardRow.Of(listed.OrderBy(listing => listing.SortName).Take(PageRequest.MaxSize)).ToListAsync(cancellationToken);
        if (cards is not [var first, ..])
        {
            return null;
        }

        var proofs = await (
            from listing in listed
            where listing.IsVerified
            join snapshot in db.Set<CommitSnapshot>() on listing.SnapshotId equals snapshot.Id
            join repository in db.Set<ExtensionRepository>() on snapshot.RepositoryId equals repository.Id
            orderby listing.SortName
            select new RepositoryProof(listing.ExtensionId, listing.Name, repository.Verification))
            .Take(PageRequest.MaxSize)
            .ToListAsync(cancellationToken);
        var since = await listed.MinAsync(listing => listing.FirstListedAt, cancellationToken);
        var website = await db.Set<Organization>().Where(one => one.Slug == normalized).Select(one => one.Website).SingleAsync(cancellationToken);
        return new PublisherModel(normalized, first.PublisherName, since, proofs, [.. cards.Select(row => row.ToCard())])
        {
            Website = website is not null && WebLink.Problem(website) is null ? website : null,
        };
    }

    /// <summary>Others by the same publisher, the newest releases first.</summary>
    /// <param name="organizationId">The publisher's.</param>
    public async Task<IReadOnlyList<ListingCard>> OthersAsync(Guid organizationId, string extensionId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var others = ListedBy(db, organizationId)
            .Where(listing => listing.ExtensionId != extensionId)
            .OrderByDescending(listing => listing.ReleasedAt)
            .Take(MostOnAListing);
        return [.. (await CardRow.Of(others).ToListAsync(cancellationToken)).Select(row => row.ToCard())];
    }

    private static async Task<IQueryable<Listing>> ListedByAsync(PortalDb db, string slug, CancellationToken cancellationToken)
    {
        // By the key, which has an index.
        var organization = await db.Set<Organization>().Where(one => one.Slug == slug).Select(one => one.Id).SingleOrDefaultAsync(cancellationToken);
        return ListedBy(db, organization);
    }

    private static IQueryable<Listing> ListedBy(PortalDb db, Guid organizationId) =>
        VisibleRegistry.Marketplace.Listed(db.Set<Listing>().AsNoTracking()).Where(listing => listing.OrganizationId == organizationId);
}
