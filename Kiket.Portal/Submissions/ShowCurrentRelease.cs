using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;
using Semver;

namespace Kiket.Portal.Submissions;

/// <summary>
/// Lets a listing show the version that a new installation gets, after one was withdrawn or came back: the highest stable release that can
/// be installed, or the highest prerelease while there is none. When every release is withdrawn, it keeps showing the last one.
/// </summary>
public sealed class ShowCurrentRelease(ListRelease list)
{
    public async Task RunAsync(Work work, Extension extension, CancellationToken cancellationToken)
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
            return;
        }

        await list.RunAsync(db, extension, current, await OfferQueries.CurrentAsync(db, current.Id, cancellationToken), replaces: true, cancellationToken);
        work.Raise(new ListingShown(extension.Id, current.Version));
    }
}
