using Kiket.Portal.Data;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;
using Semver;

namespace Kiket.Portal.Releases;

/// <summary>One row of a versions table.</summary>
public sealed record ReleaseSummary(string Version, DateTimeOffset ReleasedAt, string Commit, bool IsPrerelease, DateTimeOffset? YankedAt, string? YankReason)
{
    /// <summary>The release's own id.</summary>
    public Guid Id { get; init; }

    public DateTimeOffset? BlockedAt { get; init; }

    public string? BlockReason { get; init; }

    public bool IsSecurityFix { get; init; }

    /// <summary>Nobody can install it anew.</summary>
    public bool IsWithdrawn => YankedAt is not null || BlockedAt is not null;

    /// <summary>
    /// What its offer changes compared with the release before; empty for the first release and when not requested.
    /// </summary>
    public IReadOnlyList<ReleaseChange> Changes { get; init; } = [];
}

public sealed class ReleaseQueries(IDbContextFactory<PortalDb> databases)
{
    /// <summary>All releases of an extension, highest precedence first.</summary>
    public async Task<IReadOnlyList<ReleaseSummary>> ForExtensionAsync(Guid extensionKey, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var releases = await db.Set<Release>().AsNoTracking().Where(release => release.ExtensionKey == extensionKey).ToListAsync(cancellationToken);
        return [.. releases.OrderByDescending(release => release.Semantic, SemVersion.PrecedenceComparer).Select(Summary)];
    }

    /// <summary>The same, each with what its offer changes compared with the release before.</summary>
    public async Task<IReadOnlyList<ReleaseSummary>> WithChangesAsync(Guid extensionKey, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var offered = await (
            from release in db.Set<Release>().AsNoTracking()
            where release.ExtensionKey == extensionKey
            join offer in db.Set<Offer>().AsNoTracking() on release.Id equals offer.ReleaseId
            select new { Release = release, Offer = offer }).ToListAsync(cancellationToken);
        var current = offered.GroupBy(pair => pair.Release.Id)
            .Select(pairs => pairs.MaxBy(pair => pair.Offer.Number)!)
            .OrderBy(pair => pair.Release.ReleasedAt)
            .ToList();
        return [.. current
            .Select((pair, index) => (pair.Release, Changes: index == 0 ? [] : OfferDifference.Between(current[index - 1].Offer.Terms, pair.Offer.Terms)))
            .OrderByDescending(pair => pair.Release.Semantic, SemVersion.PrecedenceComparer)
            .Select(pair => Summary(pair.Release) with { Changes = pair.Changes })];
    }

    /// <summary>The highest released version of an extension; null before the first release.</summary>
    public async Task<HighestVersions?> HighestAsync(Guid extensionKey, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await PublishRelease.HighestAsync(db, extensionKey, cancellationToken);
    }

    private static ReleaseSummary Summary(Release release) => new(
        release.Version, release.ReleasedAt, release.Commit, release.Semantic.IsPrerelease, release.YankedAt, release.YankReason)
    {
        Id = release.Id,
        BlockedAt = release.BlockedAt,
        BlockReason = release.BlockReason,
        IsSecurityFix = release.IsSecurityFix,
    };
}
