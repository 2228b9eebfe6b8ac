using System.Globalization;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>
/// An Admin of the customer lets the publisher read for a day what the container prints, such as to find an error. It may contain what the
/// customer stored, so nobody else can allow that.
/// </summary>
public sealed class ShareOutput(UnitOfWork unit, NotifyPeople notify, HostingTopic topic, InstallationTopic installations)
{
    public const string Event = "hosting.output_shared";

    /// <param name="organizationId">The only organization to look in, such as a token's; null for any of the person's.</param>
    /// <param name="isShared">False ends it.</param>
    public Task<Result> RunAsync(long number, Guid? organizationId, bool isShared, IActor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var opened = await InstallationAccess.OpenAsync(work.Db, number, organizationId, actor, OrganizationRole.Admin, cancellationToken);
            if (!opened.TryGet(out var installation, out var error))
            {
                return error;
            }

            if (await DeploymentRows.FindAsync(work.Db, installation.Id, cancellationToken) is not { } deployment)
            {
                return (Result)Error.Conflict("not_hosted", "Its publisher runs it, so it has no output here.");
            }

            if (deployment.State is DeploymentState.Stopped or DeploymentState.Removed)
            {
                return Error.Conflict("deployment_stopped", "It is stopped, so its output can't be shared.");
            }

            if (deployment.SharesOutput(work.Now) == isShared)
            {
                // Somebody else of the organization did it just now.
                return Result.Success();
            }

            if (isShared)
            {
                deployment.ShareOutput(work.Now);
                await NotifyAsync(work, deployment, cancellationToken);
            }
            else
            {
                deployment.StopSharingOutput();
            }

            work.Audit(
                actor,
                isShared ? "installation.output_shared" : "installation.output_unshared",
                new AuditSubject("installation", installation.Number.ToString(CultureInfo.InvariantCulture)),
                installation.OrganizationId,
                after: new { until = deployment.OutputSharedUntil });
            work.Refresh(() => topic.PublishAsync(HostingTopic.Deployments));
            work.Refresh(() => installations.PublishAsync(installation.Id));
            return Result.Success();
        },
        cancellationToken);

    private async Task NotifyAsync(Work work, Deployment deployment, CancellationToken cancellationToken)
    {
        var extension = await work.Db.Set<Extension>().AsNoTracking()
            .SingleAsync(found => found.Id == deployment.ExtensionKey, cancellationToken);
        var people = await OrganizationQueries.MemberIdsAsync(work.Db, extension.OrganizationId, OrganizationRole.Admin, cancellationToken);
        var publisher = await work.Db.Set<Organization>()
            .Where(organization => organization.Id == extension.OrganizationId)
            .Select(organization => organization.Slug)
            .SingleAsync(cancellationToken);
        var shared = await HostedInstallation.ReadAsync(work.Db, deployment.InstallationId, cancellationToken);
        await notify.AddAsync(
            work.Db,
            people,
            new NotificationDraft(
                NotificationKind.Support,
                Event,
                string.Create(CultureInfo.InvariantCulture, $"{deployment.Key}:{work.Now.UtcTicks}"),
                $"{shared.Organization} shares output of {shared.Name} with you",
                "You can read what its container prints for 24 hours.",
                $"/orgs/{publisher}/extensions/published/{Uri.EscapeDataString(extension.ExtensionId)}/hosting"),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
    }
}
