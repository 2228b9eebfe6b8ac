using Kiket.Portal.Data;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;
using Semver;

namespace Kiket.Portal.Installations.Rollouts;

/// <summary>A rollout as its publisher sees it.</summary>
public sealed record RolloutRow(string Version, RolloutState State, RolloutStage Stage, string Reason)
{
    public bool IsWhole => State == RolloutState.Running && Stage.ShareBasisPoints == RolloutStage.Whole;
}

/// <summary>Reads rollouts. The caller must check the publisher's role.</summary>
public sealed class RolloutQueries(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>
    /// Those that a publisher may want to change, highest version first: every one that isn't whole, and the newest. Withdrawn versions go
    /// nowhere.
    /// </summary>
    public async Task<IReadOnlyList<RolloutRow>> ForExtensionAsync(Guid extensionKey, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var all = await (
            from rollout in db.Set<ReleaseRollout>().AsNoTracking()
            where rollout.ExtensionKey == extensionKey
            join release in db.Set<Release>().AsNoTracking() on rollout.ReleaseId equals release.Id
            where release.YankedAt == null && release.BlockedAt == null
            select new { Rollout = rollout, Release = release }).ToListAsync(cancellationToken);
        var now = clock.GetUtcNow();
        return [.. all
            .OrderByDescending(pair => pair.Release.Semantic, SemVersion.PrecedenceComparer)
            .Select(pair => new RolloutRow(pair.Release.Version, pair.Rollout.State, pair.Rollout.Stage(now), pair.Rollout.Reason))
            .Where((row, index) => index == 0 || !row.IsWhole)];
    }
}
