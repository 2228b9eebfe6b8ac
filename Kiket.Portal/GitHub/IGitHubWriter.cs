using Kiket.Portal.Foundation;

namespace Kiket.Portal.GitHub;

/// <summary>
/// What the portal writes on GitHub, always with a publisher's token and only where that token may. Repositories are named by
/// GitHub's number, because a stranger can take a freed name. Every failure is a refusal; a token without the permission is
/// <see cref="GitHubErrors.TokenLacksWrite"/>. Nothing is sent twice by itself.
/// </summary>
public interface IGitHubWriter
{
    /// <summary>Sets the portal's status of a commit. A later one replaces an earlier one.</summary>
    Task<Result> SetStatusAsync(GitHubTarget repository, string commit, CommitStatusReport status, GitHubToken token, CancellationToken cancellationToken);

    /// <summary>The webhooks of a repository; GitHub allows no more than a page of them.</summary>
    Task<Result<IReadOnlyList<HookInfo>>> GetHooksAsync(GitHubTarget repository, GitHubToken token, CancellationToken cancellationToken);

    /// <summary>Creates a webhook. GitHub then sends a ping by itself.</summary>
    Task<Result<HookInfo>> CreateHookAsync(GitHubTarget repository, HookSettings settings, GitHubToken token, CancellationToken cancellationToken);

    /// <summary>Replaces all settings of a webhook.</summary>
    Task<Result<HookInfo>> UpdateHookAsync(GitHubTarget repository, long hook, HookSettings settings, GitHubToken token, CancellationToken cancellationToken);

    /// <summary>Asks GitHub to send a ping.</summary>
    Task<Result> PingHookAsync(GitHubTarget repository, long hook, GitHubToken token, CancellationToken cancellationToken);
}

/// <param name="Id">GitHub's number.</param>
/// <param name="FullName">For the sentence of a refusal.</param>
public sealed record GitHubTarget(long Id, string FullName);

public enum CommitStatusState
{
    Pending,
    Success,
    Failure,
}

/// <param name="Description">One sentence of at most <see cref="MaxDescription"/> characters.</param>
/// <param name="Target">Where the sentence leads; null for nowhere.</param>
public sealed record CommitStatusReport(CommitStatusState State, string Description, Uri? Target)
{
    /// <summary>The name under which GitHub shows it.</summary>
    public const string Context = "kiket/portal";

    /// <summary>GitHub's own limit.</summary>
    public const int MaxDescription = 140;
}

/// <summary>A webhook as GitHub shows it: never with its secret.</summary>
public sealed record HookInfo(long Id, string Url, string ContentType, IReadOnlyList<string> Events, bool IsActive);

/// <summary>A webhook for pushes as JSON.</summary>
/// <param name="Url">Where GitHub sends deliveries to.</param>
/// <param name="Secret">What it signs them with.</param>
public sealed record HookSettings(string Url, string Secret)
{
    public const string ContentType = "json";
    public const string Event = "push";

    public override string ToString() => $"{nameof(HookSettings)} {{ {nameof(Url)} = {Url} }}";
}
