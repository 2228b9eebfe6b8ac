namespace Kiket.Portal.GitHub;

/// <summary>
/// The lane that calls to GitHub take. Work is interactive until it says otherwise. What runs jobs says so once for all
/// of them, and everything they call follows, so no use case can forget it, whoever calls it.
/// </summary>
public static class GitHubLane
{
    private static readonly AsyncLocal<GitHubPriority> Lane = new();

    public static GitHubPriority Current => Lane.Value;

    /// <summary>
    /// Puts this method and all that it awaits into the background: people at a screen go first. Lasts until it is
    /// disposed, in an async method until that returns.
    /// </summary>
    public static IDisposable TakeBackground()
    {
        var before = Lane.Value;
        Lane.Value = GitHubPriority.Background;
        return new Taken(before);
    }

    private sealed class Taken(GitHubPriority before) : IDisposable
    {
        public void Dispose() => Lane.Value = before;
    }
}
