using System.Text.RegularExpressions;

namespace Kiket.Portal.Manifests;

/// <summary>What YAML accepts, but reads otherwise than it looks: text behind a # is a comment, and only one kind of space is a space.</summary>
internal static partial class YamlHints
{
    /// <summary>Looks through the tree, whose depth is limited.</summary>
    public static void Report(YamlNode node, ManifestNotes notes)
    {
        switch (node)
        {
            case YamlMap map:
                foreach (var entry in map.Entries)
                {
                    CheckSpace(entry.Key, notes);
                    Report(entry.Value, notes);
                }

                break;
            case YamlList list:
                foreach (var item in list.Items)
                    Report(item, notes);
                break;
            case YamlScalar scalar:
                CheckSpace(scalar, notes);
                CheckComment(scalar, notes);
                break;
        }
    }

    /// <summary>The first line with a space that YAML doesn't take for one, nearest to a reported line; null when there is none.</summary>
    public static (int Line, int Column, string Name)? OddSpace(YamlSource source, int near) =>
        Enumerable.Range(1, source.LineCount)
            .OrderBy(line => Math.Abs(line - near))
            .Select(line => (Line: line, Match: OddSpaceInLine().Match(source.Excerpt(line))))
            .Where(found => found.Match.Success)
            .Select(found => ((int, int, string)?)(found.Line, found.Match.Groups["odd"].Index + 1, Name(found.Match.Groups["odd"].Value[0])))
            .FirstOrDefault();

    public static string OddSpaceMessage(int line, string space) => $"Line {line} has {space} where YAML needs an ordinary space.";

    /// <summary>A missing ordinary space makes a key and its value one word, which is valid YAML in some places.</summary>
    private static void CheckSpace(YamlScalar scalar, ManifestNotes notes)
    {
        if (scalar.Quoted || OddSpaceInWord().Match(scalar.Value) is not { Success: true } match)
            return;
        var (line, column) = notes.Source!.Position(scalar.Start + match.Groups["odd"].Index);
        notes.AddAt(FileRules.OddSpace, OddSpaceMessage(line, Name(match.Groups["odd"].Value[0])), line, column);
    }

    /// <summary>A comment that begins without a space looks like a part of the text: <c>Sends to #general channels</c>.</summary>
    private static void CheckComment(YamlScalar scalar, ManifestNotes notes)
    {
        if (scalar.Quoted || (scalar.Kind != ScalarKind.Text && scalar.Value.Length > 0))
            return;
        var source = notes.Source!;
        var (line, column) = source.Position(scalar.End);
        var rest = source.Excerpt(line);
        if (column > rest.Length || Swallowed().Match(rest[(column - 1)..]) is not { Success: true } match)
            return;
        var read = scalar.Value.Length == 0 ? "The value is empty" : $"The value is {ManifestNotes.Quote(scalar.Value)}";
        notes.AddAt(
            FileRules.SwallowedText,
            $"{read}: {ManifestNotes.Quote(match.Groups["lost"].Value.TrimEnd())} is a comment, because it follows a space and a #.",
            line,
            column + match.Groups["lost"].Index);
    }

    private static string Name(char space) => space switch
    {
        '\u00A0' => "a no-break space (U+00A0)",
        '\u3000' => "an ideographic space (U+3000)",
        '\uFEFF' => "an invisible byte-order mark (U+FEFF)",
        _ => $"the space character U+{(int)space:X4}",
    };

    [GeneratedRegex(@"\A\s*(?<lost>#[^\s#!].*)", RegexOptions.CultureInvariant, 250)]
    private static partial Regex Swallowed();

    [GeneratedRegex(
        @"\A[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000\uFEFF]*(?:(?<odd>[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000\uFEFF])(?=[\w""'-]+:)"
        + @"|(?:[\w.-]+:|-)(?<odd>[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000\uFEFF]))",
        RegexOptions.CultureInvariant,
        250)]
    private static partial Regex OddSpaceInWord();

    [GeneratedRegex(
        @"\A[ \t]*(?:-[ \t]+)*(?:(?:[\w.""'-]+:|-)?(?<odd>[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000\uFEFF])"
        + @"|[^#]*[{,][ \t]*[\w.""'-]+:(?<odd>[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000\uFEFF]))",
        RegexOptions.CultureInvariant,
        250)]
    private static partial Regex OddSpaceInLine();
}
