using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Kiket.Portal.Files;
using Kiket.Portal.Findings;
using Markdig;
using Markdig.Extensions.AutoLinks;
using Markdig.Extensions.Tables;
using Markdig.Extensions.TaskLists;
using Markdig.Helpers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace Kiket.Portal.Documentation;

/// <summary>The context of a Markdown text.</summary>
/// <param name="Path">Path of the file, which relative links are resolved against.</param>
/// <param name="Location">Repository and commit that links lead to; null when the text is in none, which leaves only absolute links.</param>
/// <param name="Files">Every file of the repository, to find broken links.</param>
/// <param name="Picture">
/// The address that serves a picture, by path in the repository or https address; null when it can't be fetched.
/// </param>
public sealed record MarkdownContext(
    string Path,
    SourceLocation? Location,
    IReadOnlySet<string> Files,
    Func<string, ServedPicture?> Picture)
{
    /// <summary>The prefix of every anchor, when several texts share a page (the versions of a changelog).</summary>
    public string AnchorPrefix { get; init; } = "";

    /// <summary>
    /// The portal's page for a path, when the text is the portal's own. Its relative links then lead there, and its headings
    /// keep their level. Null for a repository's text, whose links never lead into the portal.
    /// </summary>
    public Func<string, string>? OwnPage { get; init; }
}

/// <param name="Size">Null for a drawing without pixels.</param>
public sealed record ServedPicture(string Address, PictureSize? Size = null)
{
    /// <summary>Whether only its first frame is shown.</summary>
    public bool IsAnimation { get; init; }
}

/// <param name="Pictures">The arguments of <see cref="MarkdownContext.Picture"/>, each once, in order.</param>
public sealed record RenderedMarkdown(
    SafeHtml Html,
    IReadOnlyList<DocumentHeading> Headings,
    string PlainText,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<string> Pictures);

/// <summary>
/// Renders a repository's Markdown to safe HTML, as GitHub does. It has no time limit of its own, so call it through
/// <see cref="RenderingWorkers"/>. Throws for text that is nested too deeply.
/// </summary>
public static class MarkdownRenderer
{
    // No generic attributes (they write onclick and style) and no media links (they write frames).
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables(new PipeTableOptions { UseHeaderForColumnCount = true })
        .UseTaskLists()
        .UseAutoLinks(new AutoLinkOptions { UseHttpsForWWWLinks = true })
        .UseEmojiAndSmiley(enableSmileys: false)
        .UseFootnotes()
        .Use<GitHubStrikethrough>()
        .Use<GitHubInlines>()
        .UseAlertBlocks((renderer, kind) =>
            renderer.Write("<p class=\"markdown-alert-title\">").WriteEscape(Sentence(kind.ToString())).Write("</p>"))
        .Build();

    public static RenderedMarkdown Render(string markdown, MarkdownContext context)
    {
        var text = WithoutFrontMatter(markdown);
        var html = NamedTags.Show(ToHtml(text, out var openComments));
        if (!HtmlShape.IsReasonable(html))
        {
            throw new InvalidOperationException("its elements are nested too deeply or left open too often");
        }

        var document = Parse(html);
        var rewriter = new DocumentRewriter(document, context);
        rewriter.Run();
        var safe = SafeHtml.Sanitize(document, mayLinkToPortal: context.OwnPage is not null);
        var above = markdown.AsSpan(0, markdown.Length - text.Length).Count('\n');
        var unended = openComments.Select(line => DocumentationRules.OpenComment.At(
            "A comment begins here and never ends, so nothing after it is shown.", context.Path, line + above));
        return new RenderedMarkdown(safe, rewriter.Headings, PlainText(document), [.. unended, .. rewriter.Findings], rewriter.Pictures);
    }

    /// <summary>The text unchanged, when it can't be rendered.</summary>
    public static RenderedMarkdown AsPlainText(string text)
    {
        var document = Parse("");
        var block = document.CreateElement("pre");
        block.TextContent = text;
        // It scrolls sideways, so it must be reachable with the keyboard.
        block.SetAttribute("tabindex", "0");
        HiddenControls.MakeVisible(block, document);
        document.Body!.AppendChild(block);
        return new RenderedMarkdown(SafeHtml.Sanitize(document), [], text, [], []);
    }

    /// <summary>A document around a fragment. The explicit body tag preserves leading white space.</summary>
    internal static IHtmlDocument Parse(string fragment) =>
        new HtmlParser().ParseDocument("<!DOCTYPE html><html><head></head><body>" + fragment);

    private static string ToHtml(string markdown, out IReadOnlyList<int> openComments)
    {
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new HighlightedCodeBlock());
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlTaskListRenderer>(new TaskBox());
        renderer.ObjectRenderers.Insert(0, new NamedEmoji());
        var parsed = Markdown.Parse(GitHubTables.Complete(markdown), Pipeline);
        GitHubTables.Unescape(parsed);
        GitHubTables.Align(parsed);
        openComments = EndComments(parsed);
        renderer.Render(parsed);
        return writer.ToString();
    }

    /// <summary>
    /// Ends each comment that never ends with the block it is in. Otherwise one in a quote or a list would hide the whole rest of the
    /// page, because a browser knows no end of a quote.
    /// </summary>
    /// <returns>The lines where they begin.</returns>
    private static List<int> EndComments(MarkdownDocument parsed)
    {
        var lines = new List<int>();
        foreach (var block in parsed.Descendants<HtmlBlock>().Where(block => block.Type == HtmlBlockType.Comment))
        {
            if (!block.Lines.ToString().Contains("-->", StringComparison.Ordinal))
            {
                block.Lines.Add(new StringSlice("-->"));
                lines.Add(block.Line + 1);
            }
        }

        return lines;
    }

    /// <summary>A block between lines of three hyphens at the start is front matter, as on GitHub.</summary>
    private static string WithoutFrontMatter(string markdown)
    {
        if (!markdown.StartsWith("---\n", StringComparison.Ordinal))
        {
            return markdown;
        }

        // Only if it looks like keys, because a rule at the top of a text isn't front matter.
        var end = markdown.IndexOf("\n---\n", 3, StringComparison.Ordinal);
        var firstLine = markdown.AsSpan(4, Math.Max(0, markdown.IndexOf('\n', 4) - 4));
        return end > 3 && firstLine.Contains(':') ? markdown[(end + 5)..] : markdown;
    }

    private static string PlainText(IHtmlDocument document) =>
        string.Join(' ', document.Body!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Sentence(string kind) =>
        kind.Length == 0 ? "" : char.ToUpperInvariant(kind[0]) + kind[1..].ToLowerInvariant();
}
