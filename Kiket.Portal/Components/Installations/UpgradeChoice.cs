using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Deciding;

namespace Kiket.Portal.Components.Installations;

/// <summary>How far one row of the upgrades is.</summary>
public enum UpgradeProgress
{
    /// <summary>Nothing was started here, or what ran before is over.</summary>
    Open,
    Runs,
    Done,
    Failed,
}

/// <summary>One installation in the list of upgrades, and what the person has chosen for it.</summary>
public sealed class UpgradeChoice(AvailableUpgrade upgrade)
{
    private Guid? _started;

    public AvailableUpgrade Upgrade { get; } = upgrade;

    public long Number => Upgrade.Installation.Number;

    /// <summary>The version to go to; null while it is blocked.</summary>
    public UpgradeTarget? Target { get; private set; } = upgrade.Free ?? upgrade.Targets.FirstOrDefault();

    public bool IsTicked { get; set; } = upgrade.IsRecommended;

    /// <summary>The hash of the difference that the person saw and agreed to.</summary>
    public string? Consent { get; private set; }

    /// <summary>The person looked at the difference and left it for later.</summary>
    public bool IsPostponed { get; set; }

    public Dictionary<string, string?> Answers { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<ErrorDetail> Wrong { get; private set; } = [];

    /// <summary>Why it didn't start.</summary>
    public string? Problem { get; private set; }

    public InstallationOperation? Last { get; set; } = upgrade.Last;

    public bool WaitsForConsent => Target is { NeedsConsent: true } && Consent is null && CanStart;

    public bool CanStart => Target is not null && Progress is UpgradeProgress.Open or UpgradeProgress.Failed;

    /// <summary>It is chosen and nothing is missing.</summary>
    public bool IsReady => IsTicked && CanStart && !WaitsForConsent;

    public UpgradeProgress Progress => Last switch
    {
        { IsOpen: true } => UpgradeProgress.Runs,
        { State: OperationState.Succeeded } done when done.Id == _started => UpgradeProgress.Done,
        { Kind: OperationKind.Upgrade, State: OperationState.Failed } => UpgradeProgress.Failed,
        _ => Problem is null ? UpgradeProgress.Open : UpgradeProgress.Failed,
    };

    public UpgradeReason Blocked => Upgrade.Blocked;

    /// <summary>Another version. Who agreed to the one before has not seen this one.</summary>
    public void Choose(UpgradeTarget target)
    {
        (Target, Consent, Problem, Wrong) = (target, null, null, []);
        Answers.Clear();
        IsTicked = !target.NeedsConsent;
    }

    /// <summary>Agrees to the difference on the screen, unless a setting that it must know is missing.</summary>
    public bool Agree()
    {
        Wrong =
        [
            .. Target!.Needed.Where(field => string.IsNullOrWhiteSpace(Answers.GetValueOrDefault(field.Key)))
                .Select(field => new ErrorDetail(field.Key, $"Enter {field.Label}.")),
        ];
        if (Wrong.Count > 0)
        {
            return false;
        }

        (Consent, IsTicked, Problem, IsPostponed) = (Target.Difference.Hash, true, null, false);
        return true;
    }

    public void Begin() => (Problem, Wrong) = (null, []);

    /// <summary>It was asked for.</summary>
    public void Apply(Result<UpgradeOutcome> result)
    {
        IsTicked = false;
        if (!result.TryGet(out var outcome, out var error))
        {
            (Problem, Wrong) = (error.Message, error.Details);
        }
        else if (outcome.Missing is { } missing)
        {
            (Target, Consent) = (Target!.Changed(missing.Difference), null);
            Problem = "What it asks for has changed since you looked. Look at it again, then agree.";
        }
        else
        {
            _started = outcome.OperationId;
        }
    }
}
