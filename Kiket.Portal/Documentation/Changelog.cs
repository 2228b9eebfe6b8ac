using Kiket.Portal.Findings;
using Semver;

namespace Kiket.Portal.Documentation;

/// <summary>The kinds of change in Keep a Changelog.</summary>
public enum ChangelogKind
{
    Added,
    Changed,
    Deprecated,
    Removed,
    Fixed,
    Security,
}

/// <summary>One version of a changelog.</summary>
/// <param name="Version">As written, without a leading <c>v</c>; "Unreleased" for changes that aren't released yet.</param>
/// <param name="Markdown">The entry's body without its heading, with the link targets that it uses.</param>
public sealed record ChangelogEntry(
    string Version,
    DateOnly? Date,
    IReadOnlyList<ChangelogKind> Kinds,
    bool IsYanked,
    bool IsUnreleased,
    string Markdown)
{
    /// <summary>The version to compare by, or null when it isn't a version.</summary>
    public SemVersion? SemVersion => Changelog.ParseVersion(Version);
}

/// <summary>One part of a changelog, in its place.</summary>
/// <param name="Markdown">What is shown: an entry without its heading, a text with it.</param>
/// <param name="Words">What a version's heading says beside version and date ("Hydrogen").</param>
/// <param name="Release">Null for a text that belongs to no version.</param>
public sealed record ChangelogSection(string Markdown, string Words, ChangelogEntry? Release);

/// <param name="Sections">Empty when no heading names a version.</param>
public sealed record ChangelogReading(IReadOnlyList<ChangelogSection> Sections, IReadOnlyList<Finding> Findings)
{
    public IReadOnlyList<ChangelogEntry> Versions => [.. Sections.Select(section => section.Release).OfType<ChangelogEntry>()];
}

/// <summary>
/// Splits a changelog into its versions. Headings are those of Markdown's own tree, so that code, comments and quotes hold
/// none; whatever names no version stays where it is.
/// </summary>
public static class Changelog
{
    private const int MaxVersionLength = 256;

    private static readonly Dictionary<string, ChangelogKind> KindLabel = new(StringComparer.Ordinal)
    {
        ["added"] = ChangelogKind.Added,
        ["new"] = ChangelogKind.Added,
        ["new features"] = ChangelogKind.Added,
        ["features"] = ChangelogKind.Added,
        ["changed"] = ChangelogKind.Changed,
        ["changes"] = ChangelogKind.Changed,
        ["improved"] = ChangelogKind.Changed,
        ["improvements"] = ChangelogKind.Changed,
        ["deprecated"] = ChangelogKind.Deprecated,
        ["removed"] = ChangelogKind.Removed,
        ["fixed"] = ChangelogKind.Fixed,
        ["fixes"] = ChangelogKind.Fixed,
        ["bug fixes"] = ChangelogKind.Fixed,
        ["fix"] = ChangelogKind.Fixed,
        ["bug fix"] = ChangelogKind.Fixed,
        ["bugfix"] = ChangelogKind.Fixed,
        ["bugfixes"] = ChangelogKind.Fixed,
        ["feature"] = ChangelogKind.Added,
        ["enhancement"] = ChangelogKind.Added,
        ["enhancements"] = ChangelogKind.Added,
        ["minor changes"] = ChangelogKind.Added,
        ["patch changes"] = ChangelogKind.Fixed,
        ["performance"] = ChangelogKind.Changed,
        ["performance improvements"] = ChangelogKind.Changed,
        ["refactor"] = ChangelogKind.Changed,
        ["refactoring"] = ChangelogKind.Changed,
        ["code refactoring"] = ChangelogKind.Changed,
        ["breaking changes"] = ChangelogKind.Changed,
        ["breaking change"] = ChangelogKind.Changed,
        ["breaking"] = ChangelogKind.Changed,
        ["major changes"] = ChangelogKind.Changed,
        ["notable changes"] = ChangelogKind.Changed,
        ["deprecations"] = ChangelogKind.Deprecated,
        ["removals"] = ChangelogKind.Removed,
        ["security"] = ChangelogKind.Security,
        ["security fixes"] = ChangelogKind.Security,
    };

    /// <summary>Parts of a version that say nothing about its kind.</summary>
    private static readonly HashSet<string> OtherLabel = new(
        ("reverts,revert,documentation,docs,styles,style,tests,test,testing,build,build system,ci,continuous integration,chores,chore,miscellaneous,"
            + "miscellaneous tasks,miscellaneous chores,other,others,other changes,dependencies,internal,commits,authors,contributors,new contributors,"
            + "full changelog,notes,upgrade notes,known issues,thanks,acknowledgements,tooling,infrastructure,pushed to main,dependency updates,highlights")
            .Split(','),
        StringComparer.Ordinal);

    /// <param name="path">For the findings.</param>
    public static ChangelogReading Read(string markdown, string path = "CHANGELOG.md") => new ChangelogReader(markdown, path).Run();

    /// <summary>The versions alone.</summary>
    public static IReadOnlyList<ChangelogEntry> Parse(string markdown) => Read(markdown).Versions;

    /// <summary>
    /// The entries between two versions: above <paramref name="from"/>, up to and including <paramref name="to"/>, highest
    /// first. Build metadata is ignored. Entries that aren't versions are left out.
    /// </summary>
    public static IReadOnlyList<ChangelogEntry> Between(IEnumerable<ChangelogEntry> entries, SemVersion? from, SemVersion to) =>
        [.. entries
            .Select(entry => (Entry: entry, Version: entry.SemVersion))
            .Where(item => item.Version is not null
                && (from is null || item.Version.ComparePrecedenceTo(from) > 0)
                && item.Version.ComparePrecedenceTo(to) <= 0)
            .OrderByDescending(item => item.Version!, SemVersion.PrecedenceComparer)
            .Select(item => item.Entry)];

    internal static SemVersion? ParseVersion(string text) =>
        text.Length <= MaxVersionLength
        && SemVersion.TryParse(text, SemVersionStyles.AllowV | SemVersionStyles.OptionalPatch, out var version, MaxVersionLength)
            ? version
            : null;

    /// <summary>The kind that a heading inside a version names; null when it names none.</summary>
    internal static ChangelogKind? KindOf(string label) => KindLabel.TryGetValue(label, out var kind) ? kind : null;

    /// <summary>Whether a heading is one that changelogs have inside a version.</summary>
    internal static bool IsPart(string label) => KindLabel.ContainsKey(label) || OtherLabel.Contains(label);
}
