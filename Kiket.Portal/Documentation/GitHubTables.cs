using Markdig.Extensions.Tables;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Kiket.Portal.Documentation;

/// <summary>The cases in real pages where GitHub reads tables differently from Markdig.</summary>
internal static class GitHubTables
{
    /// <summary>
    /// On GitHub, a line right below a table is its last row. In Markdig, one without a bar makes the whole table plain
    /// text, so this adds the bars. Linear in the text.
    /// </summary>
    public static string Complete(string markdown)
    {
        if (!markdown.Contains('|', StringComparison.Ordinal))
        {
            return markdown;
        }

        var lines = markdown.Split('\n');
        var changed = false;
        var fence = "";
        for (var index = 0; index < lines.Length; index++)
        {
            var text = lines[index].TrimStart();
            if (fence.Length > 0
                ? text.StartsWith(fence, StringComparison.Ordinal)
                : text.StartsWith("```", StringComparison.Ordinal) || text.StartsWith("~~~", StringComparison.Ordinal))
            {
                fence = fence.Length > 0 ? "" : text[..3];
            }
            else if (fence.Length == 0 && index > 0 && lines[index - 1].Contains('|', StringComparison.Ordinal) && IsDelimiter(text))
            {
                index = Rows(lines, index + 1, ref changed) - 1;
            }
        }

        return changed ? string.Join('\n', lines) : markdown;
    }

    /// <summary>A bar inside code is escaped in a table's source, but the backslash isn't part of the code.</summary>
    public static void Unescape(MarkdownDocument document)
    {
        foreach (var code in document.Descendants<Table>().SelectMany(table => table.Descendants<CodeInline>()))
        {
            if (code.Content.Contains("\\|", StringComparison.Ordinal))
            {
                code.Content = code.Content.Replace("\\|", "|", StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Writes a column's alignment as an attribute. Markdig writes a style, and the sanitizer removes all styles.</summary>
    public static void Align(MarkdownDocument document)
    {
        foreach (var table in document.Descendants<Table>())
        {
            foreach (var row in table.OfType<TableRow>())
            {
                for (var column = 0; column < Math.Min(row.Count, table.ColumnDefinitions.Count); column++)
                {
                    if (table.ColumnDefinitions[column].Alignment is { } alignment && alignment != TableColumnAlign.Left)
                    {
                        row[column].GetAttributes().AddProperty("align", alignment == TableColumnAlign.Right ? "right" : "center");
                    }
                }
            }
        }
    }

    /// <summary>The line after the last row.</summary>
    private static int Rows(string[] lines, int index, ref bool changed)
    {
        for (; index < lines.Length && !string.IsNullOrWhiteSpace(lines[index]); index++)
        {
            if (lines[index].Contains('|', StringComparison.Ordinal))
            {
                continue;
            }

            if (BeginsBlock(lines[index]))
            {
                break;
            }

            lines[index] = $"| {lines[index].Trim()} |";
            changed = true;
        }

        return index;
    }

    private static bool IsDelimiter(string text) =>
        text.Length is > 2 and < 2000
        && text.Contains('|', StringComparison.Ordinal)
        && text.Contains('-', StringComparison.Ordinal)
        && text.AsSpan().Trim().IndexOfAnyExcept("|-: \t") < 0;

    private static bool BeginsBlock(string line)
    {
        var text = line.TrimStart();
        return line.StartsWith("    ", StringComparison.Ordinal) || line.StartsWith('\t')
            || text[0] is '#' or '>' or '<' or '-' or '*' or '+' or '=' or '_' || char.IsAsciiDigit(text[0])
            || text.StartsWith("```", StringComparison.Ordinal) || text.StartsWith("~~~", StringComparison.Ordinal);
    }
}
