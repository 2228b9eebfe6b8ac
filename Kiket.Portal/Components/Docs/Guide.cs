using Kiket.Portal.Documentation;

namespace Kiket.Portal.Components.Docs;

/// <summary>
/// A guide of several pages: Markdown files that are in the assembly. Rendered once, when somebody reads the first page.
/// </summary>
public sealed class Guide
{
    /// <summary>How to run the portal, for its operators.</summary>
    public static readonly Guide Operating = new(
        "Operating the portal",
        "/docs/operating",
        "Operating",
        ["install", "first-operator", "proxy", "service", "nodes", "hosting", "upgrade", "backup", "monitoring", "billing"]);

    /// <summary>How an extension becomes a listing, for its publishers.</summary>
    public static readonly Guide Publishing = new(
        "Publishing extensions",
        "/docs/publishing",
        "Publishing",
        ["start", "documents", "review", "updates", "deprecate", "analytics", "ratings", "support", "private", "payouts", "agreement", "automate"],
        ManifestReferencePage.Name);

    /// <summary>What an organization should know about what it installs.</summary>
    public static readonly Guide Using = new("Using extensions", "/docs/using", "Using", ["hosting"]);

    /// <summary>Only asked for links that lead out of the guide, and those lead to pages of the portal.</summary>
    private static readonly SourceLocation Nowhere = new(new Uri("https://github.com/"), "kiket", "portal", "main");

    private readonly string _folder;
    private readonly HashSet<string> _files;
    private readonly Lazy<IReadOnlyList<GuideTopic>> _rendered;

    /// <param name="folder">Of the files.</param>
    /// <param name="topics">The files, in the order in which a person needs them.</param>
    /// <param name="page">A page of the guide that isn't a file.</param>
    private Guide(string title, string address, string folder, string[] topics, string? page = null)
    {
        (Title, Address, _folder) = (title, address, folder);
        _files = topics.Append(page).OfType<string>().Select(topic => topic + ".md").ToHashSet(StringComparer.Ordinal);
        _rendered = new(() => [.. topics.Select(Read)]);
    }

    public string Title { get; }

    public string Address { get; }

    public IReadOnlyList<GuideTopic> All => _rendered.Value;

    public GuideTopic? Find(string topic) => All.FirstOrDefault(page => page.Name == topic);

    private GuideTopic Read(string name)
    {
        var text = Text(name);
        // "# Title", an empty line, one paragraph without markup, an empty line, the rest.
        var parts = text.Split("\n\n", 3);
        var context = new MarkdownContext(name + ".md", Nowhere, _files, _ => null)
        {
            OwnPage = path => path.EndsWith(".md", StringComparison.Ordinal) ? $"{Address}/{path[..^3]}" : "/" + path,
        };
        return new GuideTopic(
            name, $"{Address}/{name}", parts[0].TrimStart('#').Trim(), parts[1].ReplaceLineEndings(" "), MarkdownRenderer.Render(parts[2], context).Html);
    }

    private string Text(string name)
    {
        var file = $"Kiket.Portal.{_folder}.{name}.md";
        using var stream = typeof(Guide).Assembly.GetManifestResourceStream(file) ?? throw new InvalidOperationException($"{file} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

/// <summary>A page of a guide.</summary>
/// <param name="Name">The last part of its address.</param>
/// <param name="Lead">One sentence on what the page is for.</param>
public sealed record GuideTopic(string Name, string Address, string Title, string Lead, SafeHtml Html);
