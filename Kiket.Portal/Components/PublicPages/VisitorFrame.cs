using System.Text;
using Kiket.Portal.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>The positions in a document where the content of a single page begins and ends.</summary>
public enum FrameMark
{
    /// <summary>Title and meta data.</summary>
    Head,
    HeadEnd,

    /// <summary>The page itself, inside <c>main</c>.</summary>
    Page,
    PageEnd,
}

/// <summary>
/// The parts that are the same on every page for visitors: head, bar and footer, as <c>App.razor</c> and the layout
/// rendered them once. Rendering them again took most of the time of an uncached page.
/// </summary>
/// <param name="Start">From the doctype to the page's own title.</param>
/// <param name="Bar">From the end of the head to the target address of the skip link.</param>
/// <param name="BarEnd">From after that address to the page.</param>
/// <param name="Foot">From the end of the page to the end of the document.</param>
public sealed record VisitorFrame(string Start, string Bar, string BarEnd, string Foot)
{
    /// <summary>The only place in the frame that contains the page's own address.</summary>
    private const string SkipLink = "<a class=\"kp-skip\" href=\"";

    private const string SkipTarget = "#main\"";

    private const string DocumentEnd = "</html>";

    /// <summary>A comment in the document that marks where to cut the frame.</summary>
    public static MarkupString Mark(FrameMark mark) => DrawnMarkup.Of(Text(mark));

    /// <summary>Extracts the frame from a complete document.</summary>
    /// <returns>Null when the document is not one of ours, such as an error page without the layout.</returns>
    public static VisitorFrame? Of(ReadOnlySpan<byte> document)
    {
        var text = Encoding.UTF8.GetString(document);
        var end = text.LastIndexOf(DocumentEnd, StringComparison.Ordinal) + DocumentEnd.Length;
        var (head, headEnd) = (Find(FrameMark.Head), Find(FrameMark.HeadEnd));
        var (page, pageEnd) = (Find(FrameMark.Page), text.LastIndexOf(Text(FrameMark.PageEnd), StringComparison.Ordinal));
        var skip = text.IndexOf(SkipLink, StringComparison.Ordinal) + SkipLink.Length;
        var skipEnd = text.IndexOf(SkipTarget, StringComparison.Ordinal);
        return head > 0 && head < headEnd && headEnd < skip && skip <= skipEnd && skipEnd < page && page < pageEnd && pageEnd < end
            ? new VisitorFrame(text[..After(head, FrameMark.Head)], text[headEnd..skip], text[skipEnd..After(page, FrameMark.Page)], text[pageEnd..end])
            : null;

        int Find(FrameMark mark) => text.IndexOf(Text(mark), StringComparison.Ordinal);
    }

    private static int After(int at, FrameMark mark) => at + Text(mark).Length;

    private static string Text(FrameMark mark) => mark switch
    {
        FrameMark.Head => "<!--head-->",
        FrameMark.HeadEnd => "<!--/head-->",
        FrameMark.Page => "<!--page-->",
        _ => "<!--/page-->",
    };
}
