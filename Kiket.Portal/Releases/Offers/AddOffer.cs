using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Releases.Offers;

/// <summary>
/// Adds an offer to a release inside the caller's transaction. If two are added at once, the unique index refuses one
/// of them, so that a number always means one set of terms.
/// </summary>
public sealed class AddOffer(TimeProvider clock)
{
    public async Task<Offer> RunAsync(PortalDb db, Guid releaseId, OfferTerms terms, string approvedBy, CancellationToken cancellationToken)
    {
        var last = await db.Set<Offer>().Where(offer => offer.ReleaseId == releaseId).MaxAsync(offer => (int?)offer.Number, cancellationToken);
        var added = Offer.Of(releaseId, (last ?? 0) + 1, terms, approvedBy, clock.GetUtcNow());
        db.Add(added);
        return added;
    }
}
