using System.Text;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <param name="Sha">The new blob, or the removed one.</param>
/// <param name="Status"><c>added</c>, <c>modified</c> or <c>removed</c>.</param>
internal sealed record ChangedFile(string Path, string Sha, string Status, int Additions, int Deletions);

/// <summary>The difference between two commits.</summary>
internal static class GitDifference
{
    /// <summary>The changed files by path; everything is added when there is no earlier commit.</summary>
    public static IReadOnlyList<ChangedFile> Between(DemoRepository repository, GitCommit? before, GitCommit after)
    {
        var old = before is null ? [] : Files(repository, before);
        var changed = new List<ChangedFile>();
        foreach (var (path, sha) in Files(repository, after))
        {
            if (!old.Remove(path, out var previous))
            {
                changed.Add(new ChangedFile(path, sha, "added", Lines(repository, sha).Length, 0));
            }
            else if (previous != sha)
            {
                var (added, removed) = Count(Lines(repository, previous), Lines(repository, sha));
                changed.Add(new ChangedFile(path, sha, "modified", added, removed));
            }
        }

        changed.AddRange(old.Select(left => new ChangedFile(left.Key, left.Value, "removed", 0, Lines(repository, left.Value).Length)));
        return [.. changed.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    /// <summary>A commit and all before it, newest first.</summary>
    public static IReadOnlyList<GitCommit> History(DemoRepository repository, GitCommit head)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new PriorityQueue<GitCommit, (long, int)>();
        var history = new List<GitCommit>();
        waiting.Enqueue(head, (0, 0));
        seen.Add(head.Sha);
        while (waiting.TryDequeue(out var commit, out _))
        {
            history.Add(commit);
            foreach (var parent in commit.Parents.Where(seen.Add).Select(repository.Find<GitCommit>).OfType<GitCommit>())
            {
                // Children always leave the queue before their parents in these histories, equal times included.
                waiting.Enqueue(parent, (-parent.Author.When.ToUnixTimeSeconds(), history.Count));
            }
        }

        return history;
    }

    /// <summary>Reachable from one and not from the other, newest first.</summary>
    public static IReadOnlyList<GitCommit> Only(DemoRepository repository, GitCommit of, GitCommit without)
    {
        var known = History(repository, without).Select(commit => commit.Sha).ToHashSet(StringComparer.Ordinal);
        return [.. History(repository, of).Where(commit => !known.Contains(commit.Sha))];
    }

    public static GitCommit? MergeBase(DemoRepository repository, GitCommit left, GitCommit right)
    {
        var known = History(repository, left).Select(commit => commit.Sha).ToHashSet(StringComparer.Ordinal);
        return History(repository, right).FirstOrDefault(commit => known.Contains(commit.Sha));
    }

    private static Dictionary<string, string> Files(DemoRepository repository, GitCommit commit) =>
        repository.Walk(repository.Find<GitTree>(commit.Tree)!)
            .Where(item => !item.Entry.IsDirectory)
            .ToDictionary(item => item.Path, item => item.Entry.Sha, StringComparer.Ordinal);

    private static string[] Lines(DemoRepository repository, string sha)
    {
        var data = repository.Find<GitBlob>(sha)?.Data ?? [];
        // Like git: a zero byte near the beginning means that the file is binary.
        return data.AsSpan(0, Math.Min(data.Length, 8000)).Contains((byte)0)
            ? []
            : Encoding.UTF8.GetString(data).TrimEnd('\n').Split('\n');
    }

    /// <summary>Added and removed lines by counting equal ones; moves within a file count as unchanged.</summary>
    private static (int Added, int Removed) Count(string[] before, string[] after)
    {
        var counts = before.GroupBy(line => line, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var unchanged = 0;
        foreach (var line in after)
        {
            if (counts.TryGetValue(line, out var left) && left > 0)
            {
                counts[line] = left - 1;
                unchanged++;
            }
        }

        return (after.Length - unchanged, before.Length - unchanged);
    }
}
