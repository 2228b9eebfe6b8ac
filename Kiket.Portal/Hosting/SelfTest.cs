using Kiket.Portal.Data;

namespace Kiket.Portal.Hosting;

public enum SelfTestState
{
    /// <summary>Waits for a process that runs containers.</summary>
    Waiting,

    Running,

    /// <summary>Nothing got out: hosting is on.</summary>
    Passed,

    Failed,

    /// <summary>The process that would run containers has no engine.</summary>
    Off,
}

/// <summary>One try to get out of a container's network, or to have rights in it.</summary>
/// <param name="Name">What was tried, for operators.</param>
/// <param name="Result">What came of it.</param>
public sealed record LeakAttempt(string Name, bool Leaked, string Result)
{
    /// <summary>It was neither held nor got out, because the edge or the engine was away. It keeps hosting off, and says nothing about leaks.</summary>
    public bool IsUnclear { get; init; }
}

/// <summary>One run of the self-test that decides whether hosting is on, with all that it tried.</summary>
public sealed class SelfTest : VersionedEntity
{
    /// <summary>A run that takes longer was killed with its process.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private SelfTest()
    {
    }

    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public DateTimeOffset RequestedAt { get; private set; }

    /// <summary>Null when the portal itself asked for it, at its start.</summary>
    public string? RequestedByName { get; private set; }

    public SelfTestState State { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary><c>podman</c> or <c>Docker</c>; empty when no engine responded.</summary>
    public string Engine { get; private set; } = "";

    public string EngineVersion { get; private set; } = "";

    /// <summary>Cores of the engine's machine.</summary>
    public int Cpu { get; private set; }

    public long MemoryMiB { get; private set; }

    /// <summary>Why hosting is off, one sentence each; empty when it passed.</summary>
    public IReadOnlyList<string> Reasons { get; private set; } = [];

    public IReadOnlyList<LeakAttempt> Attempts { get; private set; } = [];

    public static SelfTest Request(string? requestedBy, DateTimeOffset now) =>
        new() { RequestedAt = now, RequestedByName = requestedBy, State = SelfTestState.Waiting };

    /// <summary>What a process without an engine reports.</summary>
    public static SelfTest SwitchedOff(string reason, DateTimeOffset now) =>
        new() { RequestedAt = now, FinishedAt = now, State = SelfTestState.Off, Reasons = [reason] };

    /// <summary>False when another process runs it.</summary>
    public bool Start(DateTimeOffset now)
    {
        if (State != SelfTestState.Waiting && !(State == SelfTestState.Running && StartedAt + Limit < now))
        {
            return false;
        }

        (State, StartedAt) = (SelfTestState.Running, now);
        return true;
    }

    /// <summary>
    /// Whether it is run again by itself: when nothing got out, the engine or the edge was slow or away, which shows nothing about leaks.
    /// What leaked stays off until an operator asks for another test.
    /// </summary>
    /// <param name="tries">How many showed nothing in a row; the pause doubles with each.</param>
    public bool IsDueAgain(int tries, DateTimeOffset now)
    {
        var pause = FirstPause * Math.Pow(2, Math.Clamp(tries - 1, 0, 10));
        return State == SelfTestState.Failed && !Attempts.Any(attempt => attempt.Leaked) && FinishedAt + (pause < LongestPause ? pause : LongestPause) <= now;
    }

    /// <summary>The process that ran it is gone.</summary>
    public void WaitAgain() => (State, StartedAt) = (SelfTestState.Waiting, null);

    public void Finish(SelfTestOutcome outcome, DateTimeOffset now)
    {
        (Engine, EngineVersion, Cpu, MemoryMiB) = (outcome.Engine.Name, outcome.Engine.Version, outcome.Engine.Cpu, outcome.Engine.MemoryMiB);
        (Attempts, Reasons) = (outcome.Attempts, outcome.Reasons);
        (State, FinishedAt) = (outcome.Reasons.Count == 0 ? SelfTestState.Passed : SelfTestState.Failed, now);
    }
}
