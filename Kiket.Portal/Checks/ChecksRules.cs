using Kiket.Portal.Findings;

namespace Kiket.Portal.Checks;

/// <summary>The rules about a commit as a whole, beside those of its manifest, its documents and its reading.</summary>
public static class ChecksRules
{
    public static readonly FindingRule ManifestDiffers = new(
        "C104",
        FindingLevel.Warning,
        "The manifest sent is the manifest pushed",
        "A client sends the manifest of its working tree along. What counts is the file in the repository at the commit, so an unpushed change has no effect.",
        "Commit and push the manifest, then publish again.");

    public static readonly FindingRule CommitDiffers = new(
        "C105",
        FindingLevel.Warning,
        "The commit sent is the commit at the ref",
        "The ref on GitHub points to another commit than the one on the publisher's machine: something is not pushed, or was pushed meanwhile.",
        "Push the commit you mean, then publish again.");

    public static readonly FindingRule ExtensionIdChanged = new(
        "C106",
        FindingLevel.Warning,
        "The repository keeps its extension id",
        "The id is what customers have installed. Another id in the same repository is another extension: it starts without versions, installations or ratings, and the one published before gets no updates from here.",
        "Restore the id that the repository published before, or go on when a new extension is what you want.");

    public static readonly FindingRule ControlNotProven = new(
        "C108",
        FindingLevel.Warning,
        "The publisher controls the repository",
        "Anybody can submit a public repository. Until control is proven, reviewers look closer, the listing has no verified mark, and an organization that proves control of its own repository can have the extension id.",
        "Prove control under Repositories in your organization's settings: with a token that can push, or with the file that the page names.");

    public static IReadOnlyList<FindingRule> All { get; } = [ManifestDiffers, CommitDiffers, ExtensionIdChanged, ControlNotProven];
}
