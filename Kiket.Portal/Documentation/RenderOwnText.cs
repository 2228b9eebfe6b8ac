namespace Kiket.Portal.Documentation;

/// <summary>
/// Renders Markdown of the portal's operators, for their own pages. It is sanitized as strictly as a repository's, so that
/// nobody who may change a text can run a script. There is no repository, so relative links and pictures become plain text.
/// </summary>
public sealed class RenderOwnText(RenderingWorkers workers)
{
    private static readonly MarkdownContext Context = new("", Location: null, new HashSet<string>(StringComparer.Ordinal), _ => null);

    /// <summary>Text that can't be rendered is shown as it was typed.</summary>
    public async Task<SafeHtml> RunAsync(string markdown, CancellationToken cancellationToken)
    {
        var rendered = await workers.RunAsync(() => MarkdownRenderer.Render(markdown, Context), DocumentLimits.OwnTextTime, cancellationToken);
        return (rendered.Succeeded ? rendered.Value : MarkdownRenderer.AsPlainText(markdown)).Html;
    }
}
