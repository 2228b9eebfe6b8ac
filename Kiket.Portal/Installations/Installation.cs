using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Deciding;

namespace Kiket.Portal.Installations;

public enum InstallationState
{
    Installing,
    Active,

    /// <summary>An upgrade or a rollback runs. The release before is still the installed one.</summary>
    Upgrading,

    /// <summary>It couldn't be installed. Installing it again starts anew.</summary>
    Failed,

    /// <summary>Stopped because its organization hasn't paid for it. It runs again when it has.</summary>
    Suspended,

    Uninstalling,
    Uninstalled,
}

/// <summary>A release with what a customer agreed to and filled in for it.</summary>
/// <param name="ConfigurationVersion">The version of its configuration; 0 for none.</param>
public sealed record InstalledRelease(Guid ReleaseId, Guid OfferId, int ConfigurationVersion);

/// <summary>Who published an extension when its customer last looked. Automatic upgrades pause while it is somebody else.</summary>
/// <param name="RepositoryGitHubId">GitHub's number of the repository.</param>
public sealed record KnownPublisher(Guid OrganizationId, long RepositoryGitHubId);

/// <summary>
/// An extension that an organization runs. There is one per organization and extension that isn't uninstalled; installing it again later
/// makes another one.
/// </summary>
public sealed class Installation : VersionedEntity
{
    /// <summary>How long the release before an upgrade can be restored, with its configuration.</summary>
    public static readonly TimeSpan RollbackTime = TimeSpan.FromDays(30);

    /// <summary>Time to come back with the secrets, before people are reminded of those that are missing.</summary>
    public static readonly TimeSpan ReminderTime = TimeSpan.FromHours(24);

    private Installation()
    {
    }

    /// <summary>The number in addresses, in the API and in runtime tokens, counted by the database.</summary>
    public long Number { get; private set; }

    /// <summary>The key: for rollouts, host names and other tables.</summary>
    public Guid Id { get; private set; }

    public Guid OrganizationId { get; private set; }

    /// <summary>The portal's id of the extension.</summary>
    public Guid ExtensionKey { get; private set; }

    public InstallationState State { get; private set; }

    /// <summary>The installed release; the one that is being installed while there is none.</summary>
    public Guid ReleaseId { get; private set; }

    /// <summary>The offer of the release that the customer agreed to.</summary>
    public Guid OfferId { get; private set; }

    public int ConfigurationVersion { get; private set; }

    public InstallationPolicy Policy { get; private set; } = InstallationPolicy.Default;

    /// <summary>Copied from the policy, for the index of those to decide about.</summary>
    public bool IsAutomatic { get; private set; }

    /// <summary>When to decide about upgrades again; null until something happens to the extension or the policy.</summary>
    public DateTimeOffset? DecideAt { get; private set; }

    /// <summary>When to look for missing secrets, once; null when that is done or not due.</summary>
    public DateTimeOffset? RemindAt { get; private set; }

    /// <summary>What ran before the last upgrade; null when nothing can be rolled back.</summary>
    public InstalledRelease? Previous { get; private set; }

    /// <summary>When the installed release began to run.</summary>
    public DateTimeOffset? SwitchedAt { get; private set; }

    public KnownPublisher Publisher { get; private set; } = new(Guid.Empty, 0);

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? InstalledAt { get; private set; }

    public Guid InstalledBy { get; private set; }

    /// <summary>The name at that time.</summary>
    public string InstalledByName { get; private set; } = "";

    /// <summary>What the extension returned for its declared output fields.</summary>
    public IReadOnlyDictionary<string, string> OutputFields { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Since when it is suspended; null while it isn't.</summary>
    public DateTimeOffset? SuspendedAt { get; private set; }

    /// <summary>Asked for while another operation runs: it follows. Afterwards, why it was uninstalled.</summary>
    public Departure? Departure { get; private set; }

    public DateTimeOffset? UninstalledAt { get; private set; }

    /// <summary>Until when an uninstalled one's configuration is kept; null when it is gone already.</summary>
    public DateTimeOffset? DataUntil { get; private set; }

    public InstalledRelease Current => new(ReleaseId, OfferId, ConfigurationVersion);

    public bool IsGone => State == InstallationState.Uninstalled;

    public DateTimeOffset? RollbackUntil => Previous is null ? null : SwitchedAt + RollbackTime;

    public static Installation Start(
        Guid organizationId, Guid extensionKey, InstalledRelease target, KnownPublisher publisher, IActor actor, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = organizationId,
            ExtensionKey = extensionKey,
            State = InstallationState.Installing,
            ReleaseId = target.ReleaseId,
            OfferId = target.OfferId,
            ConfigurationVersion = target.ConfigurationVersion,
            Publisher = publisher,
            CreatedAt = now,
            InstalledBy = actor.UserId,
            InstalledByName = actor.Name,
        };

    /// <summary>Tries an installation that failed once more, perhaps with another release.</summary>
    public Result Restart(InstalledRelease target, KnownPublisher publisher, IActor actor)
    {
        if (State != InstallationState.Failed)
        {
            return NotNow("installed again");
        }

        (State, ReleaseId, OfferId, ConfigurationVersion) = (InstallationState.Installing, target.ReleaseId, target.OfferId, target.ConfigurationVersion);
        (Publisher, InstalledBy, InstalledByName) = (publisher, actor.UserId, actor.Name);
        return Result.Success();
    }

    /// <summary>An upgrade or rollback was asked for.</summary>
    public Result BeginUpgrade()
    {
        if (State != InstallationState.Active)
        {
            return NotNow("upgraded");
        }

        State = InstallationState.Upgrading;
        return Result.Success();
    }

    public Result Suspend(DateTimeOffset now)
    {
        if (State != InstallationState.Active)
        {
            return NotNow("suspended");
        }

        (State, SuspendedAt) = (InstallationState.Suspended, now);
        return Result.Success();
    }

    public Result Resume(DateTimeOffset now)
    {
        if (State != InstallationState.Suspended)
        {
            return NotNow("resumed");
        }

        (State, SuspendedAt) = (InstallationState.Active, null);
        DecideAgain(now);
        return Result.Success();
    }

    public Result BeginUninstall(Departure departure)
    {
        if (State is InstallationState.Uninstalling or InstallationState.Uninstalled)
        {
            return NotNow("uninstalled");
        }

        (State, Departure) = (InstallationState.Uninstalling, departure);
        return Result.Success();
    }

    /// <summary>Uninstalls as soon as what runs has ended.</summary>
    public void UninstallNext(Departure departure) => Departure = departure;

    /// <summary>It runs from now on.</summary>
    public void Activate(DateTimeOffset now)
    {
        RemindAt = InstalledAt is null ? now + ReminderTime : RemindAt;
        (State, InstalledAt, SwitchedAt) = (InstallationState.Active, InstalledAt ?? now, now);
        DecideAgain(now);
    }

    /// <summary>Runs another release; what ran until now can be restored for a while.</summary>
    /// <param name="before">What to come back to, with the configuration of that time.</param>
    public void SwitchTo(InstalledRelease before, InstalledRelease target, DateTimeOffset now)
    {
        Previous = before;
        Run(target, now);
    }

    /// <summary>Runs the release before with its configuration, and skips the one it leaves, or the policy would upgrade again at once.</summary>
    public void RollBack(string leftVersion, DateTimeOffset now)
    {
        var target = Previous ?? throw new InvalidOperationException("There is nothing to roll back to.");
        Previous = null;
        Policy = Policy.Skip(leftVersion);
        Run(target, now);
    }

    /// <summary>What was tried didn't happen: an installation failed, and an upgrade leaves what ran before.</summary>
    public void GoBack() => State = State == InstallationState.Installing ? InstallationState.Failed : InstallationState.Active;

    public void Uninstall(DateTimeOffset? dataUntil, DateTimeOffset now)
    {
        (State, UninstalledAt, DataUntil) = (InstallationState.Uninstalled, now, dataUntil);
        (IsAutomatic, DecideAt, Previous, RemindAt) = (false, null, null, null);
        if (dataUntil is null)
        {
            ForgetData();
        }
    }

    /// <summary>The kept data of an uninstalled installation are deleted.</summary>
    public void ForgetData()
    {
        DataUntil = null;
        OutputFields = new Dictionary<string, string>(StringComparer.Ordinal);
    }

    public Result ChangePolicy(InstallationPolicy policy, DateTimeOffset now)
    {
        if (policy.Problem() is { } problem)
        {
            return problem;
        }

        Policy = policy;
        DecideAgain(now);
        return Result.Success();
    }

    /// <summary>The customer knows who publishes it now.</summary>
    public void Acknowledge(KnownPublisher publisher, DateTimeOffset now)
    {
        Publisher = publisher;
        DecideAgain(now);
    }

    /// <summary>Other terms of the release that runs, which its customer agreed to or which cost nobody more.</summary>
    public void TakeOffer(Guid offerId) => OfferId = offerId;

    public void Reminded() => RemindAt = null;

    public void Configure(int configurationVersion) => ConfigurationVersion = configurationVersion;

    public void Return(IReadOnlyDictionary<string, string> outputFields) =>
        OutputFields = new Dictionary<string, string>(OutputFields.Concat(outputFields).GroupBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pairs => pairs.Last()), StringComparer.Ordinal);

    /// <summary>Something happened that may allow an upgrade.</summary>
    public void DecideAgain(DateTimeOffset now)
    {
        IsAutomatic = Policy.IsAutomatic && !IsGone;
        DecideAt = IsAutomatic ? now : null;
    }

    private void Run(InstalledRelease target, DateTimeOffset now)
    {
        (ReleaseId, OfferId, ConfigurationVersion) = (target.ReleaseId, target.OfferId, target.ConfigurationVersion);
        (State, SwitchedAt) = (InstallationState.Active, now);
        DecideAgain(now);
    }

    private Error NotNow(string what) => State switch
    {
        InstallationState.Installing => Error.Conflict(
            "installation_installing", $"It is still being installed, so it can't be {what} yet. Try again in a moment."),
        InstallationState.Upgrading => Error.Conflict("installation_upgrading", $"It is being upgraded, so it can't be {what} now. Try again in a moment."),
        InstallationState.Failed => Error.Conflict(
            "installation_failed", $"It could not be installed, so it can't be {what}. Install it again, or uninstall it."),
        InstallationState.Suspended => Error.Conflict(
            "installation_suspended", $"It is suspended because an invoice isn't paid, so it can't be {what}. Pay it first."),
        InstallationState.Active => Error.Conflict("installation_active", $"It is installed and runs, so it can't be {what}."),
        _ => Error.Conflict("installation_uninstalled", $"It is uninstalled, so it can't be {what}. Install it again."),
    };
}
