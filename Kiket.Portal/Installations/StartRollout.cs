using Kiket.Portal.Data;
using Kiket.Portal.Installations.Rollouts;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>
/// Adds the rollout of a new release inside the change that releases it, so that no installation can be upgraded before it exists. It goes out in
/// steps where enough installations would take it by themselves.
/// </summary>
public sealed class StartRollout
{
    public async Task AddAsync(PortalDb db, Release release, CancellationToken cancellationToken)
    {
        var waiting = await db.Set<Installation>()
            .Where(installation => installation.ExtensionKey == release.ExtensionKey
                && installation.IsAutomatic
                && installation.State != InstallationState.Uninstalled)
            .OrderBy(installation => installation.Number)
            .Take(ReleaseRollout.MinInstallations)
            .CountAsync(cancellationToken);
        db.Add(ReleaseRollout.Of(release.Id, release.ExtensionKey, waiting == ReleaseRollout.MinInstallations, release.ReleasedAt));
    }
}
