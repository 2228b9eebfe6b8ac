using Kiket.Portal.Findings;

namespace Kiket.Portal.Snapshots;

/// <summary>What can go wrong while a commit is read.</summary>
public static class SnapshotRules
{
    public static readonly FindingRule ManifestUnreadable = new(
        "C102",
        FindingLevel.Error,
        "The manifest can be fetched",
        "The portal needs the file in the repository at this commit, but GitHub didn't return it.",
        "Check that .kiket/manifest.yaml is a regular file of at most 64 KiB, then check again.");

    public static readonly FindingRule TreeIncomplete = new(
        "C103",
        FindingLevel.Warning,
        "The whole repository can be listed",
        "GitHub cut the list of files. The missing part wasn't checked, so it isn't reported as clean.",
        "Remove generated files and archives from the repository.");

    public static readonly FindingRule TooManySchemas = new(
        "C107",
        FindingLevel.Warning,
        "A repository has at most 20 module schemas",
        "Every schema is fetched and checked at each commit. The ones above the limit aren't checked, so they aren't reported as clean.",
        "Combine tables into fewer modules below .kiket/modules/.");

    public static IReadOnlyList<FindingRule> All { get; } = [ManifestUnreadable, TreeIncomplete, TooManySchemas];
}
