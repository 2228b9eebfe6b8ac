using Markdig;
using Markdig.Extensions.Emoji;
using Markdig.Extensions.TaskLists;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Kiket.Portal.Documentation;

/// <summary>Writes a code block with its language's highlighting.</summary>
internal sealed class HighlightedCodeBlock : HtmlObjectRenderer<CodeBlock>
{
    protected override void Write(HtmlRenderer renderer, CodeBlock obj)
    {
        var language = (obj as FencedCodeBlock)?.Info;
        var lines = obj.Lines;
        var code = string.Join('\n', Enumerable.Range(0, lines.Count).Select(index => lines.Lines[index].Slice.ToString()));
        renderer.EnsureLine();
        renderer.Write("<pre><code");
        if (CodeHighlighter.ClassName(language) is { } name)
        {
            renderer.Write(" class=\"language-").WriteEscape(name).Write("\"");
        }

        renderer.Write(">");
        renderer.Write(CodeHighlighter.Highlight(lines.Count > 0 ? code + "\n" : code, language));
        renderer.Write("</code></pre>");
        renderer.EnsureLine();
    }
}

/// <summary>
/// A task list's box as a picture with a name, because a repository must not add form controls to a page.
/// </summary>
internal sealed class TaskBox : HtmlObjectRenderer<TaskList>
{
    protected override void Write(HtmlRenderer renderer, TaskList obj) =>
        renderer.Write(obj.Checked
            ? "<span class=\"task-box task-done\" role=\"img\" aria-label=\"Done\"></span>"
            : "<span class=\"task-box\" role=\"img\" aria-label=\"Not done\"></span>");
}

/// <summary>Writes an emoji of a heading with its name, which is part of the heading's id.</summary>
internal sealed class NamedEmoji : HtmlObjectRenderer<EmojiInline>
{
    protected override void Write(HtmlRenderer renderer, EmojiInline obj)
    {
        if (!IsInHeading(obj))
        {
            renderer.WriteEscape(obj.Content.ToString());
            return;
        }

        renderer.Write($"<span {HeadingAnchors.NameAttribute}=\"").WriteEscape(obj.Match ?? "").Write("\">")
            .WriteEscape(obj.Content.ToString()).Write("</span>");
    }

    private static bool IsInHeading(Inline inline)
    {
        var root = inline.Parent;
        while (root?.Parent is { } above)
        {
            root = above;
        }

        return root?.ParentBlock is HeadingBlock;
    }
}

/// <summary>Inline forms that GitHub reads differently from Markdig: formulas, an exclamation mark before a footnote, three tildes.</summary>
internal sealed class GitHubInlines : IMarkdownExtension
{
    public void Setup(MarkdownPipelineBuilder pipeline)
    {
        pipeline.InlineParsers.Insert(0, new FormulaParser());
        pipeline.InlineParsers.Insert(0, new FootnoteExclamationParser());
        pipeline.InlineParsers.Insert(0, new LongTildesParser());
    }

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
    }

    /// <summary>Takes characters as they are written.</summary>
    private static bool Take(InlineProcessor processor, ref StringSlice slice, int length)
    {
        processor.Inline = new LiteralInline(new StringSlice(slice.Text, slice.Start, slice.Start + length - 1)) { IsClosed = true };
        slice.Start += length;
        return true;
    }

    /// <summary>A formula between dollar signs stays as it is written, without Markdown in it.</summary>
    private sealed class FormulaParser : InlineParser
    {
        /// <summary>Longer than any formula; limits how far an open dollar sign looks.</summary>
        private const int MaxLength = 2000;

        public FormulaParser() => OpeningCharacters = ['$'];

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            var before = slice.PeekCharExtra(-1);
            var text = slice.AsSpan();
            if (char.IsLetterOrDigit(before) || before is '$' || text.StartsWith("$$$"))
            {
                return false;
            }

            var mark = text.StartsWith("$$") ? "$$" : "$";
            var inside = text[mark.Length..Math.Min(text.Length, MaxLength)];
            var end = inside.IndexOf(mark);
            if (end < 1)
            {
                return false;
            }

            var formula = inside[..end];
            var after = end + mark.Length < inside.Length ? inside[end + mark.Length] : ' ';
            var isFormula = mark.Length == 2
                || (!char.IsWhiteSpace(formula[0]) && !char.IsWhiteSpace(formula[^1]) && !char.IsLetterOrDigit(after)
                    && !formula.Contains('\n') && formula.IndexOfAny("\\^_{}=") >= 0 && !formula.Contains('`'));
            return isFormula && Take(processor, ref slice, end + (2 * mark.Length));
        }
    }

    /// <summary>In <c>Wow![^1]</c> the exclamation mark begins no picture.</summary>
    private sealed class FootnoteExclamationParser : InlineParser
    {
        private const int MaxLabel = 200;

        public FootnoteExclamationParser() => OpeningCharacters = ['!'];

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            var text = slice.AsSpan();
            if (!text.StartsWith("![^"))
            {
                return false;
            }

            var end = text[..Math.Min(text.Length, MaxLabel)].IndexOf(']');
            return end > 3
                && processor.Document.ContainsLinkReferenceDefinition(text[2..end].ToString())
                && Take(processor, ref slice, 1);
        }
    }

    /// <summary>Three tildes or more strike nothing through (https://github.github.com/gfm/#example-493).</summary>
    private sealed class LongTildesParser : InlineParser
    {
        public LongTildesParser() => OpeningCharacters = ['~'];

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            var text = slice.AsSpan();
            var length = text.IndexOfAnyExcept('~') is var other and >= 0 ? other : text.Length;
            return length >= 3 && Take(processor, ref slice, length);
        }
    }
}
