using System.Globalization;
using Kiket.Portal.Events;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>
/// Tells the customer's Owners and Admins that an extension needs more memory than its tier has: once for each container that replaced another.
/// </summary>
public sealed class NotifyOfMemory(NotifyPeople notify)
{
    public const string Event = "hosting.out_of_memory";

    public async Task AddAsync(Work work, Deployment deployment, Generation generation, CancellationToken cancellationToken)
    {
        var people = await OrganizationQueries.MemberIdsAsync(work.Db, deployment.OrganizationId, OrganizationRole.Admin, cancellationToken);
        var installation = await HostedInstallation.ReadAsync(work.Db, deployment.InstallationId, cancellationToken);
        await notify.AddAsync(
            work.Db,
            people,
            new NotificationDraft(
                NotificationKind.Release,
                Event,
                string.Create(CultureInfo.InvariantCulture, $"{deployment.Key}:{generation.Number}"),
                $"{installation.Name} ran out of memory",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"It has {generation.MemoryMiB} MiB on {generation.Tier}. It is started again; if this goes on, ask its publisher for a larger tier."),
                installation.Address),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
    }
}
