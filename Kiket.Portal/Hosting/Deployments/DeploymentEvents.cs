using Kiket.Portal.Events;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>A container of an installation is healthy and gets its calls from now on.</summary>
/// <param name="Generation">Its number.</param>
[EventName("deployment.took_over")]
public sealed record DeploymentTookOver(Guid InstallationId, Guid ReleaseId, int Generation) : IEvent
{
    public string Subject => $"installation:{InstallationId}";
}
