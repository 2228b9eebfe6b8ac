using Kiket.Portal.Foundation;
using Octokit;

namespace Kiket.Portal.GitHub;

/// <summary>
/// Reads a tree in one call when GitHub returns all of it, and directory by directory when it is truncated (above
/// 100,000 entries or 7 MB). There are limits; past them the tree is marked as incomplete.
/// </summary>
internal sealed class TreeWalk(Func<string, bool, CancellationToken, Task<Result<TreeResponse>>> read)
{
    private const int MaxCalls = 200;
    private const int MaxEntries = 100_000;

    private readonly List<TreeEntry> _entries = [];
    private readonly Queue<(string Prefix, string Sha)> _left = new();
    private int _calls;
    private bool _isComplete = true;

    public async Task<Result<RepositoryTree>> RunAsync(string commit, CancellationToken cancellationToken)
    {
        _left.Enqueue(("", commit));
        while (_left.TryDequeue(out var directory))
        {
            if (_calls >= MaxCalls || _entries.Count >= MaxEntries)
            {
                _isComplete = false;
                break;
            }

            if (await ReadAsync(directory.Prefix, directory.Sha, cancellationToken) is { } error)
            {
                return error;
            }
        }

        return new RepositoryTree(commit, _entries, _isComplete);
    }

    private async Task<Error?> ReadAsync(string prefix, string sha, CancellationToken cancellationToken)
    {
        _calls++;
        var whole = await read(sha, true, cancellationToken);
        if (!whole.TryGet(out var tree, out var error))
        {
            return error;
        }

        if (!tree.Truncated)
        {
            Add(prefix, tree, walkOn: false);
            return null;
        }

        _calls++;
        var level = await read(sha, false, cancellationToken);
        if (!level.TryGet(out tree, out error))
        {
            return error;
        }

        _isComplete &= !tree.Truncated;
        Add(prefix, tree, walkOn: true);
        return null;
    }

    private void Add(string prefix, TreeResponse tree, bool walkOn)
    {
        foreach (var item in tree.Tree ?? [])
        {
            if (_entries.Count >= MaxEntries)
            {
                _isComplete = false;
                return;
            }

            var kind = Kind(item);
            var path = prefix + item.Path;
            _entries.Add(new TreeEntry(path, kind, item.Sha ?? "", kind == TreeEntryKind.File ? item.Size : 0) { IsExecutable = item.Mode == "100755" });
            if (walkOn && kind == TreeEntryKind.Directory)
            {
                _left.Enqueue((path + "/", item.Sha ?? ""));
            }
        }
    }

    private static TreeEntryKind Kind(TreeItem item) => item.Mode switch
    {
        "120000" => TreeEntryKind.Symlink,
        "160000" => TreeEntryKind.Submodule,
        "040000" or "40000" => TreeEntryKind.Directory,
        _ => item.Type.StringValue switch
        {
            "tree" => TreeEntryKind.Directory,
            "commit" => TreeEntryKind.Submodule,
            _ => TreeEntryKind.File,
        },
    };
}
