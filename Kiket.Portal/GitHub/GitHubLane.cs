namespace Kiket.Portal.GitHub;

/// <summary>
/// The lane of calls to GitHub. Work is interactive by default. The job runner switches to the background lane once for all
/// jobs, and everything that they call uses it, so no use case can forget it.
/// </summary>
public static class GitHubLane
{
    private static readonly AsyncLocal<GitHubPriority> Lane = new();

    public static GitHubPriority Current => Lane.Value;

    /// <summary>
    /// Moves this method and everything that it awaits to the background lane, so that people in the browser go first. Lasts
    /// until it is disposed; in an async method until the method returns.
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
