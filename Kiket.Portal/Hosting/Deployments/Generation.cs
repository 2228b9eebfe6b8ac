using Kiket.Portal.Data;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Tiers;

namespace Kiket.Portal.Hosting.Deployments;

public enum GenerationState
{
    /// <summary>Takes over when it is healthy.</summary>
    Candidate,

    /// <summary>Gets the calls.</summary>
    Current,

    /// <summary>Another one took over, or nothing should run.</summary>
    Retired,

    /// <summary>Didn't get up, so the one before stayed.</summary>
    Rejected,
}

/// <summary>One way in which a deployment runs: an image in a tier with its settings. It never changes; another one replaces it.</summary>
public sealed class Generation : VersionedEntity
{
    public const int MaxProblem = Deployment.MaxReason;

    /// <summary>The end of the output of one that failed.</summary>
    public const int MaxLastOutput = 8 * 1024;

    /// <summary>One that isn't healthy by then failed.</summary>
    public static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    /// <summary>The container that was replaced finishes its calls.</summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(10);

    private Generation()
    {
    }

    public Guid Id { get; private set; }

    public Guid InstallationId { get; private set; }

    /// <summary>From 1.</summary>
    public int Number { get; private set; }

    public Guid ReleaseId { get; private set; }

    public string ImageId { get; private set; } = "";

    public int Port { get; private set; }

    public string? User { get; private set; }

    public string Tier { get; private set; } = "";

    public decimal Cpu { get; private set; }

    public int MemoryMiB { get; private set; }

    /// <summary>Hosts that it may call.</summary>
    public IReadOnlyList<string> Egress { get; private set; } = [];

    /// <summary>For calls to it.</summary>
    public int TimeoutMs { get; private set; }

    public GenerationState State { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Null while its container should be started.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? HealthyAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Until when its container finishes its calls; null when it has none to finish.</summary>
    public DateTimeOffset? DrainUntil { get; private set; }

    /// <summary>Why it was rejected or last failed.</summary>
    public string? Problem { get; private set; }

    public string? LastOutput { get; private set; }

    public string ContainerName => NameOf(Deployment.KeyOf(InstallationId), Number);

    public bool IsLive => State is GenerationState.Candidate or GenerationState.Current;

    public static string NameOf(string key, int number) => FormattableString.Invariant($"kx-{key}-g{number}");

    public static Generation Make(
        Deployment deployment, ReleaseImage image, HostingTier tier, IReadOnlyList<string> egress, int timeoutMs, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            InstallationId = deployment.InstallationId,
            Number = deployment.NextGeneration(),
            ReleaseId = deployment.ReleaseId,
            ImageId = image.ImageId,
            Port = image.Port,
            User = image.User,
            Tier = tier.Name,
            Cpu = tier.Cpu,
            MemoryMiB = tier.MemoryMiB,
            Egress = egress,
            TimeoutMs = timeoutMs,
            State = GenerationState.Candidate,
            CreatedAt = now,
        };

    public void Start(DateTimeOffset now) => StartedAt = now;

    /// <summary>Its container is to be started again.</summary>
    public void StartAgain(string problem, string? output)
    {
        StartedAt = null;
        Note(problem, output);
    }

    public void TakeOver(DateTimeOffset now) => (State, HealthyAt) = (GenerationState.Current, now);

    public void Retire(bool drains, DateTimeOffset now) =>
        (State, EndedAt, DrainUntil) = (GenerationState.Retired, now, drains ? now + DrainTime : null);

    public void Reject(string problem, string? output, DateTimeOffset now)
    {
        (State, EndedAt) = (GenerationState.Rejected, now);
        Note(problem, output);
    }

    private void Note(string problem, string? output)
    {
        Problem = problem.Length > MaxProblem ? problem[..MaxProblem] : problem;
        LastOutput = output is { Length: > MaxLastOutput } ? output[^MaxLastOutput..] : output;
    }
}
