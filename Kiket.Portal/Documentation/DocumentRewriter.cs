using System.Globalization;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Kiket.Portal.Files;
using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Documentation;

/// <summary>
/// Adapts rendered text to the page: links lead to the commit, anchors get a prefix, pictures come from the portal,
/// direction-changing characters become visible. Runs before sanitizing, and safety doesn't depend on it.
/// </summary>
internal sealed class DocumentRewriter(IHtmlDocument document, MarkdownContext context)
{
    private const string TabIndex = "tabindex";
    private const string Direction = "dir";
    private const string Blocks = "p, h1, h2, h3, h4, h5, h6, ul, ol, li, blockquote, dl, dt, dd, table, th, td, caption, summary, figcaption, div, pre";

    private readonly List<DocumentHeading> _headings = [];
    private readonly List<Finding> _findings = [];
    private readonly List<string> _pictures = [];
    private readonly Dictionary<string, int> _anchors = new(StringComparer.Ordinal);
    private readonly RepositoryLinks _links = new(context.Path, context.Location, context.Files);
    private readonly string _prefix = HtmlPolicy.IdPrefix + context.AnchorPrefix;
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    public IReadOnlyList<DocumentHeading> Headings => _headings;

    public IReadOnlyList<Finding> Findings => _findings;

    public IReadOnlyList<string> Pictures => _pictures;

    public void Run()
    {
        DocumentMedia.Replace(document);
        Unwrap();
        HiddenControls.MakeVisible(document.Body!, document);
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

        Direct();
    }

    /// <summary>In a text with letters that run from right to left, every block begins on the side of its own first letter.</summary>
    private void Direct()
    {
        if (!document.Body!.TextContent.EnumerateRunes().Any(PlainText.IsRightToLeft))
        {
            return;
        }

        foreach (var block in document.Body.QuerySelectorAll(Blocks).Where(block => !block.HasAttribute(Direction)))
        {
            block.SetAttribute(Direction, "auto");
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
                if (element.LocalName is "svg" or "math" && element.Parent is not null)
                {
                    _findings.Add(DocumentationRules.NotShown.At($"An inline <{element.LocalName}> element isn't shown.", context.Path));
                }

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
            _ids.Add(element.Id);
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
        var slug = HeadingAnchors.Take(heading, document);
        var count = _anchors.GetValueOrDefault(slug);
        _anchors[slug] = count + 1;
        var anchor = _prefix + (count == 0 ? slug : $"{slug}-{count}");
        heading.Id = anchor;
        _ids.Add(anchor);
        if (text.Length > 0)
        {
            _headings.Add(new DocumentHeading(heading.LocalName[1] - '0', text, anchor));
        }
    }

    private void RewriteLink(IElement link)
    {
        var href = link.GetAttribute("href")!.Trim();
        if (href.StartsWith('#'))
        {
            var name = Uri.UnescapeDataString(href[1..]);
            var lower = Prefixed(name.ToLowerInvariant());
            link.SetAttribute("href", "#" + (!_ids.Contains(Prefixed(name)) && _ids.Contains(lower) ? lower : Prefixed(name)));
            return;
        }

        switch (_links.Resolve(href))
        {
            case { Path: { } path } own when context.OwnPage is { } page:
                var anchor = own.Address.IndexOf('#', StringComparison.Ordinal) is var hash and >= 0 ? "#" + Prefixed(own.Address[(hash + 1)..]) : "";
                link.SetAttribute("href", page(path) + anchor);
                break;
            case { Path: { } path } inside:
                if (inside.IsRelative && !_links.Exists(path))
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
                var leads = href.Length == 0 ? "nothing" : Short(href);
                _findings.Add(DocumentationRules.NotShown.At($"The link to {leads} isn't kept, only its words.", context.Path));
                break;
        }
    }

    private void RewritePicture(IElement picture)
    {
        var source = picture.GetAttribute("src")?.Trim() ?? "";
        var target = _links.Resolve(source);
        var key = target?.Path ?? (target is null ? null : OverHttps(target.Address));
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

    /// <summary>Most hosts that are written with http have https as well, and nothing else is fetched.</summary>
    private static string? OverHttps(string address) =>
        address.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? address
        : address.StartsWith("http:", StringComparison.OrdinalIgnoreCase) ? "https:" + address[5..]
        : null;

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
        replacement.ClassName = $"missing-picture {picture.ClassName}".Trim();
        replacement.TextContent = words;
        if (address is not null && !inLink)
        {
            replacement.SetAttribute("href", address);
        }

        picture.Parent!.ReplaceChild(replacement, picture);
    }

    private static string FileName(string source)
    {
        var path = source.Split('?', '#')[0];
        return source.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? "picture" : Short(path[(path.LastIndexOf('/') + 1)..]);
    }

    private static string Short(string text) => text.Length > 120 ? text[..120] + "…" : text;
}
