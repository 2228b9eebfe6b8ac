using System.Text;

namespace Kiket.Portal.Documentation;

/// <summary>
/// Shows tags that a text only names ("Type it into the &lt;title&gt; field"), as GitHub's tag filter does
/// (https://github.github.com/gfm/#disallowed-raw-html-extension-). A parser would take the rest of the page for the
/// element's content and lose it. Linear in the text.
/// </summary>
internal static class NamedTags
{
    /// <summary>GitHub's list: a parser reads no markup inside these, so they are always text.</summary>
    private static readonly HashSet<string> Filtered = new(StringComparer.OrdinalIgnoreCase)
    {
        "title", "textarea", "style", "xmp", "iframe", "noembed", "noframes", "script", "plaintext",
    };

    /// <summary>Inside these a parser drops or moves other elements. Their tags are removed, and their content stays.</summary>
    private static readonly HashSet<string> Swallowing = new(StringComparer.OrdinalIgnoreCase)
    {
        "select", "option", "optgroup", "datalist", "button", "template", "frameset", "noscript", "head", "html", "body", "applet", "dialog",
        "canvas", "form", "fencedframe", "portal", "marquee", "menu", "dir", "listing", "label", "output", "fieldset", "legend", "meter",
        "progress", "slot", "selectedcontent", "search", "map", "rtc", "rb",
    };

    /// <summary>Elements without an end tag: a real one has attributes.</summary>
    private static readonly HashSet<string> Void = new(StringComparer.OrdinalIgnoreCase)
    {
        "source", "track", "embed", "input", "link", "meta", "base", "param", "frame", "keygen", "area", "bgsound", "basefont", "image", "command",
    };

    /// <summary>Old layout that people often forget to close. Nobody names it in prose.</summary>
    private static readonly HashSet<string> Layout = new(StringComparer.OrdinalIgnoreCase) { "center", "font", "nobr", "picture", "g-emoji", "acronym" };

    /// <summary>Elements with another namespace or content that can't be shown.</summary>
    private static readonly HashSet<string> Drawn = new(StringComparer.OrdinalIgnoreCase) { "svg", "math" };

    private enum Fate
    {
        Stays,
        IsText,
        IsRemoved,
    }

    public static string Show(string html)
    {
        var tags = Read(html);
        if (tags.Count == 0)
        {
            return html;
        }

        var shown = new StringBuilder(html.Length + 64);
        var start = 0;
        foreach (var tag in tags.Where(tag => tag.Fate != Fate.Stays))
        {
            shown.Append(html, start, tag.Start - start);
            if (tag.Fate == Fate.IsText)
            {
                shown.Append("&lt;").Append(html, tag.Start + 1, tag.End - tag.Start - 1);
            }

            start = tag.End;
        }

        return shown.Append(html, start, html.Length - start).ToString();
    }

    /// <summary>The tags of elements that a document may not contain, in order.</summary>
    private static List<Tag> Read(string html)
    {
        var tags = new List<Tag>();
        var open = new Dictionary<string, Stack<Tag>>(StringComparer.OrdinalIgnoreCase);
        var paragraphs = 0;
        for (var position = html.IndexOf('<', StringComparison.Ordinal); position >= 0; position = html.IndexOf('<', position))
        {
            var rest = html.AsSpan(position + 1);
            if (rest.StartsWith("!--"))
            {
                // From the comment's last ">", which is no "<" and does no harm.
                position = html.Length - HtmlShape.SkipComment(rest[3..]).Length;
                continue;
            }

            var closes = rest.Length > 0 && rest[0] == '/';
            var name = HtmlShape.Name(closes ? rest[1..] : rest);
            if (name.Length == 0)
            {
                position++;
                continue;
            }

            var end = html.Length - HtmlShape.SkipTag(rest).Length;
            if (!HtmlPolicy.Allowed.Contains(name))
            {
                var behind = position + 1 + (closes ? 1 : 0) + name.Length;
                var inside = html.AsSpan(behind, Math.Max(0, end - 1 - behind)).Trim();
                var tag = new Tag(name, position, end, inside.TrimEnd('/').Trim().Length > 0, inside.EndsWith("/"), paragraphs);
                tags.Add(tag);
                Judge(tag, closes, open);
            }
            else if (closes && name.Equals("p", StringComparison.OrdinalIgnoreCase))
            {
                paragraphs++;
            }

            // The text of a filtered element is text of the page, so the tags inside it count.
            position = end;
        }

        return tags;
    }

    private static void Judge(Tag tag, bool closes, Dictionary<string, Stack<Tag>> open)
    {
        if (Filtered.Contains(tag.Name))
        {
            tag.Fate = Fate.IsText;
        }
        else if (Void.Contains(tag.Name))
        {
            tag.Fate = closes ? Fate.IsRemoved : tag.HasAttributes ? Fate.Stays : Fate.IsText;
        }
        else if (!closes)
        {
            // Until its end tag is found.
            tag.Fate = Layout.Contains(tag.Name) || (tag.HasAttributes && !Swallowing.Contains(tag.Name) && !Drawn.Contains(tag.Name))
                || (tag.IsEmpty && Drawn.Contains(tag.Name))
                ? Fate.Stays
                : Fate.IsText;
            if (!open.TryGetValue(tag.Name, out var stack))
            {
                open[tag.Name] = stack = [];
            }

            stack.Push(tag);
        }
        else if (open.TryGetValue(tag.Name, out var stack) && stack.TryPop(out var start))
        {
            start.Fate = tag.Fate = Pair(start, tag);
        }
        else
        {
            tag.Fate = Layout.Contains(tag.Name) ? Fate.Stays : Fate.IsText;
        }
    }

    private static Fate Pair(Tag start, Tag end)
    {
        if (!Swallowing.Contains(start.Name))
        {
            return Drawn.Contains(start.Name) && !start.HasAttributes && start.Paragraphs != end.Paragraphs ? Fate.IsText : Fate.Stays;
        }

        // "From <select> … to </select>" over several paragraphs is a text about the tags.
        return !start.HasAttributes && start.Paragraphs != end.Paragraphs ? Fate.IsText : Fate.IsRemoved;
    }

    private sealed class Tag(string name, int start, int end, bool hasAttributes, bool isEmpty, int paragraphs)
    {
        public string Name { get; } = name;

        public int Start { get; } = start;

        public int End { get; } = end;

        public bool HasAttributes { get; } = hasAttributes;

        public bool IsEmpty { get; } = isEmpty;

        /// <summary>How many paragraphs ended before it.</summary>
        public int Paragraphs { get; } = paragraphs;

        public Fate Fate { get; set; }
    }
}
