namespace Kiket.Portal.Hosting.Deployments;

/// <summary>How a container failed.</summary>
public enum FailureCause
{
    Ended,

    /// <summary>The engine doesn't have it any more.</summary>
    Gone,

    /// <summary>It didn't get healthy in time.</summary>
    NotHealthyInTime,

    /// <summary>It was healthy and no longer is.</summary>
    Unhealthy,

    /// <summary>The engine refused to start it.</summary>
    NotStarted,
}

/// <summary>A failure before anybody has put it into words.</summary>
/// <param name="ExitCode">Of an ended one, where the engine says it.</param>
/// <param name="Health">What its last health check said; see <see cref="Edge.HealthResult"/>.</param>
public sealed record Failure(FailureCause Cause, int? ExitCode = null, string? Health = null);

/// <summary>One thing to do for a deployment.</summary>
public abstract record DeploymentStep
{
    /// <summary>A generation must be made for what should run.</summary>
    public sealed record Prepare : DeploymentStep;

    /// <param name="ClearsName">An ended container has its name and must be removed first.</param>
    public sealed record Start(Generation Generation, bool ClearsName) : DeploymentStep;

    public sealed record Retire(string Container, TimeSpan Grace) : DeploymentStep;

    /// <summary>The candidate is healthy: it gets the calls.</summary>
    public sealed record TakeOver(Generation Generation) : DeploymentStep;

    /// <summary>The candidate failed, and the current one goes on.</summary>
    public sealed record Reject(Generation Generation, Failure Failure) : DeploymentStep;

    /// <summary>What runs failed: it is started again after a pause, or given up.</summary>
    public sealed record Fail(Generation Generation, Failure Failure) : DeploymentStep;

    public sealed record Healthy(Generation Generation) : DeploymentStep;

    public sealed record FailCheck(Generation Generation, string Health) : DeploymentStep;

    /// <summary>Only its network is left on the engine.</summary>
    public sealed record RemoveNetwork : DeploymentStep;
}
