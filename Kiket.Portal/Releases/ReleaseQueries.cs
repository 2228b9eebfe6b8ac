using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Semver;

namespace Kiket.Portal.Releases;

/// <summary>One row of a versions table.</summary>
public sealed record ReleaseSummary(string Version, DateTimeOffset ReleasedAt, string Commit, bool IsPrerelease, DateTimeOffset? YankedAt, string? YankReason);

public sealed class ReleaseQueries(IDbContextFactory<PortalDb> databases)
{
    /// <summary>All releases of an extension, highest precedence first.</summary>
    public async Task<IReadOnlyList<ReleaseSummary>> ForExtensionAsync(Guid extensionKey, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var releases = await db.Set<Release>().AsNoTracking().Where(release => release.ExtensionKey == extensionKey).ToListAsync(cancellationToken);
        return [.. releases
            .OrderByDescending(release => release.Semantic, SemVersion.PrecedenceComparer)
            .Select(release => new ReleaseSummary(release.Version, release.ReleasedAt, release.Commit, release.Semantic.IsPrerelease, release.YankedAt, release.YankReason))];
    }

    /// <summary>The highest released version of what an id names in a registry; null before the first release.</summary>
    public async Task<SemVersion?> HighestAsync(Guid extensionKey, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await PublishRelease.HighestAsync(db, extensionKey, cancellationToken);
    }
}
