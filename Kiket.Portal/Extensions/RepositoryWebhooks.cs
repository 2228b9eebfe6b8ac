using System.Security.Cryptography;
using Kiket.Portal.Secrets;

namespace Kiket.Portal.Extensions;

/// <summary>The secret with which GitHub signs the pushes of a repository: its own, encrypted, and never the same as another's.</summary>
public sealed class RepositoryWebhooks(SecretBox secrets)
{
    /// <summary>Long enough to change the secret in GitHub, also across a weekend's edge, and no longer.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    private const string Purpose = "webhook-secret";
    private const int SecretBytes = 32;

    /// <summary>Decrypted in the place of a secret that isn't there, so that the absence of one takes no less time.</summary>
    private readonly Lazy<string> _decoy = new(() => secrets.Protect(NewSecret(), Purpose, Guid.Empty));

    /// <summary>Gives a repository its first secret; does nothing when it has one.</summary>
    internal void Ensure(ExtensionRepository repository, DateTimeOffset now)
    {
        if (repository.WebhookSecret is null)
        {
            Store(repository, NewSecret(), previousUntil: null, now);
        }
    }

    /// <summary>Makes a new secret. The old one is accepted for <see cref="Overlap"/>, because GitHub must be told first.</summary>
    /// <returns>The new secret.</returns>
    public string Rotate(ExtensionRepository repository, DateTimeOffset now)
    {
        var secret = NewSecret();
        Store(repository, secret, repository.WebhookSecret is null ? null : now + Overlap, now);
        return secret;
    }

    /// <summary>The current secret; null when there is none, or when the keys are lost and it must be rotated.</summary>
    public string? Reveal(ExtensionRepository repository) =>
        secrets.TryReveal(repository.WebhookSecret, Purpose, repository.Id, out var plain) ? plain : null;

    /// <summary>The previous secret while it is accepted; else null.</summary>
    public string? RevealPrevious(ExtensionRepository repository, DateTimeOffset now) =>
        repository.PreviousWebhookSecretUntil > now && secrets.TryReveal(repository.PreviousWebhookSecret, Purpose, repository.Id, out var plain)
            ? plain
            : null;

    /// <summary>A secret that nobody has, at the price of a real one.</summary>
    public string Decoy() => secrets.TryReveal(_decoy.Value, Purpose, Guid.Empty, out var plain) ? plain : "";

    private void Store(ExtensionRepository repository, string secret, DateTimeOffset? previousUntil, DateTimeOffset now) =>
        repository.StoreWebhookSecret(secrets.Protect(secret, Purpose, repository.Id), secret[^4..], previousUntil, now);

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
}
