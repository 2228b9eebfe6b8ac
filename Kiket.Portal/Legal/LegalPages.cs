using System.Buffers;
using System.Collections.Concurrent;
using Kiket.Portal.Documentation;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Legal;

/// <summary>A link in the footer.</summary>
/// <param name="Address">On this portal, or on the operator's own site.</param>
public sealed record LegalLink(string Title, string Address);

/// <summary>A page from a Markdown file of the operator.</summary>
public sealed record LegalText(string Title, SafeHtml Html);

/// <summary>The operator's own pages. Files are read once, when the portal starts, so a restart shows a changed file.</summary>
public sealed class LegalPages
{
    private static readonly SearchValues<char> Formatting = SearchValues.Create("*_`[]<>\\&");

    private readonly Dictionary<string, (string Title, string Markdown)> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, LegalText> _rendered = new(StringComparer.OrdinalIgnoreCase);
    private readonly RenderOwnText _render;

    public LegalPages(IOptions<LegalOptions> options, RenderOwnText render)
    {
        _render = render;
        var links = new List<LegalLink>();
        foreach (var (name, title, value) in options.Value.Pages)
        {
            var isElsewhere = LegalOptions.IsHttps(value);
            links.Add(new LegalLink(title, isElsewhere ? value : Address(name)));
            if (!isElsewhere)
            {
                _files[name] = (title, TextFile.Decode(File.ReadAllBytes(Path.GetFullPath(value))).Text);
            }
        }

        Links = links;
    }

    /// <summary>Empty when the operator set none.</summary>
    public IReadOnlyList<LegalLink> Links { get; }

    public static string Address(string name) => $"/legal/{name.ToLowerInvariant()}";

    /// <param name="name">As in the address: terms, privacy, imprint or contact.</param>
    /// <returns>Null when the portal has no such page.</returns>
    public async Task<LegalText?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (_rendered.TryGetValue(name, out var rendered))
        {
            return rendered;
        }

        if (!_files.TryGetValue(name, out var file))
        {
            return null;
        }

        var (title, body) = Parted(file.Title, file.Markdown);
        return _rendered[name] = new LegalText(title, await _render.RunAsync(body, cancellationToken));
    }

    /// <summary>A heading at the top becomes the page's own, which would otherwise stand above it with nearly the same words.</summary>
    private static (string Title, string Body) Parted(string title, string markdown)
    {
        var text = markdown.TrimStart();
        if (!text.StartsWith("# ", StringComparison.Ordinal))
        {
            return (title, text);
        }

        var end = text.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var found ? found : text.Length;
        var heading = text[2..end].Trim().TrimEnd('#').TrimEnd();
        // Formatted headings stay in the text, because a title is plain.
        return heading.Length > 0 && !heading.AsSpan().ContainsAny(Formatting) ? (heading, text[end..]) : (title, text);
    }
}
