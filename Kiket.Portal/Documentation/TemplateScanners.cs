namespace Kiket.Portal.Documentation;

/// <summary>Liquid and similar languages: text in braces is code, the text around it is the template.</summary>
internal static class LiquidScanner
{
    private static readonly ScannedLanguage Inside = new(
        ["liquid-inside"], [], [], "\"'", [], "",
        new HashSet<string>(
            ("if elsif else endif unless endunless case when endcase for endfor in break continue assign capture endcapture comment "
                + "endcomment raw endraw include render layout block endblock tablerow endtablerow cycle increment decrement and or "
                + "contains with as limit offset reversed each").Split(' '),
            StringComparer.Ordinal),
        new HashSet<string>(["true", "false", "nil", "null", "empty", "blank"], StringComparer.Ordinal));

    public static List<CodeToken> Run(string code)
    {
        var tokens = new List<CodeToken>();
        var position = 0;
        while (position < code.Length && code.IndexOf('{', position) is var open and >= 0 && open + 1 < code.Length)
        {
            var close = code[open + 1] switch
            {
                '{' => "}}",
                '%' => "%}",
                '#' => "#}",
                _ => null,
            };
            if (close is null)
            {
                position = open + 1;
                continue;
            }

            var end = code.IndexOf(close, open + 2, StringComparison.Ordinal);
            var stop = end < 0 ? code.Length : end;
            if (close == "#}")
            {
                tokens.Add(new CodeToken(open, Math.Min(stop + 2, code.Length) - open, "comment"));
            }
            else
            {
                tokens.Add(new CodeToken(open, 2, "meta"));
                tokens.AddRange(new LanguageScanner(code[(open + 2)..stop], Inside).Run().Select(token => token with { Start = token.Start + open + 2 }));
                if (end >= 0)
                {
                    tokens.Add(new CodeToken(end, 2, "meta"));
                }
            }

            position = Math.Min(stop + 2, code.Length);
        }

        return tokens;
    }
}

/// <summary>Diffs: a line's first character is its kind.</summary>
internal static class DiffScanner
{
    public static List<CodeToken> Run(string code)
    {
        var tokens = new List<CodeToken>();
        var start = 0;
        while (start < code.Length)
        {
            var newLine = code.IndexOf('\n', start);
            var end = newLine < 0 ? code.Length : newLine;
            var line = code.AsSpan(start, end - start);
            var kind = line switch
            {
                _ when line.StartsWith("@@") || line.StartsWith("+++") || line.StartsWith("---") || line.StartsWith("diff ") || line.StartsWith("index ") =>
                    "meta",
                ['+', ..] => "inserted",
                ['-', ..] => "deleted",
                _ => null,
            };
            if (kind is not null)
            {
                tokens.Add(new CodeToken(start, end - start, kind));
            }

            start = end + 1;
        }

        return tokens;
    }
}
