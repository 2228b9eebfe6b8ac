using YamlDotNet.Core;

namespace Kiket.Portal.Manifests;

/// <summary>Describes a parser error in plain words.</summary>
internal static class YamlMistake
{
    public static void Report(YamlException exception, YamlSource source, ManifestNotes notes)
    {
        var (line, column) = source.Position((int)Math.Clamp(exception.Start.Index, 0, int.MaxValue));
        if ((TabNear(source, line) ?? TabBelow(source, line, exception)) is { } tab)
        {
            notes.AddAt(
                FileRules.TabIndent,
                $"Line {tab} is indented with a tab, which YAML doesn't allow.",
                tab,
                source.Excerpt(tab).IndexOf('\t') + 1,
                fix: $"Replace the tab on line {tab} with two spaces for each level.");
            return;
        }

        if (YamlHints.OddSpace(source, line) is { } odd)
        {
            notes.AddAt(FileRules.OddSpace, YamlHints.OddSpaceMessage(odd.Line, odd.Name), odd.Line, odd.Column);
            return;
        }

        notes.AddAt(FileRules.Syntax, $"Line {line} isn't valid YAML: {Reason(exception)}.", line, column);
    }

    /// <summary>The parser reports the following line as often as the line itself.</summary>
    private static int? TabNear(YamlSource source, int line)
    {
        for (var candidate = Math.Min(line + 1, source.LineCount); candidate >= Math.Max(1, line - 2); candidate--)
        {
            if (IsIndentedWithTab(source.Excerpt(candidate)))
                return candidate;
        }

        return null;
    }

    /// <summary>For a tab, the parser may report the start of the surrounding map.</summary>
    private static int? TabBelow(YamlSource source, int line, YamlException exception)
    {
        if (!exception.Message.Contains("tab", StringComparison.OrdinalIgnoreCase))
            return null;
        for (var candidate = line; candidate <= source.LineCount; candidate++)
        {
            if (IsIndentedWithTab(source.Excerpt(candidate)))
                return candidate;
        }

        return null;
    }

    private static bool IsIndentedWithTab(string text)
    {
        var indent = text[..^text.TrimStart().Length];
        return indent.Contains('\t', StringComparison.Ordinal) && text.Length > indent.Length;
    }

    private static string Reason(YamlException exception)
    {
        var message = exception.Message;
        var colon = message.LastIndexOf("): ", StringComparison.Ordinal);
        message = colon >= 0 ? message[(colon + 3)..] : message;
        message = message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
        if (message.Length > 160)
            message = message[..160] + "…";
        return message.Length == 0 ? "something is missing or unexpected here" : char.ToLowerInvariant(message[0]) + message[1..];
    }
}
