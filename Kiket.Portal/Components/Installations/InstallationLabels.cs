using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Calls;
using Kiket.Portal.Installations.Deciding;

namespace Kiket.Portal.Components.Installations;

/// <summary>The words for installations, their operations and policies.</summary>
internal static class InstallationLabels
{
    public static string State(InstallationState state) => state switch
    {
        InstallationState.Installing => "Installing",
        InstallationState.Active => "Active",
        InstallationState.Upgrading => "Upgrading",
        InstallationState.Failed => "Failed",
        InstallationState.Suspended => "Suspended",
        InstallationState.Uninstalling => "Uninstalling",
        _ => "Uninstalled",
    };

    public static BadgeTone Tone(InstallationState state) => state switch
    {
        InstallationState.Active => BadgeTone.Success,
        InstallationState.Failed or InstallationState.Suspended => BadgeTone.Danger,
        InstallationState.Uninstalled => BadgeTone.Neutral,
        _ => BadgeTone.Info,
    };

    public static string Operation(OperationKind kind) => kind switch
    {
        OperationKind.Install => "Install",
        OperationKind.Upgrade => "Upgrade",
        OperationKind.Rollback => "Roll back",
        _ => "Uninstall",
    };

    public static string State(OperationState state) => state switch
    {
        OperationState.Queued => "Waiting",
        OperationState.Running => "Running",
        OperationState.Succeeded => "Done",
        OperationState.Failed => "Failed",
        _ => "Cancelled",
    };

    public static BadgeTone Tone(OperationState state) => state switch
    {
        OperationState.Succeeded => BadgeTone.Success,
        OperationState.Failed => BadgeTone.Danger,
        OperationState.Cancelled => BadgeTone.Neutral,
        _ => BadgeTone.Info,
    };

    public static string Step(OperationStep step) => step switch
    {
        OperationStep.Recheck => "checking whether the version may be installed",
        OperationStep.Snapshot => "noting the settings to come back to",
        OperationStep.Call => "asking the extension",
        OperationStep.Switch => "switching the version",
        OperationStep.Notify => "notifying people",
        _ => "telling the extension",
    };

    public static string Mode(UpgradeMode mode) => mode switch
    {
        UpgradeMode.Manual => "Manual",
        UpgradeMode.Patch => "Fixes",
        UpgradeMode.Minor => "Fixes and features",
        _ => "Everything",
    };

    public static string Explain(UpgradeMode mode) => mode switch
    {
        UpgradeMode.Manual => "You start every upgrade yourself.",
        UpgradeMode.Patch => "Patch versions run by themselves, such as 1.4.2 to 1.4.3.",
        UpgradeMode.Minor => "Minor and patch versions run by themselves, such as 1.4.2 to 1.5.0.",
        _ => "Major versions run by themselves too.",
    };

    public static string Reason(DepartureReason reason) => reason switch
    {
        DepartureReason.TooManyErrors => "Too many errors",
        DepartureReason.MissingFunction => "It lacks something we need",
        DepartureReason.TooExpensive => "Too expensive",
        DepartureReason.ReplacedByAnother => "Replaced by another extension",
        DepartureReason.NoLongerNeeded => "No longer needed",
        DepartureReason.TrialOrTest => "It was a trial or a test",
        _ => "Another reason",
    };

    public static string Call(CallResult result) => result switch
    {
        CallResult.Allowed => "Accepted",
        CallResult.Denied => "Denied",
        CallResult.Pending => "Still working",
        CallResult.UnknownEvent => "Unknown event",
        CallResult.Refused => "Refused",
        CallResult.TooManyCalls => "Too many calls",
        CallResult.ServerError => "Server error",
        CallResult.Redirected => "Redirect",
        CallResult.OversizedResponse => "Response too large",
        CallResult.InvalidJson => "No JSON",
        CallResult.InvalidResponse => "Invalid HTTPS",
        CallResult.TookTooLong => "Too slow",
        CallResult.CouldNotConnect => "Unreachable",
        _ => "Not called",
    };

    /// <summary>What may happen with a version, as the end of "1.5.0 …".</summary>
    public static string Advice(CandidateVerdict verdict) => (verdict.Verdict, verdict.Reason) switch
    {
        (UpgradeVerdict.Consent, _) => "asks for more than the installed version and needs your consent.",
        (UpgradeVerdict.Upgrade, _) => "is installed by itself in a moment.",
        (UpgradeVerdict.Wait, UpgradeReason.CoolDown) => "is installed by itself after its cool-down.",
        (UpgradeVerdict.Wait, UpgradeReason.Window) => "is installed by itself when your window opens.",
        (UpgradeVerdict.Wait, _) => "is rolled out in steps and reaches you later.",
        (UpgradeVerdict.Blocked, var reason) => Blocked(reason),
        _ => "can be installed.",
    };

    /// <summary>Why nothing can be installed, as the end of "A newer version …".</summary>
    public static string Blocked(UpgradeReason reason) => reason == UpgradeReason.PublisherSuspended
        ? "can't be installed while the extension is suspended."
        : "can't be installed until you acknowledge who publishes it now.";

    /// <summary>What to do after an operation that failed; null where its message says it.</summary>
    public static string? NextStep(string? code) => code switch
    {
        "extension_denied" => "Change its setup if it asks for that, or ask its publisher. Then try again.",
        TargetRules.Suspended => "Try again when the extension is offered again.",
        TargetRules.OwnershipChanged or TargetRules.RepositoryReplaced => "Open it to see who publishes it now.",
        _ => null,
    };

    public static string Monthly(Money money) => money.Cents == 0 ? "Free" : $"{money} a month";
}
