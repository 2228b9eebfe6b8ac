using Kiket.Portal.GitHub;
using Kiket.Portal.Secrets;

namespace Kiket.Portal.Extensions;

/// <summary>The stored token of a repository: encrypted for this repository only, and decrypted only to call GitHub.</summary>
public sealed class RepositoryTokens(SecretBox secrets)
{
    private const string Purpose = "repository-token";

    /// <summary>The stored token; null when there is none, or when it can't be decrypted and must be entered again.</summary>
    public GitHubToken? Reveal(ExtensionRepository repository) =>
        repository.ProtectedToken is { } stored && secrets.TryReveal(stored, Purpose, repository.Id, out var plain)
            ? new GitHubToken(plain)
            : null;

    public void Store(ExtensionRepository repository, GitHubToken token, DateTimeOffset? expiresAt, DateTimeOffset now) =>
        repository.StoreToken(secrets.Protect(token.Reveal(), Purpose, repository.Id), token.LastFour, expiresAt, now);
}
