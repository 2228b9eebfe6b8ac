using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Deciding;
using Semver;

namespace Kiket.Portal.Installations;

/// <summary>Which releases may be installed now. The same before an operation starts and in the change that makes the switch.</summary>
public static class TargetRules
{
    public const string Yanked = "target_yanked";
    public const string ReleaseBlocked = "target_blocked";
    public const string Sunset = "target_sunset";
    public const string Suspended = "publisher_suspended";
    public const string Unlisted = "extension_unlisted";
    public const string ChangedMeanwhile = "changed_meanwhile";
    public const string OwnershipChanged = "ownership_changed";
    public const string RepositoryReplaced = "repository_replaced";

    /// <summary>Null when it may.</summary>
    public static Error? Problem(UpgradeFacts facts, OfferedRelease target, DateTimeOffset now)
    {
        var (id, release) = (facts.Extension.ExtensionId, target.Release);
        if (facts.IsSuspended)
        {
            return Error.Conflict(Suspended, $"{id} is suspended by the marketplace's operators, so nothing of it can be installed. What runs keeps running.");
        }

        if (release.IsBlocked)
        {
            return Error.Conflict(
                ReleaseBlocked, $"{id} {release.Version} is blocked by the marketplace's operators: {release.BlockReason} {Instead(facts, now)}");
        }

        if (release.IsYanked)
        {
            return Error.Conflict(Yanked, $"{id} {release.Version} was yanked by its publisher: {release.YankReason} {Instead(facts, now)}");
        }

        return release.IsPastSunset(now)
            ? Error.Conflict(Sunset, $"{id} {release.Version} is past its sunset, so it can't be installed any more. {Instead(facts, now)}")
            : null;
    }

    /// <summary>Why nobody new may install it; null when everyone may. What is installed is upgraded all the same.</summary>
    public static Error? NotForNew(UpgradeFacts facts) => facts.IsUnlisted
        ? Error.Conflict(
            Unlisted, $"{facts.Extension.ExtensionId} is unlisted by its publisher, so it can't be newly installed. Ask them when it is listed again.")
        : null;

    /// <summary>Why nobody may upgrade this installation at the moment, not even a person; null when nothing stops it.</summary>
    public static Error? Blocked(UpgradeFacts facts, Installation installation)
    {
        var id = facts.Extension.ExtensionId;
        return facts.Blocked(installation) switch
        {
            UpgradeReason.OwnershipChanged => Error.Conflict(
                OwnershipChanged, $"{id} belongs to another publisher since you installed it. Look at who that is and acknowledge it, then upgrade."),
            UpgradeReason.RepositoryReplaced => Error.Conflict(
                RepositoryReplaced, $"{id} comes from another repository than the one you installed it from. Acknowledge the change, then upgrade."),
            UpgradeReason.PublisherSuspended => Error.Conflict(
                Suspended, $"{id} is suspended by the marketplace's operators, so nothing of it can be installed. What runs keeps running."),
            _ => null,
        };
    }

    /// <summary>What can be installed: the highest stable release, or the highest prerelease while there is no stable one. Null for none.</summary>
    public static OfferedRelease? Newest(UpgradeFacts facts, DateTimeOffset now) => facts.Releases
        .Where(pair => !pair.Release.IsWithdrawn && !UpgradeDecision.IsPast(pair.Release.SunsetAt, now))
        .OrderBy(pair => pair.Release.Semantic.IsPrerelease ? 1 : 0)
        .ThenByDescending(pair => pair.Release.Semantic, SemVersion.PrecedenceComparer)
        .FirstOrDefault();

    private static string Instead(UpgradeFacts facts, DateTimeOffset now) =>
        Newest(facts, now) is { } newest ? $"Use {newest.Release.Version} instead." : "There is no other version yet.";
}
