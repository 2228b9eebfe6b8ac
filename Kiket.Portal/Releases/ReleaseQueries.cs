using Kiket.Portal.Data;
using Kiket.Portal.Releases.Deprecations;
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

    /// <summary>Why and when it ends; null while nobody deprecated it.</summary>
    public Deprecation? Deprecation { get; init; }

    /// <summary>Half-open: at the sunset instant it is over.</summary>
    public bool IsPastSunset(DateTimeOffset now) => Deprecation?.SunsetAt <= now;

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
        var deprecations = await DeprecationsAsync(db, releases, cancellationToken);
        return
        [
            .. releases.OrderByDescending(release => release.Semantic, SemVersion.PrecedenceComparer).Select(release => Summary(release, deprecations)),
        ];
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
        var deprecations = await DeprecationsAsync(db, current.ConvertAll(pair => pair.Release), cancellationToken);
        return [.. current
            .Select((pair, index) => (pair.Release, Changes: index == 0 ? [] : OfferDifference.Between(current[index - 1].Offer.Terms, pair.Offer.Terms)))
            .OrderByDescending(pair => pair.Release.Semantic, SemVersion.PrecedenceComparer)
            .Select(pair => Summary(pair.Release, deprecations) with { Changes = pair.Changes })];
    }

    /// <summary>The highest released version of an extension; null before the first release.</summary>
    public async Task<HighestVersions?> HighestAsync(Guid extensionKey, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await PublishRelease.HighestAsync(db, extensionKey, cancellationToken);
    }

    /// <summary>Read only when a release has one, which few have.</summary>
    private static async Task<Dictionary<Guid, Deprecation>> DeprecationsAsync(PortalDb db, List<Release> releases, CancellationToken cancellationToken)
    {
        var ids = releases.Select(release => release.DeprecationId).OfType<Guid>().Distinct().ToList();
        return ids.Count == 0
            ? []
            : await db.Set<Deprecation>().AsNoTracking()
                .Where(deprecation => ids.Contains(deprecation.Id))
                .ToDictionaryAsync(deprecation => deprecation.Id, cancellationToken);
    }

    private static ReleaseSummary Summary(Release release, Dictionary<Guid, Deprecation> deprecations) => new(
        release.Version, release.ReleasedAt, release.Commit, release.Semantic.IsPrerelease, release.YankedAt, release.YankReason)
    {
        Id = release.Id,
        BlockedAt = release.BlockedAt,
        BlockReason = release.BlockReason,
        IsSecurityFix = release.IsSecurityFix,
        Deprecation = release.DeprecationId is { } id ? deprecations.GetValueOrDefault(id) : null,
    };
}
