using Kiket.Portal.Data;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Support;

/// <summary>What a listing promises today: the promise that the next ticket freezes.</summary>
public sealed class OfferOfListing(IDbContextFactory<PortalDb> databases)
{
    public async Task<SupportContact> SupportAsync(Listing listing, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await db.Set<Offer>().AsNoTracking().SingleAsync(offer => offer.Id == listing.OfferId, cancellationToken)).Terms.Support;
    }
}
