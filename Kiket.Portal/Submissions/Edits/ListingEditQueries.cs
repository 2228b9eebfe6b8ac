using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Edits;

/// <summary>What the publisher sees of the edits of one listing.</summary>
/// <param name="Name">The listing's name.</param>
/// <param name="Open">The id of the edit that is open; null for none.</param>
/// <param name="Done">Edits that are live, newest first.</param>
public sealed record ListingEdits(string ExtensionId, string Registry, string Name, ListingState State, Guid? Open, IReadOnlyList<ListingEdit> Done)
{
    public required Guid ExtensionKey { get; init; }

    public required string Version { get; init; }

    /// <summary>Prices that were proposed, newest first.</summary>
    public required IReadOnlyList<ProposedPrice> Prices { get; init; }
}

/// <param name="Changes">From the offer that it was compared with.</param>
public sealed record ProposedPrice(OfferChange Change, IReadOnlyList<ReleaseChange> Changes);


/// <summary>What an open edit would change.</summary>
public sealed record EditPreview(IReadOnlyList<DetailsChange> Texts, PictureChange? Pictures)
{
    public bool IsChange => Texts.Count > 0 || Pictures is not null;
}

/// <summary>The edits of listings, for their publishers.</summary>
public sealed class ListingEditQueries(IDbContextFactory<PortalDb> databases)
{
    private const int MostDone = 20;

    public async Task<Result<ListingEdits>> ForExtensionAsync(PublishedRequest request, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await FindPublished.RunAsync(db, request, cancellationToken)).TryGet(out var extension, out var error))
        {
            return error;
        }

        var listing = await EditedListing.FindAsync(db, extension.Id, extension.OrganizationId, cancellationToken);
        if (listing is null)
        {
            return StartListingEdit.NotListed(extension.ExtensionId);
        }

        return new ListingEdits(
            extension.ExtensionId,
            extension.Registry,
            listing.Name,
            listing.State,
            (await StartListingEdit.OpenAsync(db, extension.Id, extension.OrganizationId, cancellationToken))?.Id,
            await db.Set<ListingEdit>().AsNoTracking()
                .Where(edit => edit.ExtensionKey == extension.Id && edit.OrganizationId == extension.OrganizationId)
                .OrderByDescending(edit => edit.EditedAt)
                .Take(MostDone)
                .ToListAsync(cancellationToken))
        {
            ExtensionKey = extension.Id,
            Version = listing.Version,
            Prices = await PricesAsync(
                db,
                db.Set<OfferChange>().AsNoTracking()
                    .Where(change => change.ExtensionKey == extension.Id && change.OrganizationId == extension.OrganizationId)
                    .OrderByDescending(change => change.ProposedAt)
                    .Take(MostDone),
                cancellationToken),
        };
    }

    /// <summary>Prices with what they change.</summary>
    public static async Task<IReadOnlyList<ProposedPrice>> PricesAsync(PortalDb db, IQueryable<OfferChange> changes, CancellationToken cancellationToken)
    {
        var found = await changes.ToListAsync(cancellationToken);
        var offers = found.Select(change => change.FromOfferId).Distinct().ToList();
        var terms = await db.Set<Offer>().AsNoTracking().Where(offer => offers.Contains(offer.Id)).ToDictionaryAsync(offer => offer.Id, cancellationToken);
        return
        [
            .. found.Select(change =>
            {
                var before = terms[change.FromOfferId].Terms;
                return new ProposedPrice(change, OfferDifference.Between(before, before with { Pricing = change.Pricing }));
            }),
        ];
    }

    /// <summary>What would change. The caller has read the edit, and so checked the right.</summary>
    public async Task<EditPreview> PreviewAsync(Submission edit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (edit.ExtensionKey is not { } key || await EditedListing.FindAsync(db, key, edit.OrganizationId, cancellationToken) is not { } listing)
        {
            return new EditPreview([], null);
        }

        var shown = await EditedListing.OfAsync(db, listing, cancellationToken);
        return new EditPreview(shown.Texts(edit), shown.Pictures(edit));
    }
}
