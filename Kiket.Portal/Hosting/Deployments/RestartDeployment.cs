using System.Globalization;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>An Admin of the organization has the container of an installation started anew.</summary>
public sealed class RestartDeployment(UnitOfWork unit, HostingTopic topic, InstallationTopic installations)
{
    public const string Requested = "Somebody asked for it.";

    /// <param name="organizationId">The only organization to look in, such as a token's; null for any of the person's.</param>
    public Task<Result> RunAsync(long number, Guid? organizationId, IActor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var opened = await InstallationAccess.OpenAsync(work.Db, number, organizationId, actor, OrganizationRole.Admin, cancellationToken);
            if (!opened.TryGet(out var installation, out var error))
            {
                return error;
            }

            if (!(await HostingQueries.ReadAsync(work.Db, cancellationToken)).IsOn)
            {
                return (Result)Error.Conflict("hosting_off", "Hosting is not switched on here, so nothing can be restarted.");
            }

            if (await DeploymentRows.FindAsync(work.Db, installation.Id, cancellationToken) is not { } deployment)
            {
                return Error.Conflict("not_hosted", "Its publisher runs it, so it can't be restarted here.");
            }

            if (deployment.Restart(work.Now) is { Succeeded: false } refused)
            {
                return refused;
            }

            work.Db.Add(DeploymentRestart.Of(deployment, deployment.ReleaseId, Requested, actor.Name, work.Now));
            work.Audit(
                actor,
                "installation.restarted",
                new AuditSubject("installation", installation.Number.ToString(CultureInfo.InvariantCulture)),
                installation.OrganizationId,
                after: new { state = deployment.State.ToString() });
            work.Refresh(() => topic.PublishAsync(HostingTopic.Work));
            work.Refresh(() => installations.PublishAsync(installation.Id));
            return Result.Success();
        },
        cancellationToken);
}
