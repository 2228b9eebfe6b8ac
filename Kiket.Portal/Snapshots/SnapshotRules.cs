using Kiket.Portal.Findings;

namespace Kiket.Portal.Snapshots;

/// <summary>What can go wrong while a commit is read.</summary>
public static class SnapshotRules
{
    public static readonly FindingRule ManifestUnreadable = new(
        "C102",
        FindingLevel.Error,
        "The manifest can be fetched",
        "What counts is the file in the repository at the commit. It could not be had from GitHub.",
        "Check that .kiket/manifest.yaml is a plain file of at most 64 KiB, then check again.");

    public static readonly FindingRule TreeIncomplete = new(
        "C103",
        FindingLevel.Warning,
        "The whole repository could be listed",
        "GitHub cut the list of files. What lies in the missing part was not looked at, so it counts as unchecked and not as clean.",
        "Keep generated files and archives out of the repository.");

    public static readonly FindingRule TooManySchemas = new(
        "C107",
        FindingLevel.Warning,
        "A repository has at most 20 module schemas",
        "Every schema is fetched and checked at each commit. Those beyond count as unchecked and not as clean.",
        "Join tables into fewer modules below .kiket/modules/.");

    public static IReadOnlyList<FindingRule> All { get; } = [ManifestUnreadable, TreeIncomplete, TooManySchemas];
}
