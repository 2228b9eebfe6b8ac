using Kiket.Portal.Findings;

namespace Kiket.Portal.Documentation;

/// <summary>Every rule that documentation is held to.</summary>
public static class DocumentationRules
{
    public static readonly FindingRule NoOverview = new("D101", FindingLevel.Warning, "The repository has an overview",
        "Customers decide by the Overview tab; without one the listing shows the description alone.",
        "Add docs/README.md or README.md.");

    public static readonly FindingRule PageTooLarge = new("D102", FindingLevel.Warning, "A documentation file stays within its size",
        "Rendering very large files would slow everybody's pages down.",
        "Shorten the file or split it, and link to the rest.");

    public static readonly FindingRule TooManyExamples = new("D103", FindingLevel.Warning, "There are at most 100 examples",
        "More than a hundred examples cannot be looked through.", "Keep the best hundred in docs/examples.");

    public static readonly FindingRule TooManyPictures = new("D104", FindingLevel.Warning, "The documentation uses at most 60 pictures",
        "Every picture is fetched, checked and stored at each commit.", "Remove pictures or link to a page that shows them.");

    public static readonly FindingRule ShownAsPlainText = new("D105", FindingLevel.Warning, "Markdown renders within two seconds",
        "Text that takes longer, or is nested too deeply, is shown as it is written.",
        "Look for very long lines of brackets or deeply nested markup and simplify them.");

    public static readonly FindingRule WrongEncoding = new("D106", FindingLevel.Warning, "Documentation is UTF-8 text",
        "Characters of another encoding cannot be told apart and appear as a replacement mark.",
        "Save the file as UTF-8.");

    public static readonly FindingRule BrokenLink = new("D107", FindingLevel.Info, "Relative links lead to a file in the repository",
        "A reader who follows the link ends on GitHub's page for missing files.", "Correct the path or remove the link.");

    public static readonly FindingRule MissingPicture = new("D108", FindingLevel.Warning, "Pictures can be fetched",
        "A picture that cannot be had is shown as its alternative text.",
        "Check the path, and use a PNG, JPEG, GIF, WebP or SVG of at most 5 MiB and 4096 × 4096 pixels over https.");

    public static readonly FindingRule TotalTooLarge = new("D109", FindingLevel.Warning, "All documentation together stays within 8 MiB",
        "What lies beyond is not shown.", "Remove or shorten documents.");

    public static readonly FindingRule NotFetched = new("D110", FindingLevel.Warning, "A documentation file can be read from GitHub",
        "Its tab is missing until the file can be read.", "Publish again; if it stays, check that the file is in the repository.");

    public static readonly FindingRule ExampleDoesNotParse = new("D201", FindingLevel.Warning, "Examples are valid YAML",
        "Customers copy examples; one that does not parse fails for each of them.", "Correct the YAML at this line.");

    public static readonly FindingRule ExampleTooComplex = new("D202", FindingLevel.Warning, "Examples are of ordinary size and depth",
        "An example deeper than 32 levels or with more than 10,000 parts is not checked.", "Simplify the example.");

    public static readonly FindingRule ExampleNamesUnknownAction = new("D203", FindingLevel.Warning, "Examples use actions that the manifest declares",
        "A workflow copied from the example would name an action that does not exist.",
        "Correct the name, or declare the action under contributes in the manifest.");

    public static readonly FindingRule ExampleHasNoTitle = new("D204", FindingLevel.Info, "Examples have a title",
        "Without one the file name stands in for it.", "Add a title: line.");

    public static readonly FindingRule ChangelogWithoutVersions = new("D301", FindingLevel.Info, "The changelog has a heading for each version",
        "Upgrades show what changed between two versions; that needs headings such as ## [1.2.0] - 2026-01-31.",
        "Give each version a heading with its number.");

    public static readonly FindingRule TooManyVersions = new("D302", FindingLevel.Info, "The changelog holds at most 500 versions",
        "Older versions are left out.", "Move old entries to a file of their own.");

    public static IReadOnlyList<FindingRule> All { get; } =
    [
        NoOverview, PageTooLarge, TooManyExamples, TooManyPictures, ShownAsPlainText, WrongEncoding, BrokenLink, MissingPicture,
        TotalTooLarge, NotFetched, ExampleDoesNotParse, ExampleTooComplex, ExampleNamesUnknownAction, ExampleHasNoTitle,
        ChangelogWithoutVersions, TooManyVersions,
    ];
}
