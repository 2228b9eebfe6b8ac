using Kiket.Portal.Documentation;

namespace Kiket.Portal.Components.Docs;

/// <summary>
/// How to run the portal, for its operators: the Markdown files of <c>Operating/</c>, which are in the assembly. Rendered
/// once, when somebody reads the first page.
/// </summary>
internal static class OperatingGuide
{
    public const string Address = "/docs/operating";

    /// <summary>The files, in the order in which a person needs them.</summary>
    private static readonly string[] Topics =
        ["install", "first-operator", "proxy", "service", "nodes", "upgrade", "backup", "monitoring"];

    /// <summary>Only asked for links that lead out of the guide, and those lead to pages of the portal.</summary>
    private static readonly SourceLocation Nowhere = new(new Uri("https://github.com/"), "kiket", "portal", "main");

    private static readonly Lazy<IReadOnlyList<OperatingTopic>> Rendered = new(() => [.. Topics.Select(Read)]);

    public static IReadOnlyList<OperatingTopic> All => Rendered.Value;

    public static OperatingTopic? Find(string topic) => All.FirstOrDefault(page => page.Name == topic);

    private static OperatingTopic Read(string name)
    {
        var text = Text(name);
        // "# Title", an empty line, one paragraph without markup, an empty line, the rest.
        var parts = text.Split("\n\n", 3);
        var context = new MarkdownContext(name + ".md", Nowhere, Topics.Select(topic => topic + ".md").ToHashSet(StringComparer.Ordinal), _ => null)
        {
            OwnPage = path => path.EndsWith(".md", StringComparison.Ordinal) ? $"{Address}/{path[..^3]}" : "/" + path,
        };
        return new OperatingTopic(name, parts[0].TrimStart('#').Trim(), parts[1].ReplaceLineEndings(" "), MarkdownRenderer.Render(parts[2], context).Html);
    }

    private static string Text(string name)
    {
        using var stream = typeof(OperatingGuide).Assembly.GetManifestResourceStream($"Kiket.Portal.Operating.{name}.md")
            ?? throw new InvalidOperationException($"Operating/{name}.md is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

/// <summary>A page of the guide.</summary>
/// <param name="Name">The last part of its address.</param>
/// <param name="Lead">One sentence on what the page is for.</param>
internal sealed record OperatingTopic(string Name, string Title, string Lead, SafeHtml Html)
{
    public string Address => $"{OperatingGuide.Address}/{Name}";
}
