using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Ganss.Xss;

namespace Kiket.Portal.Documentation;

/// <summary>What a rendered document may contain. Everything else is removed.</summary>
internal static class HtmlPolicy
{
    /// <summary>The prefix of a document's ids, so that none can collide with one of the page.</summary>
    public const string IdPrefix = "user-content-";

    /// <summary>Elements that are removed with their content. Other unknown elements leave their content.</summary>
    public static readonly HashSet<string> Dropped = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "style", "iframe", "frame", "frameset", "embed", "template", "svg", "math", "textarea", "title", "xmp", "noembed",
        "noframes", "plaintext", "input", "head", "link", "meta", "base", "portal", "fencedframe", "param", "source", "track",
    };

    public static readonly HashSet<string> Allowed = new(StringComparer.OrdinalIgnoreCase)
    {
        "h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "div", "span", "section", "blockquote", "pre", "code",
        "kbd", "samp", "var", "tt", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot",
        "tr", "th", "td", "colgroup", "col", "b", "strong", "i", "em", "u", "s", "strike", "del", "ins", "sub", "sup",
        "small", "big", "mark", "abbr", "cite", "dfn", "q", "time", "wbr", "ruby", "rt", "rp", "bdi", "details",
        "summary", "figure", "figcaption", "a", "img",
    };

    private static readonly string[] Attributes =
    [
        "href", "src", "alt", "title", "id", "tabindex", "class", "rel", "width", "height", "align", "valign", "colspan", "rowspan",
        "scope", "start", "reversed", "value", "open", "lang", "dir", "datetime", "loading", "decoding", "role",
        "aria-label", "aria-hidden",
    ];

    private static readonly HashSet<string> Classes = new(StringComparer.Ordinal)
    {
        "markdown-alert", "markdown-alert-title", "markdown-alert-note", "markdown-alert-tip", "markdown-alert-important",
        "markdown-alert-warning", "markdown-alert-caution", "footnotes", "footnote-ref", "footnote-back-ref",
        "contains-task-list", "task-list-item", "task-box", "task-done", "hidden-control", "code-lines", "code-line",
        "missing-picture", "wide-table", DocumentMedia.Dark, DocumentMedia.Light,
    };

    /// <summary>Cleans the document in place and writes its body.</summary>
    public static string Clean(IHtmlDocument document, bool mayLinkToPortal)
    {
        // Created each time, because an instance isn't thread-safe, and creating one takes microseconds.
        var sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = Allowed,
            AllowedAttributes = new HashSet<string>(Attributes, StringComparer.OrdinalIgnoreCase),
            AllowedSchemes = new HashSet<string>(["https", "http", "mailto"], StringComparer.OrdinalIgnoreCase),
            UriAttributes = new HashSet<string>(["href", "src"], StringComparer.OrdinalIgnoreCase),
        });
        sanitizer.SanitizeDom(document, document.Body);
        foreach (var element in document.Body!.QuerySelectorAll("*").ToList())
        {
            Tighten(element, mayLinkToPortal);
        }

        return document.Body.InnerHtml;
    }

    private static void Tighten(IElement element, bool mayLinkToPortal)
    {
        if (element.GetAttribute("class") is { } names)
        {
            var cached = names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(IsAllowedClass).ToList();
            SetOrRemove(element, "class", cached.Count == 0 ? null : string.Join(' ', cached));
        }

        if (element.GetAttribute("id") is { } id && !id.StartsWith(IdPrefix, StringComparison.Ordinal))
        {
            element.RemoveAttribute("id");
        }

        if (element.LocalName == "img")
        {
            // Only pictures that the portal serves, so that nothing can track the reader.
            if (element.GetAttribute("src") is not { } source || !IsOwnPicture(source))
            {
                element.Remove();
            }
        }
        else
        {
            element.RemoveAttribute("src");
            TightenLink(element, mayLinkToPortal);
        }
    }

    private static void TightenLink(IElement element, bool mayLinkToPortal)
    {
        if (element.GetAttribute("href") is not { } href)
        {
            return;
        }

        if (element.LocalName == "a" && href.StartsWith('#'))
        {
            PutFirst(element, "href", href);
        }
        else if (mayLinkToPortal && element.LocalName == "a" && href.StartsWith('/') && !href.StartsWith("//", StringComparison.Ordinal))
        {
            element.RemoveAttribute("rel");
        }
        else if (element.LocalName == "a"
            && (href.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
                || href.StartsWith("http:", StringComparison.OrdinalIgnoreCase)
                || href.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)))
        {
            element.SetAttribute("rel", "nofollow noopener ugc");
        }
        else
        {
            element.RemoveAttribute("href");
        }
    }

    /// <summary>SafeHtml finds links within the page by their first attribute.</summary>
    private static void PutFirst(IElement element, string name, string value)
    {
        var others = element.Attributes.Where(other => other.Name != name).Select(other => (other.Name, other.Value)).ToList();
        foreach (var attribute in element.Attributes.ToList())
        {
            element.RemoveAttribute(attribute.Name);
        }

        element.SetAttribute(name, value);
        foreach (var (otherName, otherValue) in others)
        {
            element.SetAttribute(otherName, otherValue);
        }
    }

    private static bool IsOwnPicture(string source) =>
        source.StartsWith("/files/", StringComparison.Ordinal) && !source.Contains("..", StringComparison.Ordinal);

    private static bool IsAllowedClass(string name) =>
        Classes.Contains(name)
        || (name.Length <= 40
            && (name.StartsWith("language-", StringComparison.Ordinal) || name.StartsWith("hl-", StringComparison.Ordinal)));

    private static void SetOrRemove(IElement element, string name, string? value)
    {
        if (value is null)
        {
            element.RemoveAttribute(name);
        }
        else
        {
            element.SetAttribute(name, value);
        }
    }
}
