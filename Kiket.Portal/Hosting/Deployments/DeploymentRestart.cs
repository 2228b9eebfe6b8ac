namespace Kiket.Portal.Hosting.Deployments;

/// <summary>A restart, by itself or because somebody asked for it.</summary>
public sealed class DeploymentRestart
{
    private DeploymentRestart()
    {
    }

    public Guid Id { get; private set; }

    public Guid InstallationId { get; private set; }

    public Guid ReleaseId { get; private set; }

    public DateTimeOffset At { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>The name of the one who asked for it; null when nobody did.</summary>
    public string? By { get; private set; }

    public static DeploymentRestart Of(Deployment deployment, Guid releaseId, string reason, string? by, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(at),
        InstallationId = deployment.InstallationId,
        ReleaseId = releaseId,
        At = at,
        Reason = reason.Length > Deployment.MaxReason ? reason[..Deployment.MaxReason] : reason,
        By = by,
    };
}
