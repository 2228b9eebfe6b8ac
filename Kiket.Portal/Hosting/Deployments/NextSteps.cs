using Kiket.Portal.Containers;
using Kiket.Portal.Edge;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>
/// Decides what to do for one deployment from its rows, its containers and its health. Everything that it says can be done twice, and what was
/// left half done is seen and finished the next time.
/// </summary>
public static class NextSteps
{
    public const string InstallationLabel = "dev.kiket.installation";
    public const string GenerationLabel = "dev.kiket.generation";

    /// <summary>For a container to end by itself.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(10);

    /// <param name="generations">Those that may have a container: candidate, current, and what drains.</param>
    /// <param name="containers">Of this deployment, by their label.</param>
    /// <param name="health">By generation; one that wasn't asked, or couldn't be, is missing.</param>
    public static IReadOnlyList<DeploymentStep> Of(
        Deployment deployment,
        IReadOnlyCollection<Generation> generations,
        IReadOnlyCollection<Observed> containers,
        IReadOnlyDictionary<int, HealthResult> health,
        DateTimeOffset now)
    {
        var steps = new List<DeploymentStep>();
        if (!deployment.IsWanted)
        {
            steps.AddRange(containers.Select(container => new DeploymentStep.Retire(container.Name, Grace)));
            if (containers.Count == 0 && (deployment.State == DeploymentState.Stopped || deployment.GivesNetworkBack(now)))
            {
                steps.Add(new DeploymentStep.RemoveNetwork());
            }

            return steps;
        }

        var candidate = generations.FirstOrDefault(generation => generation.State == GenerationState.Candidate);
        var current = generations.FirstOrDefault(generation => generation.State == GenerationState.Current);
        var stay = generations.Where(generation => generation.IsLive || generation.DrainUntil > now)
            .Select(generation => generation.ContainerName).ToHashSet(StringComparer.Ordinal);
        steps.AddRange(containers.Where(container => !stay.Contains(container.Name))
            .Select(container => new DeploymentStep.Retire(container.Name, Grace)));
        if (deployment.NeedsGeneration)
        {
            steps.Add(new DeploymentStep.Prepare());
            // The candidate that it replaces is of no use any more; the current one goes on.
            candidate = null;
        }

        if (candidate is not null && Candidate(deployment, candidate, current is null, new Seen(containers, health, candidate), now) is { } next)
        {
            steps.Add(next);
        }

        if (current is not null && Current(deployment, current, new Seen(containers, health, current), now) is { } step)
        {
            steps.Add(step);
        }

        return steps;
    }

    private static DeploymentStep? Candidate(Deployment deployment, Generation candidate, bool isAlone, Seen seen, DateTimeOffset now)
    {
        if (candidate.StartedAt is not { } started)
        {
            return !isAlone || IsDue(deployment, now) ? new DeploymentStep.Start(candidate, seen.HasEnded) : null;
        }

        if (seen.Health is { IsHealthy: true })
        {
            return new DeploymentStep.TakeOver(candidate);
        }

        var failure = seen.Failure ?? (started + Generation.StartLimit <= now ? new Failure(FailureCause.NotHealthyInTime, null, seen.Health?.Problem) : null);
        return failure is null ? null
            : isAlone ? new DeploymentStep.Fail(candidate, failure)
            : new DeploymentStep.Reject(candidate, failure);
    }

    private static DeploymentStep? Current(Deployment deployment, Generation current, Seen seen, DateTimeOffset now)
    {
        if (current.StartedAt is not { } started)
        {
            return IsDue(deployment, now) ? new DeploymentStep.Start(current, seen.HasEnded) : null;
        }

        if (seen.Failure is { } failure)
        {
            return new DeploymentStep.Fail(current, failure);
        }

        if (seen.Health is not { } health)
        {
            return null;
        }

        if (health.Problem is not { } problem)
        {
            return deployment.IsSettled(now) ? null : new DeploymentStep.Healthy(current);
        }

        if (deployment.State == DeploymentState.Restarting)
        {
            // It has the time of a start to get up.
            return started + Generation.StartLimit <= now
                ? new DeploymentStep.Fail(current, new Failure(FailureCause.NotHealthyInTime, null, problem))
                : null;
        }

        return deployment.CheckedAt + CheckInterval > now ? null
            : deployment.FailedChecks + 1 >= Deployment.ChecksToRestart
                ? new DeploymentStep.Fail(current, new Failure(FailureCause.Unhealthy, null, problem))
            : new DeploymentStep.FailCheck(current, problem);
    }

    private static bool IsDue(Deployment deployment, DateTimeOffset now) => deployment.NextStartAt is not { } at || at <= now;

    /// <summary>A generation as it was found.</summary>
    private sealed class Seen(IReadOnlyCollection<Observed> containers, IReadOnlyDictionary<int, HealthResult> health, Generation generation)
    {
        private readonly Observed? _container = containers.FirstOrDefault(container => container.Name == generation.ContainerName);

        public bool HasEnded => _container is { IsRunning: false };

        public HealthResult? Health => _container is { IsRunning: true } ? health.GetValueOrDefault(generation.Number) : null;

        public Failure? Failure => _container switch
        {
            null => new Failure(FailureCause.Gone),
            { IsRunning: false } ended => new Failure(FailureCause.Ended, ended.ExitCode),
            _ => null,
        };
    }
}
