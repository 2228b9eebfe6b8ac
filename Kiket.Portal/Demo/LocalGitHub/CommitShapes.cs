namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>Commits, git's own objects and comparisons as GitHub's REST reference describes them.</summary>
internal static class CommitShapes
{
    public static object Commit(RepositoryCall call, GitCommit commit) => new
    {
        commit.Sha,
        NodeId = GitHubJson.NodeId("Commit", commit.Sha),
        Commit = Inner(call, commit),
        Url = $"{call.RepositoryApi}/commits/{commit.Sha}",
        HtmlUrl = $"{call.Html}/commit/{commit.Sha}",
        CommentsUrl = $"{call.RepositoryApi}/commits/{commit.Sha}/comments",
        Author = (object?)null,
        Committer = (object?)null,
        Parents = Parents(call, commit),
    };

    /// <summary>With the files it changed, as for a single commit.</summary>
    public static object WholeCommit(RepositoryCall call, GitCommit commit)
    {
        var parent = commit.Parents is [var first, ..] ? call.Repository.Find<GitCommit>(first) : null;
        var files = GitDifference.Between(call.Repository, parent, commit);
        return new
        {
            commit.Sha,
            NodeId = GitHubJson.NodeId("Commit", commit.Sha),
            Commit = Inner(call, commit),
            Url = $"{call.RepositoryApi}/commits/{commit.Sha}",
            HtmlUrl = $"{call.Html}/commit/{commit.Sha}",
            CommentsUrl = $"{call.RepositoryApi}/commits/{commit.Sha}/comments",
            Author = (object?)null,
            Committer = (object?)null,
            Parents = Parents(call, commit),
            Stats = new
            {
                Total = files.Sum(file => file.Additions + file.Deletions),
                Additions = files.Sum(file => file.Additions),
                Deletions = files.Sum(file => file.Deletions),
            },
            Files = files.Select(file => File(call, commit, file)).ToList(),
        };
    }

    public static object GitCommit(RepositoryCall call, GitCommit commit) => new
    {
        commit.Sha,
        NodeId = GitHubJson.NodeId("Commit", commit.Sha),
        Url = $"{call.RepositoryApi}/git/commits/{commit.Sha}",
        HtmlUrl = $"{call.Html}/commit/{commit.Sha}",
        Author = Signature(commit.Author),
        Committer = Signature(commit.Author),
        Tree = new { Sha = commit.Tree, Url = $"{call.RepositoryApi}/git/trees/{commit.Tree}" },
        commit.Message,
        Parents = Parents(call, commit),
        Verification,
    };

    public static object Tag(RepositoryCall call, GitTag tag) => new
    {
        NodeId = GitHubJson.NodeId("Tag", tag.Sha),
        Tag = tag.Name,
        tag.Sha,
        Url = $"{call.RepositoryApi}/git/tags/{tag.Sha}",
        tag.Message,
        Tagger = Signature(tag.Tagger),
        Object = new { Type = "commit", Sha = tag.Commit, Url = $"{call.RepositoryApi}/git/commits/{tag.Commit}" },
        Verification,
    };

    public static object Tree(RepositoryCall call, GitTree tree, IEnumerable<(string Path, GitTreeEntry Entry)> entries, bool truncated) => new
    {
        tree.Sha,
        Url = $"{call.RepositoryApi}/git/trees/{tree.Sha}",
        Tree = entries.Select(item => TreeEntry(call, item.Path, item.Entry)).ToList(),
        Truncated = truncated,
    };

    public static object Comparison(RepositoryCall call, string range, GitCommit from, GitCommit to)
    {
        var ahead = GitDifference.Only(call.Repository, to, from);
        var behind = GitDifference.Only(call.Repository, from, to);
        var common = GitDifference.MergeBase(call.Repository, from, to) ?? from;
        return new
        {
            Url = $"{call.RepositoryApi}/compare/{range}",
            HtmlUrl = $"{call.Html}/compare/{range}",
            PermalinkUrl = $"{call.Html}/compare/{from.Sha}...{to.Sha}",
            DiffUrl = $"{call.Html}/compare/{range}.diff",
            PatchUrl = $"{call.Html}/compare/{range}.patch",
            BaseCommit = Commit(call, from),
            MergeBaseCommit = Commit(call, common),
            Status = (ahead.Count, behind.Count) switch
            {
                (0, 0) => "identical",
                (0, _) => "behind",
                (_, 0) => "ahead",
                _ => "diverged",
            },
            AheadBy = ahead.Count,
            BehindBy = behind.Count,
            TotalCommits = ahead.Count,
            Commits = ahead.AsEnumerable().Reverse().Select(commit => Commit(call, commit)).ToList(),
            Files = GitDifference.Between(call.Repository, common, to).Select(file => File(call, to, file)).ToList(),
        };
    }

    private static readonly object Verification =
        new { Verified = false, Reason = "unsigned", Signature = (string?)null, Payload = (string?)null, VerifiedAt = (string?)null };

    private static object Inner(RepositoryCall call, GitCommit commit) => new
    {
        Author = Signature(commit.Author),
        Committer = Signature(commit.Author),
        commit.Message,
        Tree = new { Sha = commit.Tree, Url = $"{call.RepositoryApi}/git/trees/{commit.Tree}" },
        Url = $"{call.RepositoryApi}/git/commits/{commit.Sha}",
        CommentCount = 0,
        Verification,
    };

    private static object Signature(GitSignature signature) => new { signature.Name, signature.Email, Date = signature.When };

    private static List<object> Parents(RepositoryCall call, GitCommit commit) =>
    [
        .. commit.Parents.Select(parent => new
        {
            Sha = parent,
            Url = $"{call.RepositoryApi}/commits/{parent}",
            HtmlUrl = $"{call.Html}/commit/{parent}",
        }),
    ];

    private static Dictionary<string, object> TreeEntry(RepositoryCall call, string path, GitTreeEntry entry)
    {
        var shape = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["path"] = path,
            // GitHub pads the mode of a directory, git does not.
            ["mode"] = entry.Mode.PadLeft(6, '0'),
            ["type"] = entry.Type,
            ["sha"] = entry.Sha,
        };
        if (call.Repository.Find<GitBlob>(entry.Sha) is { } blob)
        {
            shape["size"] = blob.Data.Length;
        }

        if (!entry.IsSubmodule)
        {
            shape["url"] = $"{call.RepositoryApi}/git/{entry.Type}s/{entry.Sha}";
        }

        return shape;
    }

    private static object File(RepositoryCall call, GitCommit commit, ChangedFile file) => new
    {
        file.Sha,
        Filename = file.Path,
        file.Status,
        file.Additions,
        file.Deletions,
        Changes = file.Additions + file.Deletions,
        BlobUrl = $"{call.Html}/blob/{commit.Sha}/{file.Path}",
        RawUrl = $"{call.Html}/raw/{commit.Sha}/{file.Path}",
        ContentsUrl = $"{call.RepositoryApi}/contents/{file.Path}?ref={commit.Sha}",
    };
}
