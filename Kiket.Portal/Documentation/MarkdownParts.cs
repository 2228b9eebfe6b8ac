using Markdig.Extensions.TaskLists;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

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
