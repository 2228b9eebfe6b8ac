namespace Kiket.Portal.Releases.Differences;

/// <summary>A document, or a changelog entry, whose text differs between two sides.</summary>
/// <param name="Old">Null when it was added.</param>
/// <param name="New">Null when it was removed.</param>
public sealed record DocumentChange(string Key, ComparedDocument? Old, ComparedDocument? New)
{
    public ChangeKind Kind => (Old, New) switch { (null, _) => ChangeKind.Added, (_, null) => ChangeKind.Removed, _ => ChangeKind.Changed };

    public string Title => Shown.Version is { } version ? $"Changelog entry for {version}" : $"{Shown.Path} ({Shown.Tab})";

    public string Before => Sentences(Old?.Text ?? "");

    public string After => Sentences(New?.Text ?? "");

    private ComparedDocument Shown => (New ?? Old)!;

    public static IReadOnlyList<DocumentChange> Between(IReadOnlyList<ComparedDocument> before, IReadOnlyList<ComparedDocument> after)
    {
        var (old, current) = (ByKey(before), ByKey(after));
        return [.. old.Keys.Union(current.Keys, StringComparer.Ordinal)
            .Select(key => new DocumentChange(key, old.GetValueOrDefault(key), current.GetValueOrDefault(key)))
            .Where(change => change.Old?.Text != change.New?.Text)];
    }

    private static Dictionary<string, ComparedDocument> ByKey(IReadOnlyList<ComparedDocument> documents) => documents
        .GroupBy(document => $"{document.Tab}\n{document.Path}\n{document.Version}", StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);

    /// <summary>The text of a page is stored as one line. A sentence to a line can be aligned, and a long page isn't one long line.</summary>
    private static string Sentences(string text) => text.Contains('\n', StringComparison.Ordinal)
        ? text
        : text.Replace(". ", ".\n", StringComparison.Ordinal).Replace("! ", "!\n", StringComparison.Ordinal).Replace("? ", "?\n", StringComparison.Ordinal);
}
