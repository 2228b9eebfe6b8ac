namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>References and git's objects themselves.</summary>
internal static class GitDataEndpoints
{
    /// <summary>Set by a fault: how many entries a tree may return.</summary>
    public const string TreeBound = "tree-bound";

    public static GitHubResponse References(RepositoryCall call) => call.Repository.IsEmpty
        ? GitHubResponse.Problem(StatusCodes.Status409Conflict, "Git Repository is empty.")
        : GitHubResponse.List(call.Request, call.Repository.References, item => RepositoryShapes.Reference(call, item.Key, item.Value));

    /// <summary>One reference; for a namespace such as <c>heads</c>, all below it, as older clients ask.</summary>
    public static GitHubResponse Reference(RepositoryCall call)
    {
        var name = Full(call.Rest());
        if (call.Repository.References.TryGetValue(name, out var sha))
        {
            return GitHubResponse.Json(RepositoryShapes.Reference(call, name, sha));
        }

        return name is "refs/heads" or "refs/tags" ? Matching(call) : GitHubResponse.NotFound();
    }

    public static GitHubResponse Matching(RepositoryCall call)
    {
        var prefix = Full(call.Rest());
        return GitHubResponse.List(
            call.Request,
            call.Repository.References.Where(item => item.Key.StartsWith(prefix, StringComparison.Ordinal)),
            item => RepositoryShapes.Reference(call, item.Key, item.Value));
    }

    public static GitHubResponse Commit(RepositoryCall call) => call.Repository.Find<GitCommit>(call.Rest()) is { } commit
        ? GitHubResponse.Json(CommitShapes.GitCommit(call, commit))
        : GitHubResponse.NotFound();

    public static GitHubResponse Tag(RepositoryCall call) => call.Repository.Find<GitTag>(call.Rest()) is { } tag
        ? GitHubResponse.Json(CommitShapes.Tag(call, tag))
        : GitHubResponse.NotFound();

    /// <summary>By the SHA of a tree or a commit, or by a reference. Any value of <c>recursive</c> counts, even 0.</summary>
    public static GitHubResponse Tree(RepositoryCall call)
    {
        var repository = call.Repository;
        var tree = repository.Find<GitTree>(call.Rest())
            ?? (repository.Resolve(call.Rest()) is { } commit ? repository.Find<GitTree>(commit.Tree) : null);
        if (tree is null)
        {
            return GitHubResponse.NotFound();
        }

        var entries = call.Request.Query.ContainsKey("recursive")
            ? repository.Walk(tree).ToList()
            : [.. tree.Entries.Select(entry => (entry.Name, entry))];
        // Only the recursive response is ever truncated; subtrees return everything.
        var bound = call.Request.Query.ContainsKey("recursive") && call.Context.Items[TreeBound] is int limit ? limit : int.MaxValue;
        return GitHubResponse.Json(CommitShapes.Tree(call, tree, entries.Take(bound), truncated: entries.Count > bound));
    }

    public static GitHubResponse Blob(RepositoryCall call)
    {
        if (call.Repository.Find<GitBlob>(call.Rest()) is not { } blob)
        {
            return GitHubResponse.NotFound();
        }

        return call.Accepts("raw")
            ? GitHubResponse.Raw(blob.Data, call.AcceptedType)
            : GitHubResponse.Json(new
            {
                blob.Sha,
                NodeId = GitHubJson.NodeId("Blob", blob.Sha),
                Size = blob.Data.Length,
                Url = $"{call.RepositoryApi}/git/blobs/{blob.Sha}",
                Content = ContentEndpoints.Base64(blob.Data),
                Encoding = "base64",
            });
    }

    private static string Full(string name) => name.StartsWith("refs/", StringComparison.Ordinal) ? name : $"refs/{name}";
}
