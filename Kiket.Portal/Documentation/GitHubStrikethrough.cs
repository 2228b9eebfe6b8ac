using Markdig;
using Markdig.Parsers.Inlines;
using Markdig.Renderers;
using Markdig.Renderers.Html.Inlines;

namespace Kiket.Portal.Documentation;

/// <summary>Emphasis as on GitHub, where one or two tildes strike text through. Markdig's own extension only supports two.</summary>
internal sealed class GitHubStrikethrough : IMarkdownExtension
{
    public void Setup(MarkdownPipelineBuilder pipeline)
    {
        var emphasis = new GitHubEmphasis();
        emphasis.EmphasisDescriptors.Add(new EmphasisDescriptor('~', 1, 2, enableWithinWord: true));
        pipeline.InlineParsers.Replace<EmphasisInlineParser>(emphasis);
    }

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
        if (renderer is HtmlRenderer html && html.ObjectRenderers.FindExact<EmphasisInlineRenderer>() is { } emphasis)
        {
            var other = emphasis.GetTag;
            emphasis.GetTag = inline => inline.DelimiterChar == '~' ? "del" : other(inline);
        }
    }
}
