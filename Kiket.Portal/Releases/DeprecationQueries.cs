using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Manifests;
using Kiket.Portal.Releases.Deprecations;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;
using Semver;

namespace Kiket.Portal.Releases;

/// <summary>A deprecation with the versions that it covers now, highest first.</summary>
public sealed record CoveringDeprecation(Deprecation Deprecation, IReadOnlyList<string> Versions);

/// <summary>A deprecation in the list of everything that an organization deprecated.</summary>
public sealed record PublisherDeprecation(string ExtensionId, Deprecation Deprecation);

/// <summary>Reads deprecations. Everybody may see them who may see the extension.</summary>
public sealed class DeprecationQueries(IDbContextFactory<PortalDb> databases)
{
    /// <summary>All of an extension, newest first, the withdrawn ones included.</summary>
    public async Task<IReadOnlyList<CoveringDeprecation>> ForExtensionAsync(Guid extensionKey, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var deprecations = await db.Set<Deprecation>().AsNoTracking()
            .Where(deprecation => deprecation.ExtensionKey == extensionKey)
            .OrderByDescending(deprecation => deprecation.AnnouncedAt)
            .ToListAsync(cancellationToken);
        var versions = await VersionsAsync(db, extensionKey, cancellationToken);
        return [.. deprecations.Select(deprecation => new CoveringDeprecation(
            deprecation,
            [.. versions.Select(one => one.Version).Where(deprecation.Covers).OrderDescending(SemVersion.PrecedenceComparer).Select(one => one.ToString())]))];
    }

    /// <summary>What an organization has announced of all its extensions, the next sunset first. The caller must check the membership.</summary>
    public async Task<IReadOnlyList<PublisherDeprecation>> OfPublisherAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await (
            from extension in db.Set<Extension>()
            where extension.OrganizationId == organizationId
            join deprecation in db.Set<Deprecation>().AsNoTracking() on extension.Id equals deprecation.ExtensionKey
            where deprecation.WithdrawnAt == null
            select new { extension.ExtensionId, Deprecation = deprecation }).ToListAsync(cancellationToken);
        return
        [
            .. rows.OrderBy(row => row.Deprecation.SunsetAt ?? DateTimeOffset.MaxValue)
                .ThenBy(row => row.ExtensionId, StringComparer.Ordinal)
                .Select(row => new PublisherDeprecation(row.ExtensionId, row.Deprecation)),
        ];
    }

    /// <summary>The deprecation of one version; null when it isn't deprecated.</summary>
    public async Task<Deprecation?> OfVersionAsync(Guid extensionKey, string version, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await (
            from release in db.Set<Release>()
            where release.ExtensionKey == extensionKey && release.Version == version
            join deprecation in db.Set<Deprecation>() on release.DeprecationId equals deprecation.Id
            select deprecation).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>What the manifest of the newest release deprecates and nobody has announced: a beginning for the planner.</summary>
    public async Task<IReadOnlyList<CompatibilityNotice>> SuggestedAsync(Guid extensionKey, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var manifest = await (
            from release in db.Set<Release>()
            where release.ExtensionKey == extensionKey
            join snapshot in db.Set<CommitSnapshot>().AsNoTracking() on release.SnapshotId equals snapshot.Id
            orderby release.ReleasedAt descending
            select snapshot.Manifest).FirstOrDefaultAsync(cancellationToken);
        if (manifest?.Compatibility is not { Deprecates.Count: > 0 } compatibility)
        {
            return [];
        }

        var announced = await db.Set<Deprecation>()
            .Where(deprecation => deprecation.ExtensionKey == extensionKey && deprecation.WithdrawnAt == null)
            .Select(deprecation => deprecation.Range)
            .ToListAsync(cancellationToken);
        return
        [
            .. compatibility.Deprecates.Where(notice => notice.Version is { Length: > 0 } range && !announced.Contains(range.Trim(), StringComparer.Ordinal)),
        ];
    }

    /// <summary>The released versions as the rules of a deprecation see them.</summary>
    public async Task<IReadOnlyList<RangedVersion>> VersionsAsync(Guid extensionKey, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await VersionsAsync(db, extensionKey, cancellationToken);
    }

    /// <inheritdoc cref="VersionsAsync(Guid, CancellationToken)"/>
    public static async Task<IReadOnlyList<RangedVersion>> VersionsAsync(PortalDb db, Guid extensionKey, CancellationToken cancellationToken)
    {
        var releases = await db.Set<Release>().AsNoTracking().Where(release => release.ExtensionKey == extensionKey).ToListAsync(cancellationToken);
        return [.. releases.Select(release => new RangedVersion(release.Semantic, release.IsWithdrawn, release.IsDeprecated))];
    }
}
