using Kiket.Portal.Events;
using Kiket.Portal.Installations.Operating;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>Tells a managed extension what happened to its installation, as soon as its container can hear it.</summary>
public sealed class CallAfterTakeOver(CallWhenHosted call) : IEventHandler<DeploymentTookOver>
{
    public const string HandlerName = "call-after-take-over";

    public Task RunAsync(DeploymentTookOver happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        call.RunAsync(happened.InstallationId, cancellationToken);
}
