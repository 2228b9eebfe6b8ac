using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Deciding;

namespace Kiket.Portal.Installations.Rollouts;

public enum RolloutState
{
    /// <summary>The share rises by itself until it is whole.</summary>
    Running,

    /// <summary>By the publisher.</summary>
    Paused,

    /// <summary>By the portal, because too many operations failed.</summary>
    Stopped,
}

/// <summary>
/// How far a release has come to the installations that upgrade by themselves. Time alone moves it on: only pausing, going on and jumping are
/// stored. A person's own upgrade doesn't ask for it.
/// </summary>
public sealed class ReleaseRollout : VersionedEntity
{
    /// <summary>From how many installations with an automatic policy on a release goes out in steps. Of fewer, a share says nothing.</summary>
    public const int MinInstallations = 20;

    public const int MaxReason = 1000;

    /// <summary>How long each share lasts before the next.</summary>
    public static readonly TimeSpan StepTime = TimeSpan.FromHours(24);

    /// <summary>In basis points.</summary>
    private static readonly int[] Shares = [1_000, 5_000, RolloutStage.Whole];

    private ReleaseRollout()
    {
    }

    public Guid ReleaseId { get; private set; }

    /// <summary>The portal's id of the extension.</summary>
    public Guid ExtensionKey { get; private set; }

    public RolloutState State { get; private set; }

    /// <summary>When the first share began, as if it had never been paused.</summary>
    public DateTimeOffset RunsSince { get; private set; }

    /// <summary>Since when it is paused or stopped; null while it runs.</summary>
    public DateTimeOffset? HaltedAt { get; private set; }

    /// <summary>Operations that ended before this don't stop it: somebody looked at them and went on.</summary>
    public DateTimeOffset FailuresCountSince { get; private set; }

    /// <summary>Why it was paused, stopped or resumed; empty when nobody said.</summary>
    public string Reason { get; private set; } = "";

    public bool IsHalted => State != RolloutState.Running;

    /// <param name="inSteps">False when it goes to everyone at once, and can only be paused.</param>
    public static ReleaseRollout Of(Guid releaseId, Guid extensionKey, bool inSteps, DateTimeOffset now) => new()
    {
        ReleaseId = releaseId,
        ExtensionKey = extensionKey,
        RunsSince = inSteps ? now : WholeAt(now),
        FailuresCountSince = now,
    };

    /// <summary>A share begins at its instant and ends right before the next.</summary>
    public RolloutStage Stage(DateTimeOffset now)
    {
        var step = Math.Clamp((int)(((HaltedAt ?? now) - RunsSince) / StepTime), 0, Shares.Length - 1);
        var isLast = step == Shares.Length - 1;
        return new RolloutStage(Shares[step], IsHalted, IsHalted || isLast ? null : RunsSince + ((step + 1) * StepTime));
    }

    public Result Pause(string reason, DateTimeOffset now)
    {
        if (IsHalted)
        {
            return Error.Conflict("rollout_halted", $"The rollout is already {Word}: {Reason}");
        }

        Halt(RolloutState.Paused, reason, now);
        return Result.Success();
    }

    /// <summary>The portal found too many failures.</summary>
    public void Stop(string reason, DateTimeOffset now) => Halt(RolloutState.Stopped, reason, now);

    /// <summary>Goes on where it was halted.</summary>
    public Result Resume(string reason, DateTimeOffset now)
    {
        if (HaltedAt is not { } since)
        {
            return Error.Conflict("rollout_running", "The rollout isn't paused, so there is nothing to resume.");
        }

        if (State == RolloutState.Stopped && reason.Length == 0)
        {
            return Error.Field("reason", "reason_missing", "Say why it is safe to go on. Too many operations failed before.");
        }

        RunsSince += now - since;
        (State, HaltedAt, Reason, FailuresCountSince) = (RolloutState.Running, null, reason, now);
        return Result.Success();
    }

    /// <summary>Goes to everyone from now on.</summary>
    public Result Complete(string reason, DateTimeOffset now)
    {
        if (IsHalted)
        {
            return Error.Conflict("rollout_halted", $"The rollout is {Word}: {Reason} Resume it first.");
        }

        if (Stage(now).ShareBasisPoints == RolloutStage.Whole)
        {
            return Error.Conflict("rollout_complete", "It already goes to everyone.");
        }

        (RunsSince, Reason) = (WholeAt(now), reason);
        return Result.Success();
    }

    private string Word => State == RolloutState.Paused ? "paused" : "stopped";

    private static DateTimeOffset WholeAt(DateTimeOffset now) => now - ((Shares.Length - 1) * StepTime);

    private void Halt(RolloutState state, string reason, DateTimeOffset now) => (State, HaltedAt, Reason) = (state, now, reason);
}
