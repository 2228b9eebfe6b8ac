using System.Globalization;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Kiket.Portal.Files;
using Kiket.Portal.Findings;

namespace Kiket.Portal.Documentation;

/// <summary>
/// Adapts rendered text to the page: links lead to the commit, anchors get a prefix, pictures come from the portal,
/// direction-changing characters become visible. Runs before sanitizing, and safety doesn't depend on it.
/// </summary>
internal sealed class DocumentRewriter(IHtmlDocument document, MarkdownContext context)
{
    private const string TabIndex = "tabindex";

    private readonly List<DocumentHeading> _headings = [];
    private readonly List<Finding> _findings = [];
    private readonly List<string> _pictures = [];
    private readonly Dictionary<string, int> _anchors = new(StringComparer.Ordinal);
    private readonly RepositoryLinks _links = new(context.Path, context.Location);
    private readonly string _prefix = HtmlPolicy.IdPrefix + context.AnchorPrefix;
    private HashSet<string>? _folders;

    public IReadOnlyList<DocumentHeading> Headings => _headings;

    public IReadOnlyList<Finding> Findings => _findings;

    public IReadOnlyList<string> Pictures => _pictures;

    public void Run()
    {
        Unwrap();
        HiddenControls.Apply(document.Body!, document);
        MailAddresses.Link(document.Body!, document);
        foreach (var element in document.Body!.QuerySelectorAll("*").ToList())
        {
            PrefixId(element);
            element.RemoveAttribute(TabIndex);
        }

        foreach (var heading in document.Body!.QuerySelectorAll("h1, h2, h3, h4, h5, h6").ToList())
        {
            AnchorHeading(heading);
            if (context.OwnPage is null)
            {
                Demote(heading);
            }
        }

        foreach (var table in document.Body!.QuerySelectorAll("table").ToList())
        {
            Frame(table);
        }

        // Elements that scroll sideways must be reachable with the keyboard.
        foreach (var wide in document.Body!.QuerySelectorAll("pre, .wide-table"))
        {
            wide.SetAttribute(TabIndex, "0");
        }

        // Links first, because a missing picture becomes a link whose address is already absolute.
        foreach (var link in document.Body!.QuerySelectorAll("a[href]").ToList())
        {
            RewriteLink(link);
        }

        foreach (var picture in document.Body!.QuerySelectorAll("img").ToList())
        {
            RewritePicture(picture);
        }
    }

    /// <summary>A scrolling frame, because a table that scrolls itself can't be as wide as its text needs.</summary>
    private void Frame(IElement table)
    {
        if (table.Ancestors().OfType<IElement>().Any(element => element.LocalName == "table"))
        {
            return;
        }

        var frame = document.CreateElement("div");
        frame.ClassName = "wide-table";
        table.Parent!.ReplaceChild(frame, table);
        frame.AppendChild(table);
    }

    /// <summary>As on GitHub: active elements are removed with their content, other unknown elements leave their content.</summary>
    private void Unwrap()
    {
        foreach (var element in document.Body!.QuerySelectorAll("*").ToList())
        {
            if (HtmlPolicy.Dropped.Contains(element.LocalName) || element.NamespaceUri != document.Body.NamespaceUri)
            {
                element.Remove();
            }
            else if (!HtmlPolicy.Allowed.Contains(element.LocalName) && element.Parent is { } parent)
            {
                foreach (var child in element.ChildNodes.ToList())
                {
                    parent.InsertBefore(child, element);
                }

                element.Remove();
            }
        }
    }

    private void PrefixId(IElement element)
    {
        var id = element.Id is { Length: > 0 } own ? own : element.LocalName == "a" ? element.GetAttribute("name") : null;
        if (id is { Length: > 0 and <= 200 })
        {
            element.Id = Prefixed(id);
        }
    }

    private string Prefixed(string id) =>
        _prefix + (id.StartsWith(HtmlPolicy.IdPrefix, StringComparison.Ordinal) ? id[HtmlPolicy.IdPrefix.Length..] : id);

    /// <summary>The page's own first heading is the extension's name, so a document's headings start one level lower.</summary>
    private void Demote(IElement heading)
    {
        var level = heading.LocalName[1] - '0';
        var lower = document.CreateElement($"h{Math.Min(level + 1, 6)}");
        foreach (var attribute in heading.Attributes.ToList())
        {
            lower.SetAttribute(attribute.Name, attribute.Value);
        }

        while (heading.FirstChild is { } child)
        {
            lower.AppendChild(child);
        }

        heading.Replace(lower);
    }

    private void AnchorHeading(IElement heading)
    {
        var text = string.Join(' ', heading.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var slug = Slug(text);
        var count = _anchors.GetValueOrDefault(slug);
        _anchors[slug] = count + 1;
        var anchor = _prefix + (count == 0 ? slug : $"{slug}-{count}");
        heading.Id = anchor;
        if (text.Length > 0)
        {
            _headings.Add(new DocumentHeading(heading.LocalName[1] - '0', text, anchor));
        }
    }

    /// <summary>GitHub's rule: lower case, white space becomes hyphens, only letters, digits, hyphens and underscores remain.</summary>
    private static string Slug(string text) => string.Concat(text.Trim().ToLowerInvariant()
        .Where(character => char.IsLetterOrDigit(character) || character is '-' or '_' or ' ')
        .Select(character => character == ' ' ? '-' : character));

    private void RewriteLink(IElement link)
    {
        var href = link.GetAttribute("href")!.Trim();
        if (href.StartsWith('#'))
        {
            link.SetAttribute("href", "#" + Prefixed(Uri.UnescapeDataString(href[1..])));
            return;
        }

        switch (_links.Resolve(href))
        {
            case { Path: { } path } own when context.OwnPage is { } page:
                var anchor = own.Address.IndexOf('#', StringComparison.Ordinal) is var hash and >= 0 ? "#" + Prefixed(own.Address[(hash + 1)..]) : "";
                link.SetAttribute("href", page(path) + anchor);
                break;
            case { Path: { } path } inside:
                if (!Exists(path))
                {
                    _findings.Add(DocumentationRules.BrokenLink.At($"The link to {Short(href)} doesn't lead to a file in the repository.", context.Path));
                }

                link.SetAttribute("href", inside.Address);
                break;
            case { } outside:
                link.SetAttribute("href", outside.Address);
                break;
            default:
                link.RemoveAttribute("href");
                break;
        }
    }

    private void RewritePicture(IElement picture)
    {
        var source = picture.GetAttribute("src")?.Trim() ?? "";
        var target = _links.Resolve(source);
        var key = target is null ? null : target.Path ?? (target.Address.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? target.Address : null);
        if (key is not null)
        {
            if (!_pictures.Contains(key, StringComparer.Ordinal))
            {
                _pictures.Add(key);
            }

            if (context.Picture(key) is { } served)
            {
                picture.SetAttribute("src", served.Address);
                Measure(picture, served.Size);
                picture.SetAttribute("loading", "lazy");
                picture.SetAttribute("decoding", "async");
                return;
            }
        }

        Replace(picture, key is null ? null : target!.Address, source);
    }

    /// <summary>Reserves space for a picture before it loads. A size from the author stays.</summary>
    private static void Measure(IElement picture, PictureSize? size)
    {
        if (size is null || picture.HasAttribute("height"))
        {
            return;
        }

        var width = size.Width;
        if (picture.GetAttribute("width") is { } written && !int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out width))
        {
            return;
        }

        picture.SetAttribute("width", width.ToString(CultureInfo.InvariantCulture));
        picture.SetAttribute("height", ((int)Math.Round((double)width * size.Height / size.Width)).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>For a picture that can't be fetched: its alternative text, with a link to its address (unless it is inside a link).</summary>
    private void Replace(IElement picture, string? address, string source)
    {
        var words = picture.GetAttribute("alt") is { Length: > 0 } alternative ? alternative : FileName(source);
        var inLink = picture.Ancestors().OfType<IElement>().Any(element => element.LocalName == "a");
        var replacement = document.CreateElement(address is null || inLink ? "span" : "a");
        replacement.ClassName = "missing-picture";
        replacement.TextContent = words;
        if (address is not null && !inLink)
        {
            replacement.SetAttribute("href", address);
        }

        picture.Parent!.ReplaceChild(replacement, picture);
    }

    private bool Exists(string path)
    {
        if (context.Files.Contains(path) || path.Length == 0)
        {
            return true;
        }

        _folders ??= context.Files.SelectMany(Folders).ToHashSet(StringComparer.Ordinal);
        return _folders.Contains(path.TrimEnd('/'));
    }

    private static IEnumerable<string> Folders(string file)
    {
        for (var slash = file.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = file.IndexOf('/', slash + 1))
        {
            yield return file[..slash];
        }
    }

    private static string FileName(string source)
    {
        var path = source.Split('?', '#')[0];
        return source.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? "picture" : Short(path[(path.LastIndexOf('/') + 1)..]);
    }

    private static string Short(string text) => text.Length > 120 ? text[..120] + "…" : text;
}
