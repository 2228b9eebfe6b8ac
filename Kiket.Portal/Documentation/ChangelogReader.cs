using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Kiket.Portal.Findings;

namespace Kiket.Portal.Documentation;

/// <summary>Assigns a changelog's blocks to versions. Nothing is left out: what names no version stays in its place as text.</summary>
internal sealed partial class ChangelogReader(string markdown, string path)
{
    private const int Timeout = 1000;

    /// <summary>Link targets copied to one version. With 3,000 versions that all use the same ones, the copies must stay small.</summary>
    private const int MaxTargets = 16 * 1024;

    /// <summary>A line below a heading that only says when.</summary>
    private const int MaxDateLine = 80;

    /// <summary>Of each kind. More of the same tell nobody more.</summary>
    private const int FindingsOfKind = 5;

    /// <summary>Six times as many as are shown. Headings after them are text, so that a hostile megabyte takes no longer.</summary>
    private const int MaxSections = 6 * DocumentLimits.ChangelogVersions;

    private const string Unreleased = "Unreleased";

    private readonly ChangelogSource _source = ChangelogSource.Of(markdown);
    private readonly List<Open> _sections = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<Finding> _findings = [];
    private bool _hasBare;

    public ChangelogReading Run()
    {
        var open = new Open(null, 0, 0, 1);
        _sections.Add(open);
        foreach (var block in _source.Blocks)
        {
            if (block.Depth > 0)
            {
                open = Heading(block, open);
            }
            else
            {
                Content(block, open);
            }
        }

        for (var index = 0; index < _sections.Count; index++)
        {
            _sections[index].End = index + 1 < _sections.Count ? _sections[index + 1].Start : _source.Text.Length;
        }

        if (!_sections.Exists(section => section.Heading is { IsUnreleased: false } || section is { Heading: not null, HasContent: true }))
        {
            return new ChangelogReading([], _findings.Where(finding => finding.Id == DocumentationRules.OpenComment.Id).ToList());
        }

        NameFirstText();
        return new ChangelogReading(Sections(), _findings);
    }

    private Open Heading(ChangelogBlock block, Open open)
    {
        if (_sections.Count > MaxSections)
        {
            open.HasContent = true;
            return open;
        }

        var text = block.Text;
        var heading = ChangelogHeading.Read(text);
        var label = ChangelogHeading.Bare(text.Length > ChangelogHeading.MaxLength ? "" : text);
        if (IsEntry(heading, block.Depth, open))
        {
            _hasBare |= heading is { Version: not null, Name: "" };
            _names.Add(heading.Name);
            if (heading.IsUnreleased && !text.Contains(Unreleased, StringComparison.OrdinalIgnoreCase))
            {
                Note(DocumentationRules.HeadingWithoutVersion, $"The heading {Quoted(text)} names no version, so it is shown as unreleased.", block.Line);
            }

            return Begin(new Open(heading, block.Start, block.End, block.Line) { Depth = block.Depth });
        }

        if (open.Heading is not null && block.Depth < open.Depth && !Changelog.IsPart(label))
        {
            Note(DocumentationRules.HeadingWithoutVersion, $"The heading {Quoted(text)} names no version, so it is shown as text.", block.Line);
            return Begin(new Open(null, block.Start, block.Start, block.Line) { Depth = block.Depth, HasContent = true });
        }

        if (open.Heading is not null && Changelog.KindOf(label) is { } kind)
        {
            open.Kinds.Add(kind);
        }
        else if (open.Heading is not null && block.Depth == open.Depth && !Changelog.IsPart(label))
        {
            Note(
                DocumentationRules.HeadingWithoutVersion,
                $"The heading {Quoted(text)} names no version, so it is shown below the version above it.",
                block.Line);
            open.HasContent = true;
        }
        else if (open.Heading is null && open != _sections[0])
        {
            open.HasContent = true;
        }
        else if (open.Heading is null)
        {
            open.Headings.Add(block);
        }

        return open;
    }

    private Open Begin(Open section)
    {
        _sections.Add(section);
        return section;
    }

    /// <summary>Whether a heading starts an entry. A name before the version must be the one that the changelog is about.</summary>
    private bool IsEntry(ChangelogHeading heading, int depth, Open open)
    {
        var isDeeper = open.Heading is not null && depth > open.Depth;
        if (heading.IsUnreleased)
        {
            return !isDeeper;
        }

        if (heading.Version is null)
        {
            return false;
        }

        if (isDeeper && heading.Version == open.Heading!.Version)
        {
            return false;
        }

        var isNamed = heading.Name.Length > 0 && !heading.IsAttached && heading.Date is null && !_names.Contains(heading.Name);
        return !isNamed || !(isDeeper || _hasBare);
    }

    private void Content(ChangelogBlock block, Open open)
    {
        if (block.IsOpenComment)
        {
            Note(DocumentationRules.OpenComment, "A comment begins here and never ends, so nothing after it is shown.", block.Line);
            return;
        }

        if (open.Heading is { Date: null } && !open.HasContent && block.MayBeDate && open.Kinds.Count == 0)
        {
            var lineEnd = _source.Text.IndexOf('\n', block.Start);
            var line = _source.Text[block.Start..(lineEnd < 0 ? _source.Text.Length : lineEnd)];
            if (line.Length <= MaxDateLine && DateOf(ChangelogHeading.PlainText(line.TrimStart(' ', '>'))) is { } found)
            {
                open.Heading = open.Heading with { Date = found.Date };
                if (found.IsAll)
                {
                    // The date is shown beside the version, so the line would say it twice.
                    open.BodyStart = lineEnd < 0 ? _source.Text.Length : lineEnd + 1;
                    open.HasContent |= open.BodyStart < block.End;
                    return;
                }
            }
        }

        open.HasContent |= block.IsContent;
    }

    /// <summary>A date below a heading: alone, or in a line that says when it was released.</summary>
    private static (DateOnly Date, bool IsAll)? DateOf(string line)
    {
        if (ChangelogDates.Find(line) is not { } found)
        {
            return null;
        }

        var rest = ChangelogHeading.Bare(line.Remove(found.Start, found.Length));
        var isAll = rest.Length == 0 || ReleasedOn().IsMatch(rest);
        return isAll || rest.StartsWith("release", StringComparison.Ordinal) || rest.StartsWith("published", StringComparison.Ordinal)
            ? (found.Date, isAll)
            : null;
    }

    /// <summary>Says that there is text above the first version, unless it is the usual introduction.</summary>
    private void NameFirstText()
    {
        var first = _sections[0];
        var headings = first.Headings;

        // The file's own title is no text, and neither is one that has nothing below it.
        if (!first.HasContent && headings.Count <= 1)
        {
            first.IsLeftOut = true;
        }
        else if (headings.Count > 1 || !UsualIntroduction().IsMatch(Part(first)))
        {
            var shown = headings.Count > 1 ? $" ({Quoted(headings[1].Text)})" : "";
            Note(DocumentationRules.HeadingWithoutVersion, $"The text above the first version{shown} names no version, so it is shown as text.", first.Line);
        }

        if (headings.Count > 0 && UsualTitle().IsMatch(ChangelogHeading.Bare(headings[0].Text)) && string.IsNullOrWhiteSpace(_source.Text[..headings[0].Start]))
        {
            first.BodyStart = headings[0].End;
        }
    }

    private List<ChangelogSection> Sections()
    {
        var sections = new List<ChangelogSection>();
        var unreleased = -1;
        foreach (var section in _sections)
        {
            var isEmpty = !section.HasContent && (section.Heading is null ? section.IsLeftOut || section.Headings.Count == 0 : section.Heading.IsUnreleased);
            if (isEmpty)
            {
                continue;
            }

            var body = Part(section);
            if (section.Heading is not { } heading)
            {
                sections.Add(new ChangelogSection(body, "", null));
                continue;
            }

            var entry = new ChangelogEntry(
                heading.IsUnreleased ? Unreleased : heading.Version!, heading.Date, [.. section.Kinds], heading.IsYanked, heading.IsUnreleased, body);
            if (heading.IsUnreleased && unreleased >= 0)
            {
                // One section, whatever its names.
                var known = sections[unreleased].Release!;
                entry = known with { Markdown = $"{known.Markdown}\n\n{body}", Kinds = [.. known.Kinds.Union(entry.Kinds).Order()] };
                sections[unreleased] = sections[unreleased] with { Markdown = entry.Markdown, Release = entry };
                continue;
            }

            unreleased = heading.IsUnreleased ? sections.Count : unreleased;
            var words = heading.IsUnreleased && !heading.Text.Contains(Unreleased, StringComparison.OrdinalIgnoreCase) ? heading.Text : heading.Words;
            sections.Add(new ChangelogSection(body, words, entry));
        }

        return sections;
    }

    /// <summary>A section's text with the link targets that it uses, which are often at the end of the file.</summary>
    private string Part(Open section)
    {
        var text = _source.Part(section.BodyStart, section.End);
        var body = new StringBuilder(text);
        var separator = "\n\n";
        foreach (var label in BracketedWords(text))
        {
            if (body.Length - text.Length < MaxTargets && _source.Targets.TryGetValue(label, out var target)
                && !text.Contains(target, StringComparison.Ordinal))
            {
                body.Append(separator).Append(target);
                separator = "\n";
            }
        }

        return body.ToString();
    }

    private static HashSet<string> BracketedWords(string text)
    {
        var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var start = -1;
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '[')
            {
                start = index;
            }
            else if (text[index] == ']' && start >= 0)
            {
                words.Add(text[start..(index + 1)]);
                start = -1;
            }
        }

        return words;
    }

    private void Note(FindingRule rule, string message, int line)
    {
        if (_findings.Count(finding => finding.Id == rule.Id) < FindingsOfKind)
        {
            _findings.Add(rule.At(string.Create(CultureInfo.InvariantCulture, $"{path}, line {line}: {message}"), path, line));
        }
    }

    private static string Quoted(string text) => $"“{(text.Length > 60 ? text[..60] + "…" : text)}”";

    [GeneratedRegex("^(?:released?|published|date|release date|dated)(?:\\s+on)?$", RegexOptions.CultureInvariant, Timeout)]
    private static partial Regex ReleasedOn();

    [GeneratedRegex(
        "^(?:the )?(?:change ?log|changes|release notes|history|news|releases|release history|version history)$", RegexOptions.CultureInvariant, Timeout)]
    private static partial Regex UsualTitle();

    [GeneratedRegex(
        "all notable changes|keep a changelog|keepachangelog|semantic versioning|semver\\.org|conventional commits|conventionalcommits",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Timeout)]
    private static partial Regex UsualIntroduction();

    private sealed class Open(ChangelogHeading? heading, int start, int bodyStart, int line)
    {
        public ChangelogHeading? Heading { get; set; } = heading;

        public int Start { get; } = start;

        public int BodyStart { get; set; } = bodyStart;

        public int End { get; set; }

        public int Line { get; } = line;

        public int Depth { get; init; }

        public bool HasContent { get; set; }

        public bool IsLeftOut { get; set; }

        public SortedSet<ChangelogKind> Kinds { get; } = [];

        public List<ChangelogBlock> Headings { get; } = [];
    }
}
