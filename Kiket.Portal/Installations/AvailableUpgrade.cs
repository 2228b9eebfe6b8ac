using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Installations.Deciding;

namespace Kiket.Portal.Installations;

/// <summary>A version that an installation can be upgraded to, with the exact difference from what runs.</summary>
/// <param name="Needed">Settings that it must know first.</param>
public sealed record UpgradeTarget(CandidateVerdict Verdict, ConsentDocument Difference, IReadOnlyList<FormField> Needed)
{
    public string Version => Verdict.Candidate.Version.ToString();

    public bool NeedsConsent => Verdict.Candidate.NeedsConsent;

    /// <summary>It runs by itself, now or later.</summary>
    public bool IsAutomatic => Verdict.Verdict is UpgradeVerdict.Wait or UpgradeVerdict.Upgrade;

    /// <summary>The same version, with a difference that changed since it was read.</summary>
    public UpgradeTarget Changed(ConsentDocument difference) => this with
    {
        Difference = difference,
        Verdict = Verdict with { Candidate = Verdict.Candidate with { NeedsConsent = true }, Verdict = UpgradeVerdict.Consent },
    };
}

/// <summary>An installation with something newer.</summary>
/// <param name="Blocked">Why nothing can be installed; <see cref="UpgradeReason.None"/> when something can.</param>
/// <param name="Targets">The highest version first; if it needs consent, then also the highest that doesn't. Empty while it is blocked.</param>
/// <param name="Last">The last thing that was done to it.</param>
public sealed record AvailableUpgrade(
    Installation Installation,
    string ExtensionId,
    string Name,
    string Version,
    UpgradeReason Blocked,
    IReadOnlyList<UpgradeTarget> Targets,
    InstallationOperation? Last)
{
    /// <summary>Needs nobody's consent.</summary>
    public UpgradeTarget? Free => Targets.FirstOrDefault(target => !target.NeedsConsent);

    /// <summary>
    /// Nothing speaks against it: it needs nobody's consent, wouldn't come by itself, and nobody pinned it. One that just failed is for a
    /// person to look at first.
    /// </summary>
    public bool IsRecommended =>
        Installation is { State: InstallationState.Active, Policy.Pinned: false } && Free is { IsAutomatic: false } && Last?.State != OperationState.Failed;
}
