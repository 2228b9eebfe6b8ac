using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Installations.Rollouts;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>
/// The portal stops the rollout of a release inside the caller's change: no policy upgrades to it any more, and those who run it are notified. Its
/// publisher is notified by the caller, who knows why.
/// </summary>
public sealed class HaltRollout
{
    /// <returns>False when there is no rollout, or when it is halted already.</returns>
    public async Task<bool> RunAsync(Work work, Guid releaseId, string reason, CancellationToken cancellationToken)
    {
        var rollout = await work.Db.Set<ReleaseRollout>().SingleOrDefaultAsync(candidate => candidate.ReleaseId == releaseId, cancellationToken);
        if (rollout is null or { IsHalted: true })
        {
            return false;
        }

        rollout.Stop(reason, work.Now);
        var release = await work.Db.Set<Release>().SingleAsync(candidate => candidate.Id == releaseId, cancellationToken);
        var extension = await work.Db.Set<Extension>().SingleAsync(candidate => candidate.Id == rollout.ExtensionKey, cancellationToken);
        work.Audit(
            actor: null,
            "rollout.stopped",
            new AuditSubject("release", $"{extension.ExtensionId} {release.Version}"),
            extension.OrganizationId,
            after: new { rollout.State, reason });
        work.Raise(new RolloutStopped(release.Id, extension.Id, release.Version, reason));
        return true;
    }
}
