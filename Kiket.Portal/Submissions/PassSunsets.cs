using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Deprecations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>
/// Lets listings follow the sunsets that pass: they show a version that can be installed. Whether one can be installed is decided by the instant
/// itself, never by this work.
/// </summary>
public sealed class PassSunsets(UnitOfWork unit, IDbContextFactory<PortalDb> databases, ShowCurrentRelease show, ListingTopic listings, TimeProvider clock)
    : IRegularWork
{
    /// <summary>A release and a deprecation that are stored at the same instant don't see each other; this long both are looked at again.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromHours(1);

    public string Name => "pass-sunsets";

    public TimeSpan Interval => TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var key in await DueAsync(cancellationToken))
        {
            _ = await unit.RunAsync(work => PassAsync(work, key, cancellationToken), cancellationToken);
        }
    }

    private async Task<List<Guid>> DueAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var recently = now - LookBack;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var shown =
            from listing in db.Set<Listing>()
            join release in db.Set<Release>() on listing.ReleaseId equals release.Id
            where release.SunsetAt <= now
                && db.Set<Release>().Any(other =>
                    other.ExtensionKey == release.ExtensionKey && other.YankedAt == null && (other.SunsetAt == null || other.SunsetAt > now))
            select listing.ExtensionKey;
        var missed =
            from release in db.Set<Release>()
            where release.ReleasedAt > recently && release.DeprecationId == null
                && db.Set<Deprecation>().Any(deprecation => deprecation.ExtensionKey == release.ExtensionKey && deprecation.WithdrawnAt == null)
            select release.ExtensionKey;
        return [.. (await shown.ToListAsync(cancellationToken)).Union(await missed.ToListAsync(cancellationToken))];
    }

    private async Task<Result> PassAsync(Work work, Guid extensionKey, CancellationToken cancellationToken)
    {
        await CoverReleases.RunAsync(work.Db, extensionKey, cancellationToken);
        var isCovered = work.Db.ChangeTracker.HasChanges();
        var extension = await work.Db.Set<Extension>().SingleAsync(found => found.Id == extensionKey, cancellationToken);
        if (await show.RunAsync(work, extension, cancellationToken) || isCovered)
        {
            work.Refresh(() => listings.PublishAsync(extensionKey));
        }

        return Result.Success();
    }
}
