using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;
using Semver;

namespace Kiket.Portal.Submissions;

/// <summary>
/// Shows in a listing the highest stable release that can be installed now, or the highest prerelease while there is none. When none can be
/// installed, the listing keeps showing the last one, which says why.
/// </summary>
public sealed class ShowCurrentRelease(ListRelease list)
{
    /// <summary>Inside the caller's change, by its one instant.</summary>
    /// <returns>Whether it shows another one now.</returns>
    public async Task<bool> RunAsync(Work work, Extension extension, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var releases = await db.Set<Release>().Where(release => release.ExtensionKey == extension.Id).ToListAsync(cancellationToken);
        var current = releases
            .Where(release => !release.IsWithdrawn && !release.IsPastSunset(work.Now))
            .OrderBy(release => release.Semantic.IsPrerelease ? 1 : 0)
            .ThenByDescending(release => release.Semantic, SemVersion.PrecedenceComparer)
            .FirstOrDefault();
        var shown = await db.Set<Listing>()
            .Where(listing => listing.ExtensionKey == extension.Id)
            .Select(listing => listing.ReleaseId)
            .SingleAsync(cancellationToken);
        if (current is null || current.Id == shown)
        {
            return false;
        }

        await list.RunAsync(db, extension, current, await OfferQueries.CurrentAsync(db, current.Id, cancellationToken), replaces: true, cancellationToken);
        work.Raise(new ListingShown(extension.Id, current.Version));
        return true;
    }
}
