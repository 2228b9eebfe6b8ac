using Kiket.Portal.Findings;

namespace Kiket.Portal.Checks;

/// <summary>The rules for a commit as a whole, in addition to those of its manifest, its documents and its reading.</summary>
public static class ChecksRules
{
    public static readonly FindingRule ManifestDiffers = new(
        "C104",
        FindingLevel.Warning,
        "The sent manifest matches the pushed one",
        "A client sends the manifest of its working tree. The portal uses the file in the repository at the commit, so a change that "
        + "isn't pushed has no effect.",
        "Commit and push the manifest, then publish again.");

    public static readonly FindingRule CommitDiffers = new(
        "C105",
        FindingLevel.Warning,
        "The sent commit matches the ref",
        "The ref on GitHub points to another commit than the one on the publisher's machine: something isn't pushed, or was pushed "
        + "in the meantime.",
        "Push the commit that you want to publish, then publish again.");

    public static readonly FindingRule ExtensionIdChanged = new(
        "C106",
        FindingLevel.Warning,
        "The extension id stays the same",
        "Customers have installed this id. Another id in the same repository is another extension: it starts without versions, "
        + "installations or ratings, and the previous extension gets no more updates from here.",
        "Restore the previous id, or continue if you want to publish a new extension.");

    public static readonly FindingRule ControlNotProven = new(
        "C108",
        FindingLevel.Warning,
        "The publisher controls the repository",
        "Anyone can submit a public repository. Until control is proven, reviewers look more closely, the listing has no verified "
        + "mark, and an organization that proves control of its own repository can claim the extension id.",
        "Prove control under Repositories in your organization's settings: with a token that can push, or with the file named on the page.");

    public static readonly FindingRule RepositoryArchived = new(
        "C109",
        FindingLevel.Warning,
        "The repository is maintained",
        "GitHub lets nobody change an archived repository, so problems can't be fixed there. Customers see it on the listing.",
        "Unarchive the repository on GitHub, or publish from the one that you maintain.");

    public static IReadOnlyList<FindingRule> All { get; } = [ManifestDiffers, CommitDiffers, ExtensionIdChanged, ControlNotProven, RepositoryArchived];
}
