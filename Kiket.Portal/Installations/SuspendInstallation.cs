using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Installations;

/// <summary>Stops an installation whose organization hasn't paid, and lets it run again, inside the caller's unit of work.</summary>
public sealed class SuspendInstallation(InstallationTopic topic)
{
    /// <param name="extensionId">For the audit log.</param>
    public Result Suspend(Work work, Installation installation, string extensionId)
    {
        var suspended = installation.Suspend(work.Now);
        return suspended.Succeeded
            ? Done(work, installation, extensionId, actor: null, "installation.suspended",
                new InstallationSuspended(installation.Id, installation.OrganizationId, installation.ExtensionKey))
            : suspended;
    }

    /// <param name="actor">Null when a payment arrived.</param>
    public Result Resume(Work work, Installation installation, string extensionId, IActor? actor)
    {
        var resumed = installation.Resume(work.Now);
        return resumed.Succeeded
            ? Done(work, installation, extensionId, actor, "installation.resumed",
                new InstallationResumed(installation.Id, installation.OrganizationId, installation.ExtensionKey))
            : resumed;
    }

    private Result Done(Work work, Installation installation, string extensionId, IActor? actor, string action, IEvent happened)
    {
        work.Raise(happened);
        work.Audit(actor, action, new AuditSubject("installation", extensionId), installation.OrganizationId);
        work.Refresh(() => topic.PublishAsync(installation));
        return Result.Success();
    }
}
