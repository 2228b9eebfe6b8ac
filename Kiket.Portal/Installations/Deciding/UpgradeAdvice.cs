using Semver;

namespace Kiket.Portal.Installations.Deciding;

/// <summary>A release above the installed one.</summary>
/// <param name="ReleasedAt">The portal's own instant, never the date of a tag.</param>
/// <param name="NeedsConsent">It asks for more than the installed offer: see <see cref="ConsentRule"/>.</param>
public sealed record UpgradeCandidate(Guid ReleaseId, SemVersion Version, DateTimeOffset ReleasedAt, bool NeedsConsent)
{
    public bool IsYanked { get; init; }

    /// <summary>By an operator.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>From when on it can't be installed any more; null for never.</summary>
    public DateTimeOffset? SunsetAt { get; init; }

    /// <summary>Marked by the publisher and confirmed in review.</summary>
    public bool IsSecurityFix { get; init; }

    public RolloutStage? Rollout { get; init; }
}

public enum UpgradeVerdict
{
    /// <summary>There is nothing newer.</summary>
    None,

    /// <summary>A person may start it.</summary>
    Offer,

    /// <summary>A person must agree to what it changes.</summary>
    Consent,

    /// <summary>It runs by itself later.</summary>
    Wait,

    /// <summary>It runs by itself now.</summary>
    Upgrade,

    /// <summary>Nothing may move the installation.</summary>
    Blocked,
}

public enum UpgradeReason
{
    None,
    CoolDown,
    Rollout,
    Window,
    PublisherSuspended,

    /// <summary>Another organization publishes the extension, and the customer hasn't acknowledged that.</summary>
    OwnershipChanged,

    /// <summary>Another repository has taken the place of the one that the extension came from.</summary>
    RepositoryReplaced,
}

/// <summary>What may happen with one candidate.</summary>
/// <param name="Until">For <see cref="UpgradeVerdict.Wait"/>: when to decide again; null when nobody can know.</param>
public sealed record CandidateVerdict(
    UpgradeCandidate Candidate, UpgradeVerdict Verdict, UpgradeReason Reason = UpgradeReason.None, DateTimeOffset? Until = null);

/// <summary>What may happen with an installation.</summary>
/// <param name="Chosen">What the verdict is about; null for None and Blocked.</param>
/// <param name="All">Every candidate, highest first, to be offered beside.</param>
public sealed record UpgradeAdvice(UpgradeVerdict Verdict, UpgradeReason Reason, CandidateVerdict? Chosen, IReadOnlyList<CandidateVerdict> All)
{
    public DateTimeOffset? Until => Chosen?.Until;

    public UpgradeCandidate? Candidate => Chosen?.Candidate;

    /// <summary>Versions above the chosen one.</summary>
    public IEnumerable<CandidateVerdict> Beside => All.TakeWhile(verdict => verdict != Chosen);

    /// <summary>When time alone changes the advice: the earliest of all waits. Null when only an event does.</summary>
    public DateTimeOffset? NextAt => All.Min(verdict => verdict.Until);
}
