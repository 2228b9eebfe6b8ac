using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>
/// Says what should run, from what happens to installations and releases. Each change is dated by its event, so a late or repeated one writes the
/// same rows.
/// </summary>
public sealed class DeployInstallations(UnitOfWork unit, IDbContextFactory<PortalDb> databases, HostingTopic topic, InstallationTopic installations) :
    IEventHandler<InstallationInstalled>, IEventHandler<InstallationUpgraded>, IEventHandler<InstallationRolledBack>,
    IEventHandler<InstallationUninstalled>, IEventHandler<InstallationSuspended>, IEventHandler<InstallationResumed>,
    IEventHandler<ReleaseBlocked>, IEventHandler<ReleaseUnblocked>
{
    public const string HandlerName = "deployments";

    private const string Unpaid = "An invoice isn't paid. It starts again when the payment arrives.";

    public Task RunAsync(InstallationInstalled happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        WantAsync(happened.InstallationId, happened.ReleaseId, happened.OfferId, at, cancellationToken);

    public Task RunAsync(InstallationUpgraded happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        WantAsync(happened.InstallationId, happened.ReleaseId, happened.OfferId, at, cancellationToken);

    public Task RunAsync(InstallationRolledBack happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        WantAsync(happened.InstallationId, happened.ReleaseId, happened.OfferId, at, cancellationToken);

    public Task RunAsync(InstallationUninstalled happened, DateTimeOffset at, CancellationToken cancellationToken) => ChangeAsync(
        happened.InstallationId,
        async (work, deployment) =>
        {
            if (deployment is not null)
            {
                await StopAsync(work, deployment, at, cancellationToken);
            }
        },
        cancellationToken);

    public Task RunAsync(InstallationSuspended happened, DateTimeOffset at, CancellationToken cancellationToken) => ChangeAsync(
        happened.InstallationId,
        async (work, deployment) =>
        {
            if (deployment?.Suspend(SuspensionReason.Unpaid, Unpaid, at) == true)
            {
                await DeploymentRows.EndAsync(work.Db, happened.InstallationId, at, cancellationToken);
            }
        },
        cancellationToken);

    public Task RunAsync(InstallationResumed happened, DateTimeOffset at, CancellationToken cancellationToken) => ChangeAsync(
        happened.InstallationId,
        (_, deployment) =>
        {
            deployment?.Resume(SuspensionReason.Unpaid, at);
            return Task.CompletedTask;
        },
        cancellationToken);

    public async Task RunAsync(ReleaseBlocked happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        foreach (var id in await RunningAsync(happened.ReleaseId, cancellationToken))
        {
            await ChangeAsync(
                id,
                async (work, deployment) =>
                {
                    if (deployment?.ReleaseId == happened.ReleaseId
                        && deployment.Suspend(SuspensionReason.Security, $"Version {happened.Version} is blocked: {happened.Reason}", at))
                    {
                        await DeploymentRows.EndAsync(work.Db, id, at, cancellationToken);
                    }
                },
                cancellationToken);
        }
    }

    public async Task RunAsync(ReleaseUnblocked happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        foreach (var id in await RunningAsync(happened.ReleaseId, cancellationToken))
        {
            await ChangeAsync(
                id,
                (_, deployment) =>
                {
                    if (deployment?.ReleaseId == happened.ReleaseId)
                    {
                        deployment.Resume(SuspensionReason.Security, at);
                    }

                    return Task.CompletedTask;
                },
                cancellationToken);
        }
    }

    private Task WantAsync(Guid installationId, Guid releaseId, Guid offerId, DateTimeOffset at, CancellationToken cancellationToken) => ChangeAsync(
        installationId,
        async (work, deployment) =>
        {
            var installation = await work.Db.Set<Installation>().AsNoTracking().SingleAsync(one => one.Id == installationId, cancellationToken);
            if (installation.IsGone)
            {
                return;
            }

            var isManaged = (await work.Db.Set<Offer>().Where(offer => offer.Id == offerId).Select(offer => offer.Terms).SingleAsync(cancellationToken))
                .Hosting.Managed;
            if (deployment is null)
            {
                if (isManaged)
                {
                    work.Db.Add(Deployment.Request(
                        installationId, installation.OrganizationId, installation.ExtensionKey, releaseId, offerId, at));
                }
            }
            else if (!isManaged)
            {
                await StopAsync(work, deployment, at, cancellationToken);
            }
            else if (deployment.Want(releaseId, offerId, at)
                && !await work.Db.Set<Release>().AnyAsync(release => release.Id == releaseId && release.BlockedAt != null, cancellationToken))
            {
                deployment.Resume(SuspensionReason.Security, at);
            }
        },
        cancellationToken);

    private static async Task StopAsync(Work work, Deployment deployment, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (deployment.Stop(at))
        {
            await DeploymentRows.EndAsync(work.Db, deployment.InstallationId, at, cancellationToken);
        }
    }

    private async Task<List<Guid>> RunningAsync(Guid releaseId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Deployment>()
            .Where(deployment => deployment.ReleaseId == releaseId)
            .Select(deployment => deployment.InstallationId)
            .ToListAsync(cancellationToken);
    }

    private async Task ChangeAsync(Guid installationId, Func<Work, Deployment?, Task> change, CancellationToken cancellationToken)
    {
        var result = await unit.RunAsync(
            async work =>
            {
                await change(work, await DeploymentRows.FindAsync(work.Db, installationId, cancellationToken));
                work.Refresh(() => topic.PublishAsync(HostingTopic.Work));
                work.Refresh(() => topic.PublishAsync(HostingTopic.Deployments));
                work.Refresh(() => installations.PublishAsync(installationId));
                return Result.Success();
            },
            cancellationToken);
        result.ThrowIfRefused();
    }
}
