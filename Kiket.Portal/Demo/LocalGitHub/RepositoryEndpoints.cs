namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>The repository, its branches, tags, commits and comparisons.</summary>
internal static class RepositoryEndpoints
{
    private const string CommitDocs = "https://docs.github.com/rest/commits/commits#get-a-commit";

    public static GitHubResponse One(RepositoryCall call) => GitHubResponse.Json(RepositoryShapes.Repository(call));

    public static GitHubResponse Branches(RepositoryCall call) => GitHubResponse.List(
        call.Request,
        Named(call.Repository, "refs/heads/"),
        item => RepositoryShapes.Branch(call, item.Name, item.Commit, whole: false));

    public static GitHubResponse Branch(RepositoryCall call) => call.Repository.Branch(call.Rest()) is { } commit
        ? GitHubResponse.Json(RepositoryShapes.Branch(call, call.Rest(), commit, whole: true))
        : GitHubResponse.NotFound("Branch not found");

    /// <summary>GitHub lists the newest name first.</summary>
    public static GitHubResponse Tags(RepositoryCall call) => GitHubResponse.List(
        call.Request,
        Named(call.Repository, "refs/tags/").Reverse(),
        item => RepositoryShapes.Tag(call, item.Name, item.Commit));

    public static GitHubResponse Commits(RepositoryCall call)
    {
        if (call.Repository.IsEmpty)
        {
            return Empty();
        }

        if (call.Repository.Resolve(call.Query("sha") ?? call.Repository.DefaultBranch) is not { } head)
        {
            return GitHubResponse.NotFound();
        }

        IEnumerable<GitCommit> history = GitDifference.History(call.Repository, head);
        if (call.Query("path") is { } path)
        {
            history = history.Where(commit => Touches(call.Repository, commit, path.Trim('/')));
        }

        return GitHubResponse.List(call.Request, history, commit => CommitShapes.Commit(call, commit));
    }

    public static GitHubResponse Commit(RepositoryCall call)
    {
        if (call.Repository.IsEmpty)
        {
            return Empty();
        }

        if (call.Repository.Resolve(call.Rest()) is not { } commit)
        {
            return GitHubResponse.Problem(StatusCodes.Status422UnprocessableEntity, $"No commit found for SHA: {call.Rest()}", CommitDocs);
        }

        return call.Accepts("sha")
            ? GitHubResponse.Raw(System.Text.Encoding.ASCII.GetBytes(commit.Sha), call.AcceptedType)
            : GitHubResponse.Json(CommitShapes.WholeCommit(call, commit));
    }

    public static GitHubResponse Compare(RepositoryCall call)
    {
        var range = call.Rest();
        return range.Split("...") is [var from, var to]
            && call.Repository.Resolve(from) is { } left
            && call.Repository.Resolve(to) is { } right
                ? GitHubResponse.Json(CommitShapes.Comparison(call, range, left, right))
                : GitHubResponse.NotFound();
    }

    private static GitHubResponse Empty() => GitHubResponse.Problem(StatusCodes.Status409Conflict, "Git Repository is empty.");

    private static IEnumerable<(string Name, GitCommit Commit)> Named(DemoRepository repository, string prefix)
    {
        foreach (var (name, sha) in repository.References)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal) && repository.Peel(sha) is { } commit)
            {
                yield return (name[prefix.Length..], commit);
            }
        }
    }

    private static bool Touches(DemoRepository repository, GitCommit commit, string path)
    {
        var now = repository.EntryAt(commit, path)?.Sha;
        var before = commit.Parents is [var first, ..] && repository.Find<GitCommit>(first) is { } parent
            ? repository.EntryAt(parent, path)?.Sha
            : null;
        return now != before;
    }
}
