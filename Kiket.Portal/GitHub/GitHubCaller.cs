using System.Security.Cryptography;
using System.Text;

namespace Kiket.Portal.GitHub;

/// <summary>Whether somebody waits at a screen for the answer; work that nobody watches lets them pass.</summary>
public enum GitHubPriority
{
    Interactive,
    Background,
}

/// <summary>On whose behalf a call is made. Rate limits and kept answers belong to one caller.</summary>
internal sealed class GitHubCaller
{
    private GitHubCaller(GitHubToken? token, bool isPortal, GitHubPriority priority)
    {
        Token = token;
        IsPortal = isPortal;
        Priority = priority;
        Key = token is null ? "anonymous" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token.Reveal())));
    }

    public GitHubToken? Token { get; }

    /// <summary>The portal speaks for itself: no token was given, though it may use its own.</summary>
    public bool IsPortal { get; }

    public GitHubPriority Priority { get; }

    /// <summary>Tells callers apart without holding the token.</summary>
    public string Key { get; }

    public static GitHubCaller Of(GitHubToken? token, GitHubOptions options, GitHubPriority priority)
    {
        if (token is not null)
        {
            return new GitHubCaller(token, isPortal: false, priority);
        }

        var own = string.IsNullOrWhiteSpace(options.Token) ? null : new GitHubToken(options.Token);
        return new GitHubCaller(own, isPortal: true, priority);
    }
}
