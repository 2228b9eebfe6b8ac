using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Kiket.Portal.Documentation;

namespace Kiket.Portal.Tests.Documentation;

/// <summary>Renders as the portal does, for a README of acme/slack at a commit.</summary>
internal static class Rendering
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    public static readonly SourceLocation Location = new(new Uri("https://github.com/"), "acme", "slack", Commit);

    public static RenderedMarkdown Render(string markdown, string path = "docs/README.md", Func<string, ServedPicture?>? picture = null) =>
        MarkdownRenderer.Render(markdown, new MarkdownContext(
            path,
            Location,
            new HashSet<string>(["docs/README.md", "docs/guide.md", "docs/img/a.png", "src/App.cs"], StringComparer.Ordinal),
            picture ?? (_ => null)));

    public static string Html(string markdown, string path = "docs/README.md", Func<string, ServedPicture?>? picture = null) =>
        Render(markdown, path, picture).Html.ToString();

    public static IHtmlDocument Page(string html) => new HtmlParser().ParseDocument("<body>" + html);

    public static string Text(SafeHtml html) => new HtmlParser().ParseDocument("<!DOCTYPE html><html><head></head><body>" + html).Body!.TextContent;
}
