using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Kiket.Portal.Documentation;

/// <summary>A piece of code of one kind; <see cref="Kind"/> is the class without its <c>hl-</c>.</summary>
internal readonly record struct CodeToken(int Start, int Length, string Kind)
{
    public int End => Start + Length;
}

/// <summary>
/// Adds highlighting classes to code without changing its text. The portal's own scanners read the common languages in one
/// pass, ColorCode the others. Unknown, long or slow code stays plain.
/// </summary>
public static class CodeHighlighter
{
    // Text nodes only need <, > and & escaped; quotes and letters of all scripts stay unchanged.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Sanitizing time grows with the square of the sibling elements: 16,000 took 9 s, so 4,000 should take about half a second.</summary>
    private const int MaxElements = 4_000;

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["yml"] = "yaml",
        ["sh"] = "bash",
        ["shell"] = "bash",
        ["zsh"] = "bash",
        ["console"] = "bash",
        ["shell-session"] = "bash",
        ["jsonc"] = "json",
        ["json5"] = "json",
        ["rb"] = "ruby",
        ["golang"] = "go",
        ["js"] = "javascript",
        ["jsx"] = "javascript",
        ["mjs"] = "javascript",
        ["node"] = "javascript",
        ["ts"] = "typescript",
        ["tsx"] = "typescript",
        ["py"] = "python",
        ["python3"] = "python",
        ["docker"] = "dockerfile",
        ["cs"] = "csharp",
        ["c#"] = "csharp",
        ["patch"] = "diff",
        ["htm"] = "html",
        ["xhtml"] = "html",
        ["svg"] = "xml",
        ["env"] = "ini",
        ["dotenv"] = "ini",
        ["toml"] = "ini",
        ["properties"] = "ini",
        ["postgresql"] = "sql",
        ["pgsql"] = "sql",
        ["kt"] = "kotlin",
        ["rs"] = "rust",
        ["handlebars"] = "liquid",
        ["jinja"] = "liquid",
        ["c++"] = "cpp",
        ["c"] = "cpp",
        ["f#"] = "fsharp",
        ["ps1"] = "powershell",
    };

    /// <summary>The language of a fence as a class name, or null: <c>```YAML title=x</c> is <c>yaml</c>.</summary>
    public static string? ClassName(string? language)
    {
        var word = language?.Split([' ', '\t', ',', '{', ':'], 2)[0].ToLowerInvariant() ?? "";
        if (Aliases.TryGetValue(word, out var known))
        {
            return known;
        }

        return word.Length is > 0 and <= 30 && word.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_') ? word : null;
    }

    /// <summary>HTML of the code: text with <c>&lt;span class="hl-…"&gt;</c> around each piece with a kind.</summary>
    public static string Highlight(string code, string? language)
    {
        var html = new StringBuilder(code.Length + (code.Length / 2));
        Write(html, code, 0, code.Length, Tokens(code, language));
        return html.ToString();
    }

    /// <summary>The same, ready to show inside <c>&lt;pre&gt;&lt;code&gt;</c>.</summary>
    public static SafeHtml Render(string code, string? language) => Safe(Highlight(code, language));

    /// <summary>
    /// The same with each line in its own element, which a stylesheet numbers. The numbers aren't text, so they are
    /// neither selected nor copied.
    /// </summary>
    public static SafeHtml RenderLines(string code, string? language)
    {
        if (code.AsSpan().Count('\n') > MaxElements)
        {
            return Render(code, language);
        }

        var tokens = Tokens(code, language);
        var html = new StringBuilder(code.Length * 2).Append("<span class=\"code-lines\">");
        var start = 0;
        var first = 0;
        while (start < code.Length)
        {
            var newLine = code.IndexOf('\n', start);
            var end = newLine < 0 ? code.Length : newLine + 1;
            while (first < tokens.Count && tokens[first].End <= start)
            {
                first++;
            }

            html.Append("<span class=\"code-line\">");
            Write(html, code, start, end, tokens, first);
            html.Append("</span>");
            start = end;
        }

        return Safe(html.Append("</span>").ToString());
    }

    private static SafeHtml Safe(string html)
    {
        var document = MarkdownRenderer.Parse(html);
        HiddenControls.MakeVisible(document.Body!, document);
        return SafeHtml.Sanitize(document);
    }

    private static List<CodeToken> Tokens(string code, string? language)
    {
        if (code.Length > DocumentLimits.HighlightedCharacters || ClassName(language) is not { } name)
        {
            return [];
        }

        try
        {
            return Bounded(name switch
            {
                "yaml" => new YamlScanner(code).Run(),
                "liquid" => LiquidScanner.Run(code),
                "diff" => DiffScanner.Run(code),
                _ => ScannedLanguage.Find(name) is { } scanned ? new LanguageScanner(code, scanned).Run() : ColorCodeScanner.Run(code, name),
            });
        }
        catch (RegexMatchTimeoutException)
        {
            return [];
        }
    }

    /// <summary>Neighbours of one kind become one element. Code with unusually many elements stays plain.</summary>
    private static List<CodeToken> Bounded(List<CodeToken> tokens)
    {
        var merged = new List<CodeToken>(tokens.Count);
        foreach (var token in tokens)
        {
            if (merged.Count > 0 && merged[^1].End == token.Start && merged[^1].Kind == token.Kind)
            {
                merged[^1] = merged[^1] with { Length = merged[^1].Length + token.Length };
            }
            else
            {
                merged.Add(token);
            }
        }

        return merged.Count > MaxElements ? [] : merged;
    }

    private static void Write(StringBuilder html, string code, int start, int end, List<CodeToken> tokens, int first = 0)
    {
        for (var index = first; index < tokens.Count && tokens[index].Start < end; index++)
        {
            var (from, to) = (Math.Max(start, tokens[index].Start), Math.Min(end, tokens[index].End));
            if (to <= from)
            {
                continue;
            }

            html.Append(Encoder.Encode(code[start..from]));
            html.Append("<span class=\"hl-").Append(tokens[index].Kind).Append("\">").Append(Encoder.Encode(code[from..to])).Append("</span>");
            start = to;
        }

        html.Append(Encoder.Encode(code[start..end]));
    }
}
