using System.Collections.Immutable;
using System.Text;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>Pure steps from one state of a repository to the next.</summary>
internal static class GitChanges
{
    /// <summary>Writes a commit and moves its branch; the caller sets author and time.</summary>
    public static (DemoRepository Repository, GitCommit Commit) Commit(DemoRepository repository, DemoPush push, GitSignature author)
    {
        var branch = push.Branch ?? repository.DefaultBranch;
        var parent = push.Onto is { } onto ? repository.Resolve(onto) : repository.Branch(branch) ?? repository.Head;
        var files = parent is null ? [] : Flatten(repository, parent);
        foreach (var path in push.Deletions)
        {
            Remove(files, path);
        }

        var objects = repository.Objects.ToBuilder();
        foreach (var (path, file) in push.Files)
        {
            // A file may take the place of a directory.
            Remove(files, path);
            files[path] = (file.Mode, Store(objects, file));
        }

        var tree = BuildTree(objects, files.Select(file => (Parts: file.Key.Split('/'), file.Value.Mode, file.Value.Sha)).ToList(), 0);
        var commit = GitCommit.Of(tree.Sha, parent is null ? [] : [parent.Sha], author, push.Message);
        objects[commit.Sha] = commit;
        var changed = repository with
        {
            Objects = objects.ToImmutable(),
            References = repository.References.SetItem($"refs/heads/{branch}", commit.Sha),
            PushedAt = author.When > repository.PushedAt ? author.When : repository.PushedAt,
        };
        return (changed, commit);
    }

    /// <summary>Sets a tag: lightweight without a message, annotated with one.</summary>
    public static DemoRepository Tag(DemoRepository repository, string name, GitCommit target, string? message, GitSignature tagger)
    {
        var reference = $"refs/tags/{name}";
        if (message is null)
        {
            return repository with { References = repository.References.SetItem(reference, target.Sha) };
        }

        var tag = GitTag.Of(name, target.Sha, tagger, message);
        return repository with
        {
            Objects = repository.Objects.SetItem(tag.Sha, tag),
            References = repository.References.SetItem(reference, tag.Sha),
        };
    }

    private static string Store(ImmutableDictionary<string, GitObject>.Builder objects, DemoFile file)
    {
        if (file.Mode == GitMode.Submodule)
        {
            return Encoding.ASCII.GetString(file.Content);
        }

        var blob = new GitBlob(file.Content);
        objects[blob.Sha] = blob;
        return blob.Sha;
    }

    private static Dictionary<string, (string Mode, string Sha)> Flatten(DemoRepository repository, GitCommit commit) =>
        repository.Walk(repository.Find<GitTree>(commit.Tree)!)
            .Where(item => !item.Entry.IsDirectory)
            .ToDictionary(item => item.Path, item => (item.Entry.Mode, item.Entry.Sha), StringComparer.Ordinal);

    private static void Remove(Dictionary<string, (string Mode, string Sha)> files, string path)
    {
        files.Remove(path);
        foreach (var below in files.Keys.Where(key => key.StartsWith(path + "/", StringComparison.Ordinal)).ToList())
        {
            files.Remove(below);
        }
    }

    private static GitTree BuildTree(
        ImmutableDictionary<string, GitObject>.Builder objects, List<(string[] Parts, string Mode, string Sha)> files, int depth)
    {
        var entries = new List<GitTreeEntry>();
        foreach (var group in files.GroupBy(file => file.Parts[depth], StringComparer.Ordinal))
        {
            var below = group.Where(file => file.Parts.Length > depth + 1).ToList();
            entries.Add(below.Count > 0
                ? new GitTreeEntry(GitMode.Directory, group.Key, BuildTree(objects, below, depth + 1).Sha)
                : new GitTreeEntry(group.First().Mode, group.Key, group.First().Sha));
        }

        var tree = GitTree.Of(entries);
        objects[tree.Sha] = tree;
        return tree;
    }
}
