using Kiket.Portal.Foundation;

namespace Kiket.Portal.GitHub;

/// <summary>Carries a refusal through Octokit, which knows only exceptions; it never leaves this folder.</summary>
internal sealed class GitHubRefusedException(Error error) : Exception(error.Message)
{
    public Error Error { get; } = error;
}
