using Kiket.Portal.Components.Shared;
using Kiket.Portal.Hosting.Deployments;

namespace Kiket.Portal.Components.Installations;

/// <summary>How hosting is named on the screen.</summary>
public static class HostingLabels
{
    public const string Off = "Hosting is not switched on here";

    public static string State(DeploymentState state) => state switch
    {
        DeploymentState.Requested => "Waiting to start",
        DeploymentState.WaitingForCapacity => "Waiting for room",
        DeploymentState.Starting => "Starting",
        DeploymentState.Healthy => "Healthy",
        DeploymentState.Degraded => "Failing health checks",
        DeploymentState.Restarting => "Restarting",
        DeploymentState.Failed => "Failed",
        DeploymentState.Suspended => "Suspended",
        DeploymentState.Stopped => "Being removed",
        _ => "Removed",
    };

    public static BadgeTone Tone(DeploymentState state) => state switch
    {
        DeploymentState.Healthy => BadgeTone.Success,
        DeploymentState.Degraded or DeploymentState.Restarting or DeploymentState.WaitingForCapacity => BadgeTone.Warning,
        DeploymentState.Failed or DeploymentState.Suspended => BadgeTone.Danger,
        DeploymentState.Requested or DeploymentState.Starting => BadgeTone.Info,
        _ => BadgeTone.Neutral,
    };

    /// <summary>What the state means for the customer, where nothing more exact is known.</summary>
    public static string? Meaning(DeploymentState state) => state switch
    {
        DeploymentState.Requested => "It starts as soon as the machine that runs containers gets to it.",
        DeploymentState.WaitingForCapacity => "The operators have been given no more room. Nothing is charged meanwhile.",
        DeploymentState.Failed => "It didn't get up for a day, so it is no longer tried. Nothing is charged. Restart it, or upgrade it.",
        DeploymentState.Suspended => "It doesn't run, and nothing is charged.",
        _ => null,
    };
}
