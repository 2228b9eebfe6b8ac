using Kiket.Portal.Findings;
using YamlDotNet.Core;

namespace Kiket.Portal.Documentation;

/// <summary>One file of <c>docs/examples</c>: highlighted, described by its own keys, checked against the manifest.</summary>
public sealed record Example(
    string Path,
    string Title,
    string? Description,
    string Source,
    SafeHtml Html,
    IReadOnlyList<Finding> Findings);

/// <summary>Reads an example. Invalid ones are shown unchanged, with a finding at the line.</summary>
public static class ExampleReader
{
    private const int MaxTitle = 200;
    private const int MaxDescription = 1000;

    /// <param name="declaredActions">Ids of the manifest's workflow actions and commands.</param>
    /// <param name="extensionId">The manifest's id; null when there is none; then actions aren't checked.</param>
    public static Example Read(string path, byte[] bytes, IReadOnlySet<string> declaredActions, string? extensionId)
    {
        var file = TextFile.Decode(bytes);
        var findings = new List<Finding>();
        if (file.Problem is not null)
        {
            findings.Add(DocumentationRules.WrongEncoding.At($"{path}: {file.Problem}", path));
        }

        var lines = file.Text.Split('\n');
        var (title, description) = ((string?)null, (string?)null);
        try
        {
            var root = ExampleYaml.Read(file.Text);
            title = root?.Text("title");
            description = root?.Text("description");
            if (extensionId is not null && root is not null)
            {
                findings.AddRange(new ExampleActions(declaredActions, extensionId).Check(root)
                    .Select(unknown => DocumentationRules.ExampleNamesUnknownAction.At(
                        $"The manifest doesn't declare the action {Bounded(unknown.Action, MaxTitle)}.",
                        path,
                        unknown.Line,
                        unknown.Column,
                        Excerpt(lines, unknown.Line))));
            }

            if (title is null)
            {
                findings.Add(DocumentationRules.ExampleHasNoTitle.At($"{path} has no title.", path));
            }
        }
        catch (YamlException exception)
        {
            findings.Add(Invalid(exception, path, lines));
        }
        catch (ExampleTooComplexException exception)
        {
            findings.Add(DocumentationRules.ExampleTooComplex.At(exception.Message, path, exception.Line, excerpt: Excerpt(lines, exception.Line)));
        }

        return new Example(
            path,
            Bounded(title ?? NameOf(path), MaxTitle),
            description is null ? null : Bounded(description, MaxDescription),
            file.Text,
            CodeHighlighter.RenderLines(file.Text, "yaml"),
            findings);
    }

    /// <summary>For a tab, the parser may report the start of the map around it, so the line with the tab is named instead.</summary>
    private static Finding Invalid(YamlException exception, string path, string[] lines)
    {
        var (line, column) = ((int)Math.Max(1, exception.Start.Line), (int)Math.Max(1, exception.Start.Column));
        var tab = Enumerable.Range(Math.Max(1, line - 1), Math.Max(0, lines.Length - Math.Max(0, line - 2)))
            .FirstOrDefault(candidate => IsIndentedWithTab(lines[candidate - 1]));
        return tab == 0
            ? DocumentationRules.ExampleDoesNotParse.At($"The YAML is invalid: {Reason(exception)}", path, line, column, Excerpt(lines, line))
            : DocumentationRules.ExampleDoesNotParse.At(
                $"Line {tab} is indented with a tab, which YAML doesn't allow. Use spaces.", path, tab, lines[tab - 1].IndexOf('\t') + 1, Excerpt(lines, tab));
    }

    private static bool IsIndentedWithTab(string line)
    {
        var indent = line[..^line.TrimStart(' ', '\t').Length];
        return indent.Contains('\t', StringComparison.Ordinal) && indent.Length < line.TrimEnd().Length;
    }

    private static string NameOf(string path)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(path).Replace('-', ' ').Replace('_', ' ').Trim();
        return name.Length == 0 ? path : char.ToUpperInvariant(name[0]) + name[1..];
    }

    private static string Reason(YamlException exception)
    {
        var message = exception.Message;
        return Bounded(message.EndsWith('.') ? message : message + ".", MaxTitle);
    }

    private static string? Excerpt(string[] lines, int line) => line >= 1 && line <= lines.Length ? lines[line - 1] : null;

    private static string Bounded(string text, int length) => text.Length > length ? text[..length] + "…" : text;
}
