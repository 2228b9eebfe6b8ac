using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Rollouts;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>
/// Stops the rollout of a release when too many installations and upgrades fail by the extension's own fault. It counts after each failure is
/// stored: of two at once, the later one sees both.
/// </summary>
public sealed class WatchRollouts(UnitOfWork unit, HaltRollout halt, NotifyPeople notify) : IEventHandler<InstallationOperationFailed>
{
    public const string HandlerName = "watch-rollouts";

    /// <summary>Fewer may be one customer's own trouble.</summary>
    public const int LeastFailures = 3;

    /// <summary>Of those tried.</summary>
    public const int LeastPercent = 20;

    /// <summary>What a release itself is to blame for. A yank meanwhile, for example, says nothing about it.</summary>
    private static readonly string[] Faults = [OperationSteps.Denied, OperationSteps.Unreachable];

    public async Task RunAsync(InstallationOperationFailed happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (happened.Kind is OperationKind.Install or OperationKind.Upgrade
            && Faults.Contains(happened.Code, StringComparer.Ordinal)
            && !(await unit.RunAsync(work => WatchAsync(work, happened.ReleaseId, cancellationToken), cancellationToken)).Succeeded)
        {
            // Its publisher changes it at the same time. The next attempt sees that.
            throw new LostRaceException();
        }
    }

    private async Task<Result> WatchAsync(Work work, Guid releaseId, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var rollout = await db.Set<ReleaseRollout>().SingleOrDefaultAsync(candidate => candidate.ReleaseId == releaseId, cancellationToken);
        if (rollout is null or { IsHalted: true })
        {
            work.Discard();
            return Result.Success();
        }

        var (failed, tried) = await CountAsync(db, rollout, cancellationToken);
        if (failed < LeastFailures || failed * 100 < tried * LeastPercent)
        {
            work.Discard();
            return Result.Success();
        }

        await StopAsync(work, rollout, $"{failed} of {tried} installations and upgrades failed.", cancellationToken);
        return Result.Success();
    }

    private static async Task<(int Failed, int Tried)> CountAsync(PortalDb db, ReleaseRollout rollout, CancellationToken cancellationToken)
    {
        var ended = db.Set<InstallationOperation>().Where(operation => operation.TargetReleaseId == rollout.ReleaseId
            && operation.FinishedAt > rollout.FailuresCountSince
            && (operation.Kind == OperationKind.Install || operation.Kind == OperationKind.Upgrade));
        var failed = await ended.CountAsync(
            operation => operation.State == OperationState.Failed && Faults.Contains(operation.ErrorCode), cancellationToken);
        return (failed, failed + await ended.CountAsync(operation => operation.State == OperationState.Succeeded, cancellationToken));
    }

    private async Task StopAsync(Work work, ReleaseRollout rollout, string reason, CancellationToken cancellationToken)
    {
        var db = work.Db;
        await halt.RunAsync(work, rollout.ReleaseId, reason, cancellationToken);
        var release = await db.Set<Release>().SingleAsync(candidate => candidate.Id == rollout.ReleaseId, cancellationToken);
        var extension = await db.Set<Extension>().SingleAsync(candidate => candidate.Id == rollout.ExtensionKey, cancellationToken);
        var slug = await db.Set<Organization>().Where(one => one.Id == extension.OrganizationId).Select(one => one.Slug).SingleAsync(cancellationToken);
        var people = await OrganizationQueries.MemberIdsAsync(db, extension.OrganizationId, OrganizationRole.Admin, cancellationToken);
        await notify.AddAsync(
            db,
            people,
            new NotificationDraft(
                NotificationKind.Release,
                "rollout.stopped",
                string.Create(CultureInfo.InvariantCulture, $"{release.Id}:{work.Now.UtcTicks}"),
                $"The rollout of {extension.ExtensionId} {release.Version} was stopped",
                $"{reason} Nobody is upgraded to it by a policy any more. Look at the failures, then resume it with a reason, or yank the version.",
                $"/orgs/{slug}/extensions/published/{extension.ExtensionId}"),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
    }
}
