namespace Kiket.Portal.Documentation;

/// <summary>The tabs of a listing that come from a repository's files, in the order of the page.</summary>
public enum DocumentTab
{
    Overview,
    GettingStarted,
    Changelog,
    Examples,
}

/// <summary>The file of each tab; null when the repository has none. Paths are spelled as in the repository.</summary>
public sealed record DocumentPaths(string? Overview, string? Changelog, string? GettingStarted, IReadOnlyList<string> Examples)
{
    /// <summary>Every found file with its tab, to show the repository as a tree.</summary>
    public IReadOnlyDictionary<string, DocumentTab> Tabs()
    {
        var tabs = new Dictionary<string, DocumentTab>(StringComparer.Ordinal);
        Add(Overview, DocumentTab.Overview);
        Add(Changelog, DocumentTab.Changelog);
        Add(GettingStarted, DocumentTab.GettingStarted);
        foreach (var example in Examples)
        {
            Add(example, DocumentTab.Examples);
        }

        return tabs;

        void Add(string? path, DocumentTab tab)
        {
            if (path is not null)
            {
                tabs[path] = tab;
            }
        }
    }
}

/// <summary>Finds a repository's documentation by its paths. Names match in any case.</summary>
public static class DocumentDiscovery
{
    private const string ExamplesFolder = "docs/examples/";

    /// <param name="filePaths">Only paths of files, and of symlinks to files; the caller leaves out submodules.</param>
    public static DocumentPaths Find(IReadOnlyCollection<string> filePaths) => new(
        First(filePaths, "docs/README.md", "README.md"),
        First(filePaths, "docs/CHANGELOG.md", "CHANGELOG.md"),
        First(filePaths, "docs/getting-started.md", "docs/quickstart.md"),
        [.. filePaths.Where(IsExample)
            .OrderBy(path => path, StringComparer.OrdinalIgnoreCase)
            .ThenBy(path => path, StringComparer.Ordinal)]);

    /// <summary>Whether a path would feed a tab.</summary>
    public static bool IsDocument(string path) => Find([path]) is not { Overview: null, Changelog: null, GettingStarted: null, Examples: [] };

    /// <summary>The exact spelling wins over another case of the same name (both can exist on GitHub).</summary>
    private static string? First(IReadOnlyCollection<string> paths, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var matches = paths.Where(path => string.Equals(path, name, StringComparison.OrdinalIgnoreCase)).ToList();
            if (matches.Count > 0)
            {
                return matches.Contains(name, StringComparer.Ordinal) ? name : matches.Order(StringComparer.Ordinal).First();
            }
        }

        return null;
    }

    private static bool IsExample(string path) =>
        path.StartsWith(ExamplesFolder, StringComparison.OrdinalIgnoreCase)
        && path.IndexOf('/', ExamplesFolder.Length) < 0
        && (path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase));
}
