using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Releases.Offers;

/// <summary>Reads of offers inside the caller's unit of work.</summary>
public static class OfferQueries
{
    /// <summary>The current offer of a release: the one with the highest number. Every release has one.</summary>
    public static Task<Offer> CurrentAsync(PortalDb db, Guid releaseId, CancellationToken cancellationToken) => db.Set<Offer>().AsNoTracking()
        .Where(offer => offer.ReleaseId == releaseId)
        .OrderByDescending(offer => offer.Number)
        .FirstAsync(cancellationToken);
}
