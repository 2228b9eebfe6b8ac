using Kiket.Portal.Data;
using Kiket.Portal.Releases.Deprecations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Releases;

/// <summary>Ties the releases of an extension to the deprecations that cover them, inside the caller's change.</summary>
public static class CoverReleases
{
    /// <summary>All releases: after a deprecation was announced, changed or withdrawn. Only what differs is written.</summary>
    public static async Task RunAsync(PortalDb db, Guid extensionKey, CancellationToken cancellationToken)
    {
        var active = await ActiveAsync(db, extensionKey, cancellationToken);
        foreach (var release in await db.Set<Release>().Where(release => release.ExtensionKey == extensionKey).ToListAsync(cancellationToken))
        {
            release.DeprecateBy(Governing(active, release));
        }
    }

    /// <summary>A release that is new: it counts as soon as it is inside a range.</summary>
    public static async Task CoverAsync(PortalDb db, Release release, CancellationToken cancellationToken) =>
        release.DeprecateBy(Governing(await ActiveAsync(db, release.ExtensionKey, cancellationToken), release));

    /// <summary>The ids of the releases that a deprecation covers now.</summary>
    public static async Task<IReadOnlyList<Guid>> CoveredAsync(PortalDb db, Deprecation deprecation, CancellationToken cancellationToken)
    {
        var releases = await db.Set<Release>().AsNoTracking()
            .Where(release => release.ExtensionKey == deprecation.ExtensionKey)
            .ToListAsync(cancellationToken);
        return [.. releases.Where(release => deprecation.Covers(release.Semantic)).Select(release => release.Id)];
    }

    private static async Task<List<Deprecation>> ActiveAsync(PortalDb db, Guid extensionKey, CancellationToken cancellationToken)
    {
        // What this change adds isn't stored yet, and what it withdraws is.
        await db.Set<Deprecation>().Where(deprecation => deprecation.ExtensionKey == extensionKey).LoadAsync(cancellationToken);
        return [.. db.Set<Deprecation>().Local.Where(deprecation => deprecation.ExtensionKey == extensionKey && deprecation.IsActive)];
    }

    /// <summary>Of several, the one that ends first; of those without an end, the first one.</summary>
    private static Deprecation? Governing(List<Deprecation> active, Release release) => active
        .Where(deprecation => deprecation.Covers(release.Semantic))
        .OrderBy(deprecation => deprecation.SunsetAt ?? DateTimeOffset.MaxValue)
        .ThenBy(deprecation => deprecation.AnnouncedAt)
        .FirstOrDefault();
}
