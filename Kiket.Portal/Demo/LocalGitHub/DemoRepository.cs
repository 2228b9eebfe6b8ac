using System.Collections.Immutable;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>
/// One repository at one moment. A change creates a new instance, so that a request reads a consistent state during
/// a push.
/// </summary>
public sealed record DemoRepository(long Id, string Owner, string Name)
{
    private const int ShortestAbbreviation = 4;
    private const int FullSha = 40;

    public string FullName => $"{Owner}/{Name}";

    public string? Description { get; init; }

    public string? Homepage { get; init; }

    public ImmutableArray<string> Topics { get; init; } = [];

    public string DefaultBranch { get; init; } = "main";

    public bool IsPrivate { get; init; }

    public bool IsArchived { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset PushedAt { get; init; }

    /// <summary>Names that it had before and that still lead here, as <c>owner/name</c>.</summary>
    public ImmutableArray<string> FormerNames { get; init; } = [];

    /// <summary>The tokens that have access, and their permission.</summary>
    public ImmutableDictionary<string, DemoPermission> Access { get; init; } = ImmutableDictionary<string, DemoPermission>.Empty;

    public ImmutableDictionary<string, GitObject> Objects { get; init; } =
        ImmutableDictionary.Create<string, GitObject>(StringComparer.Ordinal);

    /// <summary>Full reference name (<c>refs/heads/main</c>) to the object it points at.</summary>
    public ImmutableSortedDictionary<string, string> References { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<long, DemoHook> Hooks { get; init; } = ImmutableSortedDictionary<long, DemoHook>.Empty;

    public bool IsEmpty => References.IsEmpty;

    /// <summary>The head of the default branch; null when nothing was pushed yet.</summary>
    public GitCommit? Head => Branch(DefaultBranch);

    public GitCommit? Branch(string name) =>
        References.TryGetValue($"refs/heads/{name}", out var sha) ? Peel(sha) : null;

    public T? Find<T>(string sha)
        where T : GitObject => Objects.GetValueOrDefault(sha) as T;

    /// <summary>
    /// The commit that a branch, a tag of either kind, a full reference name, a SHA or an unambiguous beginning
    /// of one refers to; null when nothing or more than one thing matches. Branches win over tags, as on GitHub.
    /// </summary>
    public GitCommit? Resolve(string reference)
    {
        foreach (var candidate in new[] { $"refs/heads/{reference}", $"refs/tags/{reference}", $"refs/{reference}", reference })
        {
            if (References.TryGetValue(candidate, out var sha))
            {
                return Peel(sha);
            }
        }

        if (reference.Equals("HEAD", StringComparison.Ordinal))
        {
            return Head;
        }

        return reference.Length is >= ShortestAbbreviation and <= FullSha && reference.All(char.IsAsciiHexDigit)
            ? BySha(reference.ToLowerInvariant())
            : null;
    }

    /// <summary>The entry at a path below a commit; null when there is none. The empty path is the root itself.</summary>
    public GitTreeEntry? EntryAt(GitCommit commit, string path)
    {
        var entry = new GitTreeEntry(GitMode.Directory, "", commit.Tree);
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!entry.IsDirectory || Find<GitTree>(entry.Sha) is not { } tree)
            {
                return null;
            }

            var next = tree.Entries.FirstOrDefault(candidate => candidate.Name.Equals(part, StringComparison.Ordinal));
            if (next is null)
            {
                return null;
            }

            entry = next;
        }

        return entry;
    }

    /// <summary>The bytes of a file below a commit; null when there is no file at that path.</summary>
    public byte[]? FileAt(GitCommit commit, string path) =>
        EntryAt(commit, path) is { IsDirectory: false, IsSubmodule: false } entry ? Find<GitBlob>(entry.Sha)?.Data : null;

    /// <summary>Every entry below a tree with its whole path, in git's order; directories come before their contents.</summary>
    public IEnumerable<(string Path, GitTreeEntry Entry)> Walk(GitTree tree, string prefix = "")
    {
        foreach (var entry in tree.Entries)
        {
            var path = prefix + entry.Name;
            yield return (path, entry);
            if (entry.IsDirectory && Find<GitTree>(entry.Sha) is { } inner)
            {
                foreach (var below in Walk(inner, path + "/"))
                {
                    yield return below;
                }
            }
        }
    }

    /// <summary>The final target of a reference: for an annotated tag, its commit.</summary>
    public GitCommit? Peel(string sha) => Objects.GetValueOrDefault(sha) switch
    {
        GitCommit commit => commit,
        GitTag tag => Find<GitCommit>(tag.Commit),
        _ => null,
    };

    private GitCommit? BySha(string beginning)
    {
        if (beginning.Length == FullSha)
        {
            return Peel(beginning);
        }

        var found = Objects.Values.OfType<GitCommit>()
            .Where(commit => commit.Sha.StartsWith(beginning, StringComparison.Ordinal))
            .Take(2)
            .ToList();
        return found.Count == 1 ? found[0] : null;
    }
}

/// <summary>What a token may do with a repository.</summary>
public enum DemoPermission
{
    Read,
    Push,

    /// <summary>Also manages webhooks.</summary>
    Admin,
}
