using System.Text.RegularExpressions;
using Markdig;
using Markdig.Parsers.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Kiket.Portal.Documentation;

/// <summary>A block of a changelog: a heading when <see cref="Depth"/> isn't 0.</summary>
/// <param name="Start">Where its first line begins.</param>
/// <param name="End">Where the line after its last one begins.</param>
/// <param name="Markup">A heading's source.</param>
/// <param name="IsContent">False for headings, comments and rules.</param>
internal readonly record struct ChangelogBlock(int Start, int End, int Line, int Depth, string Markup, bool IsContent, bool MayBeDate, bool IsOpenComment)
{
    /// <summary>A heading's plain text. Read when it is needed, because a hostile file has tens of thousands.</summary>
    public string Text => Depth == 0 ? "" : ChangelogHeading.PlainText(Markup);
}

/// <summary>A changelog as Markdown's own parser sees it: its blocks, its headings, its link targets. Linear in the text.</summary>
internal sealed partial class ChangelogSource
{
    private const int Timeout = 1000;

    /// <summary>Longer than any heading in HTML that names a version.</summary>
    private const int MaxHtmlHeading = 2000;

    /// <summary>A longer link target isn't copied to the versions that use it.</summary>
    private const int MaxTarget = 2000;

    private const int MostTargets = 10_000;
    private const int RowOfTargets = 200;

    /// <summary>
    /// Blocks alone: reading the inline markup of a megabyte takes minutes when it is hostile, and only headings need it. One
    /// harmless parser stays, because a pipeline needs one.
    /// </summary>
    private static readonly MarkdownPipeline BlocksAlone = WithoutInlines();

    private readonly List<ChangelogBlock> _blocks = [];
    private readonly Dictionary<string, string> _targets = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(int Start, int End)> _targetPlaces = [];

    private ChangelogSource(string text) => Text = text;

    public string Text { get; }

    public IReadOnlyList<ChangelogBlock> Blocks => _blocks;

    /// <summary>Link targets and footnotes by their label in brackets, as written.</summary>
    public IReadOnlyDictionary<string, string> Targets => _targets;

    public static ChangelogSource Of(string markdown)
    {
        var text = Bounded(markdown.ReplaceLineEndings("\n").Replace('\0', '\uFFFD'));
        var document = Markdown.Parse(text, BlocksAlone);

        // Some generators write an anchor right above a heading, which makes the heading part of the HTML around it.
        var anchored = document.OfType<HtmlBlock>().Select(block => AnchorAbove(text, block)).Where(at => at > 0).Order().ToList();
        if (anchored.Count > 0)
        {
            var parted = new System.Text.StringBuilder(text.Length + anchored.Count);
            var start = 0;
            foreach (var at in anchored)
            {
                parted.Append(text, start, at - start).Append('\n');
                start = at;
            }

            text = parted.Append(text, start, text.Length - start).ToString();
            document = Markdown.Parse(text, BlocksAlone);
        }

        var source = new ChangelogSource(text);
        source.Read(document);
        return source;
    }

    /// <summary>A part of the text without the link targets in it.</summary>
    public string Part(int start, int end)
    {
        var part = new System.Text.StringBuilder(end - start);
        var first = _targetPlaces.BinarySearch((start, 0));
        for (var index = first < 0 ? ~first : first; index < _targetPlaces.Count && _targetPlaces[index].Start < end; index++)
        {
            part.Append(Text, start, Math.Max(0, _targetPlaces[index].Start - start));
            start = Math.Max(start, Math.Min(end, _targetPlaces[index].End));
        }

        return part.Append(Text, start, end - start).ToString().Trim('\n');
    }

    private void Read(MarkdownDocument document)
    {
        foreach (var target in document.Descendants<LinkReferenceDefinition>())
        {
            ReadTarget(target);
        }

        _targetPlaces.Sort();
        foreach (var block in document.Where(block => block is not LinkReferenceDefinitionGroup))
        {
            ReadBlock(block);
        }

        _blocks.Sort((one, other) => one.Start.CompareTo(other.Start));
    }

    private void ReadTarget(LinkReferenceDefinition target)
    {
        var (start, end) = Lines(target);
        var written = Text[start..end].Trim('\n');

        // Only one that stands for itself; its place is uncertain inside a list or a quote.
        if (target.Label is { Length: > 0 } label && written.TrimStart(' ').StartsWith('['))
        {
            if (written.Length <= MaxTarget)
            {
                _targets.TryAdd($"[{label}]", written.TrimStart(' '));
            }

            _targetPlaces.Add((start, end));
        }
    }

    private void ReadBlock(Block block)
    {
        var (start, end) = Lines(block);
        switch (block)
        {
            case HeadingBlock heading:
                Add(heading.Level, Literal(heading));
                break;
            case HtmlBlock html when end - start <= MaxHtmlHeading && HtmlHeading().Match(Text, start, end - start) is { Success: true } match:
                Add(match.Groups["level"].Value[0] - '0', Spaces().Replace(match.Groups["text"].Value, " "));
                break;
            case HtmlBlock { Type: HtmlBlockType.Comment }:
                var isOpen = !Text.AsSpan(start, end - start).Contains("-->", StringComparison.Ordinal);
                _blocks.Add(new ChangelogBlock(start, end, block.Line + 1, 0, "", IsContent: false, MayBeDate: false, isOpen));
                break;
            case ParagraphBlock when Text.AsSpan(start, end - start).TrimStart(' ').StartsWith("[^")
                && Footnote().Match(Text, start, end - start) is { Success: true } note:
                if (end - start <= MaxTarget)
                {
                    _targets.TryAdd($"[{note.Groups["label"].Value}]", Text[start..end].Trim('\n').TrimStart(' '));
                }

                _blocks.Add(new ChangelogBlock(start, end, block.Line + 1, 0, "", IsContent: true, MayBeDate: false, IsOpenComment: false));
                break;
            default:
                _blocks.Add(new ChangelogBlock(
                    start, end, block.Line + 1, 0, "", block is not ThematicBreakBlock, block is ParagraphBlock or QuoteBlock, IsOpenComment: false));
                break;
        }

        void Add(int depth, string text) =>
            _blocks.Add(new ChangelogBlock(start, end, block.Line + 1, depth, text, IsContent: false, MayBeDate: false, IsOpenComment: false));
    }

    /// <summary>The whole lines of a block. An underlined heading's own place ends before its underline.</summary>
    private (int Start, int End) Lines(Block block)
    {
        var first = Math.Clamp(block.Span.Start, 0, Text.Length);
        var last = Math.Clamp(block.Span.End, first, Math.Max(first, Text.Length - 1));
        if (last < Text.Length && last > first && Text[last] == '\n')
        {
            last--;
        }

        var start = first == 0 ? 0 : Text.LastIndexOf('\n', first - 1) + 1;
        var newLine = last >= Text.Length ? -1 : Text.IndexOf('\n', last);
        return (start, newLine < 0 ? Text.Length : newLine + 1);
    }

    private static string Literal(LeafBlock block)
    {
        var text = new System.Text.StringBuilder();
        foreach (var inline in block.Inline ?? [])
        {
            _ = inline is LiteralInline literal ? text.Append(literal.Content.AsSpan()) : text.Append(' ');
        }

        return text.ToString();
    }

    /// <summary>Where the line after an anchor that stands alone begins, when that is a heading; else 0.</summary>
    private static int AnchorAbove(string text, HtmlBlock block)
    {
        var start = Math.Clamp(block.Span.Start, 0, text.Length);
        var next = text.IndexOf('\n', start) + 1;
        return next > 0 && next < text.Length && text[next] == '#' && next - start < MaxHtmlHeading && Anchor().IsMatch(text[start..next]) ? next : 0;
    }

    /// <summary>
    /// Markdig needs quadratic time for link targets, in a row and altogether: 80,000 took 40 s. Long rows are parted by an empty
    /// line, and targets beyond any real changelog's become text.
    /// </summary>
    private static string Bounded(string text)
    {
        var (bounded, start, row, all) = (new System.Text.StringBuilder(), 0, 0, 0);
        for (var at = 0; at >= 0 && at < text.Length;)
        {
            var end = text.IndexOf('\n', at);
            var line = text.AsSpan(at, (end < 0 ? text.Length : end) - at).TrimStart(' ');
            row = line.StartsWith("[") && line.Contains("]:", StringComparison.Ordinal) ? row + 1 : 0;
            all += row > 0 ? 1 : 0;
            var mark = row > 0 && all > MostTargets ? "\\" : row > 0 && row % RowOfTargets == 0 ? "\n" : "";
            if (mark.Length > 0)
            {
                var place = mark == "\n" ? at : text.IndexOf('[', at);
                bounded.Append(text, start, place - start).Append(mark);
                start = place;
            }

            at = end < 0 ? -1 : end + 1;
        }

        return start == 0 ? text : bounded.Append(text, start, text.Length - start).ToString();
    }

    private static MarkdownPipeline WithoutInlines()
    {
        var builder = new MarkdownPipelineBuilder();
        builder.InlineParsers.Clear();
        builder.InlineParsers.Add(new LineBreakInlineParser());
        return builder.Build();
    }

    [GeneratedRegex("^\\s*<a\\s+(?:name|id)\\s*=[^<>]*>\\s*(?:</a>)?\\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Timeout)]
    private static partial Regex Anchor();

    [GeneratedRegex(
        "\\A\\s*<h(?<level>[1-6])\\b[^<>]*>(?<text>.*)</h\\k<level>\\s*>\\s*\\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        Timeout)]
    private static partial Regex HtmlHeading();

    [GeneratedRegex("\\G *\\[(?<label>\\^[^\\]\\s]+)\\]:", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Footnote();

    [GeneratedRegex("\\s+", RegexOptions.CultureInvariant, Timeout)]
    private static partial Regex Spaces();
}
