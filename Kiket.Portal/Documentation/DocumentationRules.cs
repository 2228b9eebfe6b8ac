using Kiket.Portal.Findings;

namespace Kiket.Portal.Documentation;

/// <summary>Every rule for documentation.</summary>
public static class DocumentationRules
{
    public static readonly FindingRule NoOverview = new("D101", FindingLevel.Warning, "The repository has an overview",
        "Customers decide by the Overview tab. Without one, the listing only shows the description.",
        "Add docs/README.md or README.md.");

    public static readonly FindingRule PageTooLarge = new("D102", FindingLevel.Warning, "A documentation file stays within its size",
        "Rendering very large files would slow down everyone's pages.",
        "Shorten the file or split it, and link to the rest.");

    public static readonly FindingRule TooManyExamples = new("D103", FindingLevel.Warning, "There are at most 100 examples",
        "No one can look through more than a hundred examples.", "Choose the best hundred for docs/examples.");

    public static readonly FindingRule TooManyPictures = new("D104", FindingLevel.Warning, "The documentation uses at most 60 pictures",
        "Every picture is fetched, checked and stored at each commit.", "Remove pictures, or link to a page that shows them.");

    public static readonly FindingRule ShownAsPlainText = new("D105", FindingLevel.Warning, "Markdown renders within two seconds",
        "Text that takes longer, or is nested too deeply, is shown as plain text.",
        "Look for very long lines of brackets or deeply nested markup and simplify them.");

    public static readonly FindingRule WrongEncoding = new("D106", FindingLevel.Warning, "Documentation is UTF-8 text",
        "Characters in another encoding can't be read and appear as replacement marks.",
        "Save the file as UTF-8.");

    public static readonly FindingRule BrokenLink = new("D107", FindingLevel.Info, "Relative links lead to a file in the repository",
        "A reader who follows the link ends on GitHub's page for missing files.", "Correct the path or remove the link.");

    public static readonly FindingRule MissingPicture = new("D108", FindingLevel.Warning, "Pictures can be fetched",
        "If a picture can't be fetched, its alternative text is shown.",
        "Check the path, and use a PNG, JPEG, GIF, WebP or SVG of at most 5 MiB and 4096 × 4096 pixels over https.");

    public static readonly FindingRule TotalTooLarge = new("D109", FindingLevel.Warning, "All documentation together stays within 8 MiB",
        "Documents beyond the limit aren't shown.", "Remove or shorten documents.");

    public static readonly FindingRule NotFetched = new("D110", FindingLevel.Warning, "A documentation file can be read from GitHub",
        "Its tab is missing until the file can be read.", "Publish again; if this happens again, check that the file is in the repository.");

    public static readonly FindingRule NotShown = new("D111", FindingLevel.Info, "Links and drawings are of a kind that a page can show",
        "Links lead to https, http and mailto addresses and to files of the repository. Drawings and formulas in HTML aren't shown.",
        "Write the whole address, or put the drawing into a file.");

    public static readonly FindingRule EmptyDocument = new("D112", FindingLevel.Warning, "A documentation file has text",
        "An empty file would hide the one with text, or leave its tab empty.", "Write the file, or remove it.");

    public static readonly FindingRule Symlink = new("D113", FindingLevel.Warning, "Symlinks lead to a file in the repository",
        "A symlink that leads elsewhere can't be read.", "Put the file itself in its place.");

    public static readonly FindingRule InLargeFileStorage = new("D114", FindingLevel.Warning, "Documentation is stored in Git itself",
        "A file in Git LFS is only a pointer in the repository, and the portal reads the repository alone.",
        "Remove the file from Git LFS (git lfs migrate export) and commit it.");

    public static readonly FindingRule Animated = new("D115", FindingLevel.Info, "Pictures don't move",
        "Pictures are drawn again when they are stored, which leaves the first frame of an animation.",
        "If the movement matters, link to a film, or show the steps as several pictures.");

    public static readonly FindingRule ExampleDoesNotParse = new("D201", FindingLevel.Warning, "Examples are valid YAML",
        "Customers copy examples. Invalid YAML fails for each of them.", "Correct the YAML at this line.");

    public static readonly FindingRule ExampleTooComplex = new("D202", FindingLevel.Warning, "Examples have a normal size and depth",
        "An example deeper than 32 levels or with more than 10,000 parts isn't checked.", "Simplify the example.");

    public static readonly FindingRule ExampleNamesUnknownAction = new("D203", FindingLevel.Warning, "Examples use actions that the manifest declares",
        "A workflow copied from the example would use an action that doesn't exist.",
        "Correct the name, or declare the action under contributes in the manifest.");

    public static readonly FindingRule ExampleHasNoTitle = new("D204", FindingLevel.Info, "Examples have a title",
        "Without one, the file name is shown.", "Add a title: line.");

    public static readonly FindingRule ChangelogWithoutVersions = new("D301", FindingLevel.Info, "The changelog has a heading for each version",
        "Upgrades show the changes between two versions, which needs headings such as ## [1.2.0] - 2026-01-31.",
        "Give each version a heading with its number.");

    public static readonly FindingRule TooManyVersions = new("D302", FindingLevel.Info, "The changelog has at most 500 versions",
        "Older versions aren't shown.", "Move old entries to a separate file.");

    public static readonly FindingRule HeadingWithoutVersion = new("D303", FindingLevel.Info, "Every part of the changelog belongs to a version",
        "Text that belongs to no version is shown where it is written, but no upgrade shows it.",
        "Put the version's number into the heading, such as ## [1.2.0] - 2026-01-31.");

    public static readonly FindingRule OpenComment = new("D304", FindingLevel.Warning, "Comments in Markdown end",
        "A comment without an end hides everything after it, here and on GitHub.", "Write --> where the comment ends.");

    public static IReadOnlyList<FindingRule> All { get; } =
    [
        NoOverview, PageTooLarge, TooManyExamples, TooManyPictures, ShownAsPlainText, WrongEncoding, BrokenLink, MissingPicture,
        TotalTooLarge, NotFetched, NotShown, EmptyDocument, Symlink, InLargeFileStorage, Animated, ExampleDoesNotParse,
        ExampleTooComplex, ExampleNamesUnknownAction, ExampleHasNoTitle,
        ChangelogWithoutVersions, TooManyVersions, HeadingWithoutVersion, OpenComment,
    ];
}
