namespace Kiket.Portal.Documentation;

/// <summary>
/// Checks HTML before a parser sees it. A parser reopens unclosed formatting elements in every following block, so
/// <c>&lt;b id=1&gt;&lt;b id=2&gt;…&lt;p&gt;&lt;p&gt;…</c> of 128 KiB would become millions of nodes. The tree is also walked
/// recursively, so depth needs stack. One pass; when in doubt it overestimates.
/// </summary>
public static class HtmlShape
{
    private const int MaxDepth = 300;

    /// <summary>How many elements reopening may create.</summary>
    private const int MaxReopened = 200_000;

    private static readonly HashSet<string> Formatting = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
    };

    private static readonly HashSet<string> NotNesting = new(StringComparer.OrdinalIgnoreCase)
    {
        "p", "li", "dd", "dt", "tr", "br", "img", "hr", "wbr", "input", "col", "source", "meta", "link", "option", "rt", "rp",
        "area", "base", "embed", "track", "param", "thead", "tbody", "tfoot",
    };

    private static readonly HashSet<string> RawText = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes",
    };

    public static bool IsReasonable(ReadOnlySpan<char> html)
    {
        var open = new List<string>();
        var formatting = 0;
        long reopened = 0;
        while (html.IndexOf('<') is var start and >= 0 && start + 1 < html.Length)
        {
            html = html[(start + 1)..];
            if (html.StartsWith("!--"))
            {
                html = SkipComment(html[3..]);
                continue;
            }

            var closes = html[0] == '/';
            var name = Name(closes ? html[1..] : html);
            if (name.Length == 0)
            {
                continue;
            }

            html = SkipTag(html);
            if (!closes && !NotNesting.Contains(name))
            {
                open.Add(name);
                formatting += Formatting.Contains(name) ? 1 : 0;
            }
            else if (closes && open.Count > 0 && string.Equals(open[^1], name, StringComparison.OrdinalIgnoreCase))
            {
                // Only the innermost element: an unbalanced end tag may leave its element open, so it stays counted.
                open.RemoveAt(open.Count - 1);
                formatting -= Formatting.Contains(name) ? 1 : 0;
            }

            reopened += formatting;
            if (open.Count > MaxDepth || reopened > MaxReopened)
            {
                return false;
            }

            if (!closes && RawText.Contains(name))
            {
                // Tags inside a script are text: an end tag there must not count.
                var end = html.IndexOf($"</{name}", StringComparison.OrdinalIgnoreCase);
                html = end < 0 ? html : html[end..];
            }
        }

        return true;
    }

    internal static string Name(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && length < 40 && (char.IsAsciiLetterOrDigit(text[length]) || (length > 0 && text[length] is '-' or ':')))
        {
            length++;
        }

        return length > 0 && char.IsAsciiLetter(text[0]) ? text[..length].ToString() : "";
    }

    /// <summary>What follows a tag whose <c>&lt;</c> is behind; empty when it never ends.</summary>
    internal static ReadOnlySpan<char> SkipTag(ReadOnlySpan<char> html)
    {
        var quote = '\0';
        var last = ' ';
        for (var index = 0; index < html.Length; index++)
        {
            var current = html[index];
            if (quote != '\0')
            {
                quote = current == quote ? '\0' : quote;
            }
            else if (current is '"' or '\'' && last == '=')
            {
                quote = current;
            }
            else if (current == '>')
            {
                return html[(index + 1)..];
            }

            last = char.IsWhiteSpace(current) ? last : current;
        }

        return [];
    }

    /// <summary>What follows a comment, from its last <c>&gt;</c>; empty when it never ends.</summary>
    internal static ReadOnlySpan<char> SkipComment(ReadOnlySpan<char> html)
    {
        if (html.StartsWith(">") || html.StartsWith("->"))
        {
            return html;
        }

        while (html.IndexOf("--") is var end and >= 0)
        {
            html = html[(end + 1)..];
            if (html.StartsWith("->") || html.StartsWith("-!>"))
            {
                return html;
            }
        }

        return [];
    }
}
