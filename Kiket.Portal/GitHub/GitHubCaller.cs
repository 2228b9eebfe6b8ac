using System.Security.Cryptography;
using System.Text;

namespace Kiket.Portal.GitHub;

/// <summary>Whether someone at a screen waits for the response. Those calls go before background work.</summary>
public enum GitHubPriority
{
    Interactive,
    Background,
}

/// <summary>On whose behalf a call is made. Rate limits and cached responses are per caller.</summary>
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

    /// <summary>The portal acts for itself: the call has no token, but the portal may use its own.</summary>
    public bool IsPortal { get; }

    public GitHubPriority Priority { get; }

    /// <summary>Identifies a caller without containing the token.</summary>
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
