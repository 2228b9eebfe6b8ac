using Kiket.Portal.Data;
using Kiket.Portal.Listings.Categories;
using Kiket.Portal.Listings.Search;

namespace Kiket.Portal.Listings.Publishing;

/// <summary>Writes what a search finds of a stored listing, inside the caller's unit of work.</summary>
public sealed class IndexListing(ListingIndex index, ListingVocabulary words, CategoryShelf shelf)
{
    public async Task RunAsync(PortalDb db, Listing listing, CancellationToken cancellationToken)
    {
        var text = new ListingText(
            $"{listing.Name} {listing.ExtensionId}",
            listing.Summary,
            string.Join(' ', listing.Tags.Concat(listing.CategorySlugs.Select(shelf.NameOf))),
            listing.PublisherName,
            await SearchedDocuments.TextAsync(db, listing.DocumentSetId, cancellationToken));
        await index.WriteAsync(db, listing.ForIndex(), text, cancellationToken);
        await words.AddAsync(db, text, cancellationToken);
    }
}
