using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Hosting.Deployments;

public enum DeploymentState
{
    /// <summary>Nothing runs yet.</summary>
    Requested,

    WaitingForCapacity,
    Starting,
    Healthy,

    /// <summary>It runs and fails its health checks.</summary>
    Degraded,

    Restarting,

    /// <summary>It didn't get up for a day. Nothing is tried until somebody restarts it or it is upgraded.</summary>
    Failed,

    /// <summary>Its container is being removed, because it is uninstalled or no longer hosted.</summary>
    Stopped,

    Suspended,

    /// <summary>Neither container nor network is left.</summary>
    Removed,
}

/// <summary>Why the portal doesn't let it run.</summary>
public enum SuspensionReason
{
    Operator,

    /// <summary>Its release is blocked.</summary>
    Security,

    Unpaid,
}

/// <summary>How an installation of a managed extension runs. There is one for each.</summary>
public sealed class Deployment : VersionedEntity
{
    public const int MaxReason = 500;

    /// <summary>Failed health checks in a row, 10 seconds apart.</summary>
    public const int ChecksToDegraded = 3;

    public const int ChecksToRestart = 6;

    public static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(5);

    /// <summary>One that was healthy this long starts from the first pause again.</summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(10);

    /// <summary>One that doesn't get up for this long isn't started any more.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(24);

    /// <summary>How long a publisher may read what it prints.</summary>
    public static readonly TimeSpan OutputSharedFor = TimeSpan.FromHours(24);

    /// <summary>One that is suspended this long gives its network back. It gets another one when it runs again.</summary>
    public static readonly TimeSpan NetworkStaysFor = TimeSpan.FromDays(30);

    private Deployment()
    {
    }

    public Guid InstallationId { get; private set; }

    public Guid OrganizationId { get; private set; }

    /// <summary>The portal's id of the extension.</summary>
    public Guid ExtensionKey { get; private set; }

    public DeploymentState State { get; private set; }

    public DateTimeOffset Since { get; private set; }

    /// <summary>Why it is in this state, a sentence for its customer; null when the state says all.</summary>
    public string? Reason { get; private set; }

    public IReadOnlyList<SuspensionReason> Suspensions { get; private set; } = [];

    /// <summary>Which of the networks of <c>Hosting:Network</c> is its own; null while it has none.</summary>
    public int? NetworkIndex { get; private set; }

    /// <summary>What should run.</summary>
    public Guid ReleaseId { get; private set; }

    public Guid OfferId { get; private set; }

    /// <summary>The instant of the event that said so, so that an older one that comes late changes nothing.</summary>
    public DateTimeOffset WantedAt { get; private set; }

    /// <summary>A generation must be made for what should run.</summary>
    public bool NeedsGeneration { get; private set; }

    public int LastGeneration { get; private set; }

    /// <summary>Failures since it was last healthy for <see cref="ForgetAfter"/>.</summary>
    public int Failures { get; private set; }

    /// <summary>Since when it hasn't got up; null while it is up.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>Not to be started before.</summary>
    public DateTimeOffset? NextStartAt { get; private set; }

    public DateTimeOffset? HealthySince { get; private set; }

    public int FailedChecks { get; private set; }

    public DateTimeOffset? CheckedAt { get; private set; }

    /// <summary>Restarts that nobody asked for, ever.</summary>
    public int Restarts { get; private set; }

    /// <summary>Until when its publisher may read what it prints; null when that was never allowed.</summary>
    public DateTimeOffset? OutputSharedUntil { get; private set; }

    /// <summary>32 hex digits, which nobody can count up: in names of containers and hosts.</summary>
    public string Key => KeyOf(InstallationId);

    /// <summary>Whether a container of it may run.</summary>
    public bool IsWanted => State is not (DeploymentState.Failed or DeploymentState.Stopped or DeploymentState.Suspended or DeploymentState.Removed);

    /// <summary>Whether a health check that succeeds changes anything.</summary>
    public bool IsSettled(DateTimeOffset now) =>
        State == DeploymentState.Healthy && FailedChecks == 0 && (Failures == 0 || HealthySince + ForgetAfter > now);

    /// <summary>Whether it has been given its share of the machine.</summary>
    public bool HasPlace => State is DeploymentState.Starting or DeploymentState.Healthy or DeploymentState.Degraded or DeploymentState.Restarting;

    public bool SharesOutput(DateTimeOffset now) => OutputSharedUntil > now;

    /// <summary>Whether it has been suspended so long that nothing of it stays on the engine.</summary>
    public bool GivesNetworkBack(DateTimeOffset now) => State == DeploymentState.Suspended && NetworkIndex is not null && Since + NetworkStaysFor <= now;

    public static string KeyOf(Guid installationId) => installationId.ToString("N");

    public static Deployment Request(Guid installationId, Guid organizationId, Guid extensionKey, Guid releaseId, Guid offerId, DateTimeOffset at) => new()
    {
        InstallationId = installationId,
        OrganizationId = organizationId,
        ExtensionKey = extensionKey,
        State = DeploymentState.Requested,
        Since = at,
        ReleaseId = releaseId,
        OfferId = offerId,
        WantedAt = at,
        NeedsGeneration = true,
    };

    /// <summary>Another release or other terms should run.</summary>
    /// <returns>False when that is known already or something newer is.</returns>
    public bool Want(Guid releaseId, Guid offerId, DateTimeOffset at)
    {
        if (at < WantedAt || (at == WantedAt && releaseId == ReleaseId && offerId == OfferId))
        {
            return false;
        }

        (ReleaseId, OfferId, WantedAt, NeedsGeneration) = (releaseId, offerId, at, true);
        ForgetFailures();
        if (State is DeploymentState.Failed or DeploymentState.Stopped or DeploymentState.Removed)
        {
            Move(DeploymentState.Requested, null, at);
        }

        return true;
    }

    /// <summary>Somebody wants it started anew. While it runs, the new container replaces the old one without a failed call.</summary>
    public Result Restart(DateTimeOffset now)
    {
        switch (State)
        {
            case DeploymentState.Suspended:
                return Error.Conflict("deployment_suspended", $"It is suspended, so it can't be restarted. {Reason}".TrimEnd());
            case DeploymentState.Stopped or DeploymentState.Removed:
                return Error.Conflict("deployment_stopped", "It is stopped, so it can't be restarted. Install it again.");
            case DeploymentState.Failed:
                Move(DeploymentState.Requested, null, now);
                break;
        }

        NeedsGeneration = true;
        ForgetFailures();
        return Result.Success();
    }

    public bool Suspend(SuspensionReason reason, string sentence, DateTimeOffset at)
    {
        if (State is DeploymentState.Stopped or DeploymentState.Removed || Suspensions.Contains(reason))
        {
            return false;
        }

        Suspensions = [.. Suspensions, reason];
        Move(DeploymentState.Suspended, sentence, State == DeploymentState.Suspended ? Since : at);
        return true;
    }

    public bool Resume(SuspensionReason reason, DateTimeOffset at)
    {
        if (!Suspensions.Contains(reason))
        {
            return false;
        }

        Suspensions = [.. Suspensions.Where(other => other != reason)];
        if (Suspensions.Count == 0 && State == DeploymentState.Suspended)
        {
            NeedsGeneration = true;
            ForgetFailures();
            Move(DeploymentState.Requested, null, at);
        }

        return true;
    }

    /// <summary>It should no longer run.</summary>
    public bool Stop(DateTimeOffset at)
    {
        if (State is DeploymentState.Stopped or DeploymentState.Removed)
        {
            return false;
        }

        (NeedsGeneration, Suspensions, OutputSharedUntil) = (false, [], null);
        Move(DeploymentState.Stopped, null, at);
        return true;
    }

    public void Remove(DateTimeOffset now)
    {
        NetworkIndex = null;
        Move(DeploymentState.Removed, null, now);
    }

    /// <summary>Its network is removed, while everything that is known of it stays.</summary>
    public void GiveNetworkBack() => NetworkIndex = null;

    /// <summary>Lets its publisher read what it prints for a day.</summary>
    public void ShareOutput(DateTimeOffset now) => OutputSharedUntil = now + OutputSharedFor;

    public void StopSharingOutput() => OutputSharedUntil = null;

    public void UseNetwork(int index) => NetworkIndex = index;

    /// <summary>The number of the next generation.</summary>
    public int NextGeneration()
    {
        NeedsGeneration = false;
        return ++LastGeneration;
    }

    /// <summary>It can't be started yet.</summary>
    public void Wait(DeploymentState state, string reason, DateTimeOffset now)
    {
        if (State != state || Reason != reason)
        {
            Move(state, reason, State == state ? Since : now);
        }
    }

    /// <summary>Its container was started.</summary>
    public void Started(bool isFirst, DateTimeOffset now)
    {
        NextStartAt = null;
        (FailedChecks, CheckedAt) = (0, null);
        if (isFirst && Failures == 0 && State != DeploymentState.Starting)
        {
            Move(DeploymentState.Starting, null, now);
        }
        else if (Failures > 0 && State != DeploymentState.Restarting)
        {
            Move(DeploymentState.Restarting, Reason, now);
        }
    }

    public void Healthy(DateTimeOffset now)
    {
        (FailedChecks, CheckedAt, FailingSince) = (0, now, null);
        if (State != DeploymentState.Healthy)
        {
            HealthySince = now;
            Move(DeploymentState.Healthy, null, now);
        }
        else if (Failures > 0 && HealthySince + ForgetAfter <= now)
        {
            ForgetFailures();
        }
    }

    public void FailCheck(string reason, DateTimeOffset now)
    {
        FailedChecks++;
        CheckedAt = now;
        if (FailedChecks >= ChecksToDegraded && State == DeploymentState.Healthy)
        {
            HealthySince = null;
            Move(DeploymentState.Degraded, reason, now);
        }
    }

    /// <summary>What ran ended or never got up: it is started again after a pause, or given up.</summary>
    /// <returns>False when it is given up.</returns>
    public bool Fail(string reason, DateTimeOffset now)
    {
        FailingSince ??= now;
        (HealthySince, FailedChecks) = (null, 0);
        if (FailingSince + GiveUpAfter <= now)
        {
            NextStartAt = null;
            Move(DeploymentState.Failed, reason, now);
            return false;
        }

        NextStartAt = now + BackOff(Failures);
        Failures++;
        Restarts++;
        Move(DeploymentState.Restarting, reason, State == DeploymentState.Restarting ? Since : now);
        return true;
    }

    /// <param name="failures">Earlier ones.</param>
    public static TimeSpan BackOff(int failures)
    {
        var pause = FirstBackOff * Math.Pow(2, Math.Min(failures, 10));
        return pause < LongestBackOff ? pause : LongestBackOff;
    }

    private void ForgetFailures() => (Failures, FailingSince, NextStartAt) = (0, null, null);

    private void Move(DeploymentState state, string? reason, DateTimeOffset now) =>
        (State, Reason, Since) = (state, reason is { Length: > MaxReason } ? reason[..MaxReason] : reason, now);
}
