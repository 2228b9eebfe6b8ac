using Kiket.Portal.Events;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Listings.Publishing;

/// <summary>Shows what its publisher edited in a listing, inside the caller's unit of work. The release and its documents stay.</summary>
public sealed class EditListing(IndexListing index, ListingTopic topic)
{
    /// <param name="listing">Tracked, with its categories.</param>
    /// <param name="offer">With the same price and access as before.</param>
    public async Task RunAsync(
        Work work, Listing listing, ListingDetails details, ListingFiles files, Offer offer, CancellationToken cancellationToken)
    {
        listing.Edit(details, files, offer, work.Now);
        await work.Db.SaveChangesAsync(cancellationToken);
        await index.RunAsync(work.Db, listing, cancellationToken);
        work.Refresh(() => topic.PublishAsync(listing.ExtensionKey));
    }
}
