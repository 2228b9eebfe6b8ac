using Semver;

namespace Kiket.Portal.Installations.Deciding;

/// <summary>Everything that an upgrade is decided by.</summary>
/// <param name="Candidates">Releases of the extension in any order; those that aren't above the installed one don't count.</param>
/// <param name="Blocked">What stops every upgrade; <see cref="UpgradeReason.None"/> for nothing.</param>
/// <param name="Now">The one clock reading.</param>
public sealed record DecisionInput(
    Guid InstallationId,
    SemVersion Installed,
    InstallationPolicy Policy,
    IReadOnlyList<UpgradeCandidate> Candidates,
    UpgradeReason Blocked,
    DateTimeOffset Now);

/// <summary>
/// Which release an installation may be upgraded to, and whether that happens by itself. A pure function: the job that upgrades, the
/// page that shows what comes next and the operation that runs decide alike.
/// </summary>
public static class UpgradeDecision
{
    public static UpgradeAdvice Decide(DecisionInput input)
    {
        if (input.Blocked != UpgradeReason.None)
        {
            return new UpgradeAdvice(UpgradeVerdict.Blocked, input.Blocked, null, []);
        }

        List<CandidateVerdict> verdicts =
        [
            .. input.Candidates
                .Where(candidate => IsCandidate(input, candidate))
                .OrderByDescending(candidate => candidate.Version, SemVersion.PrecedenceComparer)
                .Select(candidate => Judge(input, candidate)),
        ];
        return Choose(verdicts) is { } chosen
            ? new UpgradeAdvice(chosen.Verdict, chosen.Reason, chosen, verdicts)
            : new UpgradeAdvice(UpgradeVerdict.None, UpgradeReason.None, null, []);
    }

    /// <summary>Whether a person may start it now: whatever the policy says, but never without consent to what is wider.</summary>
    public static bool MayBeStarted(UpgradeCandidate candidate, DateTimeOffset now) =>
        candidate is { IsYanked: false, IsBlocked: false } && !IsPast(candidate.SunsetAt, now);

    /// <summary>Half-open: at the sunset instant it is over.</summary>
    public static bool IsPast(DateTimeOffset? sunsetAt, DateTimeOffset now) => sunsetAt <= now;

    /// <summary>The least mode that allows it. Below 1.0.0 a minor version may break as much as a major one (semver.org, 4).</summary>
    public static UpgradeMode Class(SemVersion installed, SemVersion candidate)
    {
        if (installed.Major != candidate.Major)
        {
            return UpgradeMode.All;
        }

        if (installed.Minor == candidate.Minor)
        {
            return UpgradeMode.Patch;
        }

        return installed.Major == 0 ? UpgradeMode.All : UpgradeMode.Minor;
    }

    private static bool IsCandidate(DecisionInput input, UpgradeCandidate candidate) =>
        candidate.Version.ComparePrecedenceTo(input.Installed) > 0
        && MayBeStarted(candidate, input.Now)
        && !input.Policy.Skipped.Contains(candidate.Version.WithoutMetadata().ToString(), StringComparer.Ordinal)
        && (!candidate.Version.IsPrerelease || (input.Installed.IsPrerelease && SameCore(input.Installed, candidate.Version)));

    private static bool SameCore(SemVersion left, SemVersion right) =>
        left.WithoutPrereleaseOrMetadata().ComparePrecedenceTo(right.WithoutPrereleaseOrMetadata()) == 0;

    private static CandidateVerdict Judge(DecisionInput input, UpgradeCandidate candidate)
    {
        var (policy, now) = (input.Policy, input.Now);
        if (policy.Pinned)
        {
            return new CandidateVerdict(candidate, UpgradeVerdict.Offer);
        }

        if (candidate.NeedsConsent)
        {
            return new CandidateVerdict(candidate, UpgradeVerdict.Consent);
        }

        if (Class(input.Installed, candidate.Version) > policy.Mode)
        {
            return new CandidateVerdict(candidate, UpgradeVerdict.Offer);
        }

        var coolsUntil = candidate.ReleasedAt + TimeSpan.FromDays(policy.CoolDownDays);
        if (now < coolsUntil && !(candidate.IsSecurityFix && policy.SecurityBypass))
        {
            return new CandidateVerdict(candidate, UpgradeVerdict.Wait, UpgradeReason.CoolDown, coolsUntil);
        }

        if (candidate.Rollout is { } rollout && !rollout.Includes(candidate.ReleaseId, input.InstallationId))
        {
            return new CandidateVerdict(candidate, UpgradeVerdict.Wait, UpgradeReason.Rollout, rollout.IsHalted ? null : rollout.NextAt);
        }

        return policy.Window?.NextOpening(now) is { } opens && opens > now
            ? new CandidateVerdict(candidate, UpgradeVerdict.Wait, UpgradeReason.Window, opens)
            : new CandidateVerdict(candidate, UpgradeVerdict.Upgrade);
    }

    /// <summary>
    /// The highest that may go by itself now; else the one that goes first; else the highest. So a newer release waits for itself, and
    /// the older one doesn't wait for it.
    /// </summary>
    private static CandidateVerdict? Choose(List<CandidateVerdict> verdicts) =>
        verdicts.Find(verdict => verdict.Verdict == UpgradeVerdict.Upgrade)
        ?? verdicts.Where(verdict => verdict.Verdict == UpgradeVerdict.Wait).MinBy(verdict => verdict.Until ?? DateTimeOffset.MaxValue)
        ?? verdicts.FirstOrDefault();
}
