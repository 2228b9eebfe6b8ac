using Kiket.Portal.Data;
using Kiket.Portal.Listings.Categories;
using Kiket.Portal.Listings.Search;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Publishing;

/// <summary>What becomes public when a release is approved.</summary>
/// <param name="Offer">The offer that customers see.</param>
/// <param name="Words">The text of the documents for search. The caller limits its length.</param>
public sealed record ShowReleaseRequest(
    string Registry,
    string ExtensionId,
    Release Release,
    Offer Offer,
    ListedPublisher Publisher,
    ListedContent Content,
    string Words)
{
    /// <summary>Pictures and public documents of the version.</summary>
    public ListingFiles Files { get; init; } = ListingFiles.None;

    /// <summary>Shows it even if it is a prerelease and the listing shows a stable version, which was yanked.</summary>
    public bool Replaces { get; init; }
}

/// <summary>Creates or updates a listing and its words in the search index, inside the caller's transaction.</summary>
public sealed class ShowRelease(ListingIndex index, ListingVocabulary words, CategoryShelf shelf, TimeProvider clock)
{
    public async Task<Listing> RunAsync(PortalDb db, ShowReleaseRequest request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var listing = await db.Set<Listing>().Include(candidate => candidate.Categories)
            .SingleOrDefaultAsync(candidate => candidate.ExtensionKey == request.Release.ExtensionKey, cancellationToken);
        if (listing is null)
        {
            listing = Listing.For(request.Release.ExtensionKey, request.Registry, request.ExtensionId, now);
            db.Add(listing);
        }

        listing.Show(request.Release, request.Offer, request.Publisher, request.Content, request.Files, request.Replaces, now);
        // The index needs the listing's row id, which the database generates.
        await db.SaveChangesAsync(cancellationToken);
        if (listing.ReleaseId == request.Release.Id)
        {
            var text = Text(request);
            await index.WriteAsync(db, listing.ForIndex(), text, cancellationToken);
            await words.AddAsync(db, text, cancellationToken);
        }

        return listing;
    }

    private ListingText Text(ShowReleaseRequest request) => new(
        $"{request.Content.Name} {request.ExtensionId}",
        request.Content.Summary,
        string.Join(' ', request.Content.Tags.Concat(request.Content.Categories.Select(shelf.NameOf))),
        request.Publisher.Name,
        request.Words);
}
