using System.Text;
using Kiket.Portal.Documentation;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;

namespace Kiket.Portal.Snapshots;

/// <param name="Files">The file that each followed symlink leads to, by the symlink's path (or a path below it).</param>
/// <param name="Dead">Why a symlink can't be followed, by its path.</param>
public sealed record FollowedSymlinks(IReadOnlyDictionary<string, TreeEntry> Files, IReadOnlyDictionary<string, string> Dead);

/// <summary>Follows the symlinks that documents need, inside the repository only.</summary>
/// <param name="read">The bytes of a blob.</param>
public sealed class RepositorySymlinks(RepositoryTree tree, Func<TreeEntry, CancellationToken, Task<Result<byte[]>>> read)
{
    /// <summary>Each costs a call to GitHub.</summary>
    private const int MostRead = 20;

    /// <summary>Linux allows 40; nobody needs more than a few.</summary>
    private const int MostSteps = 8;

    private const int MostBelow = 1000;

    /// <summary>The longest path of a repository that anybody can check out.</summary>
    public const int MaxTarget = 4096;

    private static readonly string[] Pictures = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"];

    private readonly Dictionary<string, TreeEntry> _entries = tree.Entries.DistinctBy(entry => entry.Path, StringComparer.Ordinal)
        .ToDictionary(entry => entry.Path, StringComparer.Ordinal);

    private int _read;

    public async Task<FollowedSymlinks> FollowAsync(CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, TreeEntry>(StringComparer.Ordinal);
        var dead = new Dictionary<string, string>(StringComparer.Ordinal);
        var links = tree.Entries.Where(entry => entry.Kind == TreeEntryKind.Symlink && IsNeeded(entry.Path)).OrderBy(entry => entry.Path.AsSpan().Count('/'));
        foreach (var link in links)
        {
            var (target, reason) = await TargetAsync(link, cancellationToken);
            if (target is null)
            {
                dead[link.Path] = reason;
            }
            else if (target.Kind == TreeEntryKind.File)
            {
                files[link.Path] = target;
            }
            else
            {
                foreach (var below in tree.Entries.Where(entry =>
                    entry.Kind == TreeEntryKind.File && entry.Path.StartsWith(target.Path + "/", StringComparison.Ordinal)).Take(MostBelow))
                {
                    files.TryAdd(link.Path + below.Path[target.Path.Length..], below);
                }
            }
        }

        return new FollowedSymlinks(files, dead);
    }

    /// <summary>A document, a picture, or a folder of documents.</summary>
    private static bool IsNeeded(string path) =>
        DocumentDiscovery.IsDocument(path)
        || path.Equals("docs", StringComparison.OrdinalIgnoreCase)
        || path.Equals("docs/examples", StringComparison.OrdinalIgnoreCase)
        || Array.Exists(Pictures, ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private async Task<(TreeEntry? Target, string Reason)> TargetAsync(TreeEntry link, CancellationToken cancellationToken)
    {
        for (var step = 0; step < MostSteps; step++)
        {
            if (_read++ >= MostRead)
            {
                return (null, "is one of too many");
            }

            // GitHub gives a symlink's target as the text of its blob.
            if (!(await read(link with { Kind = TreeEntryKind.File }, cancellationToken)).TryGet(out var bytes, out _))
            {
                return (null, "can't be read");
            }

            var written = Encoding.UTF8.GetString(bytes);
            if (Resolve(link.Path, written) is not { } path)
            {
                return (null, "leads outside of the repository");
            }

            if (!_entries.TryGetValue(path, out var target))
            {
                return (null, "leads to no file");
            }

            if (target.Kind is TreeEntryKind.File or TreeEntryKind.Directory)
            {
                return (target, "");
            }

            if (target.Kind == TreeEntryKind.Submodule)
            {
                return (null, "leads into another repository");
            }

            link = target;
        }

        return (null, "leads to itself");
    }

    private static string? Resolve(string link, string target)
    {
        if (target.Length == 0 || target.StartsWith('/') || target.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var parts = link.Split('/')[..^1].ToList();
        foreach (var part in target.Split('/'))
        {
            if (part == "..")
            {
                if (parts.Count == 0)
                {
                    return null;
                }

                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
