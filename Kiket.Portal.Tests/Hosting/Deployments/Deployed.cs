using Kiket.Portal.Containers;
using Kiket.Portal.Edge;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Tiers;

namespace Kiket.Portal.Tests.Hosting.Deployments;

/// <summary>A deployment with its generations and what was found of it, without a database.</summary>
internal sealed class Deployed
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly List<Generation> _generations = [];

    public Deployment Deployment { get; } = Deployment.Request(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Start);

    public DateTimeOffset Now { get; private set; } = Start;

    public IReadOnlyList<Generation> Generations => _generations;

    /// <summary>One that runs and is healthy.</summary>
    public static Deployed Healthy()
    {
        var deployed = new Deployed();
        var generation = deployed.Candidate();
        generation.Start(deployed.Now);
        deployed.Deployment.Started(isFirst: true, deployed.Now);
        generation.TakeOver(deployed.Now);
        deployed.Deployment.Healthy(deployed.Now);
        return deployed;
    }

    public Generation Candidate(HostingTier? tier = null)
    {
        var generation = Generation.Make(
            Deployment, new ReleaseImage("sha256:" + new string('a', 64), 8080, null), tier ?? HostingTiers.Minimal, ["api.acme.test"], 5000, Now);
        _generations.Add(generation);
        return generation;
    }

    public Deployed After(TimeSpan time)
    {
        Now += time;
        return this;
    }

    public Deployed After(double seconds) => After(TimeSpan.FromSeconds(seconds));

    public static Observed Running(Generation generation) => Container(generation, isRunning: true, null);

    public static Observed Ended(Generation generation, int exitCode) => Container(generation, isRunning: false, exitCode);

    public static HealthResult Says(Generation generation, string? problem = null) =>
        new(Deployment.KeyOf(generation.InstallationId), generation.Number, problem);

    public IReadOnlyList<DeploymentStep> Next(params object[] found) => NextSteps.Of(
        Deployment,
        _generations,
        [.. found.OfType<Observed>()],
        found.OfType<HealthResult>().ToDictionary(result => result.Generation),
        Now);

    private static Observed Container(Generation generation, bool isRunning, int? exitCode) =>
        new(generation.ContainerName, generation.ImageId, isRunning, exitCode, new Dictionary<string, string>());
}
