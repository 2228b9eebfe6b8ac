using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Kiket.Portal.Files;
using Kiket.Portal.Findings;
using Markdig;
using Markdig.Extensions.AutoLinks;
using Markdig.Extensions.Tables;
using Markdig.Extensions.TaskLists;
using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace Kiket.Portal.Documentation;

/// <summary>What a Markdown text needs to know about where it stands.</summary>
/// <param name="Path">Path of the file, against which relative links are resolved.</param>
/// <param name="Location">Repository and commit that links lead to.</param>
/// <param name="Files">Every file of the repository, to tell a link that leads nowhere.</param>
/// <param name="Picture">Where the portal serves a picture, given a path in the repository or an https address; null when it cannot be had.</param>
public sealed record MarkdownContext(
    string Path,
    SourceLocation Location,
    IReadOnlySet<string> Files,
    Func<string, ServedPicture?> Picture)
{
    /// <summary>Stands before every anchor, where several texts share a page (the versions of a changelog).</summary>
    public string AnchorPrefix { get; init; } = "";
}

/// <param name="Size">Null for a drawing without pixels.</param>
public sealed record ServedPicture(string Address, PictureSize? Size = null);

/// <param name="Pictures">What <see cref="MarkdownContext.Picture"/> was asked for, each once, in order.</param>
public sealed record RenderedMarkdown(
    SafeHtml Html,
    IReadOnlyList<DocumentHeading> Headings,
    string PlainText,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<string> Pictures);

/// <summary>
/// From a repository's Markdown to HTML that may be shown, as GitHub renders it. Takes as long as it takes: call it
/// through <see cref="RenderingWorkers"/>. Throws on text that is nested too deeply.
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
        .UseAlertBlocks((renderer, kind) => renderer.Write("<p class=\"markdown-alert-title\">").WriteEscape(Sentence(kind.ToString())).Write("</p>"))
        .Build();

    public static RenderedMarkdown Render(string markdown, MarkdownContext context)
    {
        var html = ToHtml(WithoutFrontMatter(markdown));
        if (!HtmlShape.IsReasonable(html))
        {
            throw new InvalidOperationException("its elements are nested too deeply or left open too often");
        }

        var document = Parse(html);
        var rewriter = new DocumentRewriter(document, context);
        rewriter.Run();
        var safe = SafeHtml.Sanitize(document);
        return new RenderedMarkdown(safe, rewriter.Headings, PlainText(document), rewriter.Findings, rewriter.Pictures);
    }

    /// <summary>Text as it is written, for what cannot be rendered.</summary>
    public static RenderedMarkdown AsPlainText(string text)
    {
        var document = Parse("");
        var block = document.CreateElement("pre");
        block.TextContent = text;
        HiddenControls.MakeVisible(block, document);
        document.Body!.AppendChild(block);
        return new RenderedMarkdown(SafeHtml.Sanitize(document), [], text, [], []);
    }

    /// <summary>A document around a fragment. The body is opened by hand, so that leading white space stays.</summary>
    internal static IHtmlDocument Parse(string fragment) =>
        new HtmlParser().ParseDocument("<!DOCTYPE html><html><head></head><body>" + fragment);

    private static string ToHtml(string markdown)
    {
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new HighlightedCodeBlock());
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlTaskListRenderer>(new TaskBox());
        var parsed = Markdown.Parse(GitHubTables.Complete(markdown), Pipeline);
        GitHubTables.Unescape(parsed);
        GitHubTables.Align(parsed);
        renderer.Render(parsed);
        return writer.ToString();
    }

    /// <summary>A leading block between lines of three hyphens is data about the page, as on GitHub.</summary>
    private static string WithoutFrontMatter(string markdown)
    {
        if (!markdown.StartsWith("---\n", StringComparison.Ordinal))
        {
            return markdown;
        }

        // Only when it looks like keys: a rule at the top of a text is no front matter.
        var end = markdown.IndexOf("\n---\n", 3, StringComparison.Ordinal);
        var firstLine = markdown.AsSpan(4, Math.Max(0, markdown.IndexOf('\n', 4) - 4));
        return end > 3 && firstLine.Contains(':') ? markdown[(end + 5)..] : markdown;
    }

    private static string PlainText(IHtmlDocument document) =>
        string.Join(' ', document.Body!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Sentence(string kind) =>
        kind.Length == 0 ? "" : char.ToUpperInvariant(kind[0]) + kind[1..].ToLowerInvariant();
}
