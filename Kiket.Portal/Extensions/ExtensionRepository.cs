using System.Security.Cryptography;
using Kiket.Portal.Data;
using Kiket.Portal.GitHub;

namespace Kiket.Portal.Extensions;

/// <summary>How a publisher proved control over a repository.</summary>
public enum VerificationMethod
{
    None,

    /// <summary>A token with push permission.</summary>
    Token,

    /// <summary>The file <c>.kiket/verify-&lt;code&gt;</c> in the repository.</summary>
    File,
}

/// <summary>
/// A GitHub repository that an organization publishes from. Identified by GitHub's numeric id, because the owner and name
/// can change, and a stranger can take a freed name.
/// </summary>
public sealed partial class ExtensionRepository : VersionedEntity
{
    /// <summary>128 bits, so no one can guess the name of the file that proves control.</summary>
    private const int CodeBytes = 16;

    /// <summary>How many former names are stored, newest first. Addresses with older names no longer work.</summary>
    private const int MaxFormerNames = 10;

    private ExtensionRepository()
    {
    }

    public Guid Id { get; private set; }

    public Guid OrganizationId { get; private set; }

    public long GitHubId { get; private set; }

    public string Owner { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary><c>owner/name</c> in lower case, because GitHub's addresses ignore case.</summary>
    public string NormalizedName { get; private set; } = "";

    public string DefaultBranch { get; private set; } = "";

    public bool IsPrivate { get; private set; }

    /// <summary>The token as encrypted by <c>Secrets/</c>; null for a public repository.</summary>
    public string? ProtectedToken { get; private set; }

    public string? TokenLastFour { get; private set; }

    public DateTimeOffset? TokenStoredAt { get; private set; }

    /// <summary>As reported by GitHub when the token was stored; null when GitHub doesn't report it.</summary>
    public DateTimeOffset? TokenExpiresAt { get; private set; }

    public VerificationMethod Verification { get; private set; }

    public DateTimeOffset? VerifiedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Part of the name of the file that proves control; created once, different for each connected repository.</summary>
    public string VerificationCode { get; private set; } = "";

    /// <summary>Its former names, newest first, so that an old address still finds its token.</summary>
    public IReadOnlyList<string> FormerNames { get; private set; } = [];

    /// <summary>GitHub's id of another repository that now has this name; null when there is none.</summary>
    public long? ReplacedByGitHubId { get; private set; }

    public DateTimeOffset? ReplacedSeenAt { get; private set; }

    public string FullName => $"{Owner}/{Name}";

    /// <summary>The file in the repository that proves control over it.</summary>
    public string VerificationFile => $".kiket/verify-{VerificationCode}";

    public static ExtensionRepository Connect(Guid organizationId, RepositoryInfo info, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        OrganizationId = organizationId,
        GitHubId = info.Id,
        Owner = info.Owner,
        Name = info.Name,
        NormalizedName = Normalize(info.FullName),
        DefaultBranch = info.DefaultBranch,
        IsPrivate = info.IsPrivate,
        IsArchived = info.IsArchived,
        PushedAt = info.PushedAt,
        VerificationCode = NewCode(),
        CreatedAt = now,
    };

    /// <summary>Whether the address is this repository's, by its current name or a former one.</summary>
    public bool IsKnownAs(string fullName) =>
        string.Equals(FullName, fullName, StringComparison.OrdinalIgnoreCase) || FormerNames.Contains(fullName, StringComparer.OrdinalIgnoreCase);

    /// <summary>Applies GitHub's current data: a rename, another default branch, a change of visibility.</summary>
    public void Follow(RepositoryInfo info)
    {
        if (info.Id != GitHubId)
        {
            throw new InvalidOperationException($"Repository {GitHubId} can't become {info.Id}.");
        }

        if (!string.Equals(FullName, info.FullName, StringComparison.OrdinalIgnoreCase))
        {
            FormerNames =
            [
                .. FormerNames.Prepend(FullName).Where(name => !string.Equals(name, info.FullName, StringComparison.OrdinalIgnoreCase)).Take(MaxFormerNames),
            ];
        }

        Describe(info);
        (ReplacedByGitHubId, ReplacedSeenAt) = (null, null);
    }

    /// <summary>Records that a stranger's repository now has this name. True when that wasn't known yet.</summary>
    public bool SeeReplaced(long gitHubId, DateTimeOffset now)
    {
        if (ReplacedByGitHubId == gitHubId)
        {
            return false;
        }

        (ReplacedByGitHubId, ReplacedSeenAt) = (gitHubId, now);
        return true;
    }

    /// <summary>
    /// Accepts the repository that now has this name as the one that publishes, after control over it is proven.
    /// The token and the proof belonged to the old one and are removed.
    /// </summary>
    public void TakeOver(RepositoryInfo info, VerificationMethod proof, DateTimeOffset now)
    {
        GitHubId = info.Id;
        Describe(info);
        RemoveToken();
        Forget();
        (Verification, VerifiedAt) = (proof, now);
        (ReplacedByGitHubId, ReplacedSeenAt) = (null, null);
        VerificationCode = NewCode();
    }

    public static string Normalize(string fullName) => fullName.ToLowerInvariant();

    /// <summary>Stores an encrypted token, which replaces the previous one. History and installations stay.</summary>
    public void StoreToken(string protectedToken, string lastFour, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        ProtectedToken = protectedToken;
        TokenLastFour = lastFour;
        TokenExpiresAt = expiresAt;
        TokenStoredAt = now;
        StatusRefusedAt = null;
    }

    /// <summary>Records the stored token's expiry from a later response of GitHub.</summary>
    public void LearnTokenExpiry(DateTimeOffset? expiresAt) => TokenExpiresAt = expiresAt ?? TokenExpiresAt;

    public void RemoveToken() =>
        (ProtectedToken, TokenLastFour, TokenExpiresAt, TokenStoredAt, StatusRefusedAt) = (null, null, null, null, null);

    public void Verify(VerificationMethod method, DateTimeOffset now)
    {
        Verification = method;
        VerifiedAt ??= now;
    }

    private void Describe(RepositoryInfo info)
    {
        Owner = info.Owner;
        Name = info.Name;
        NormalizedName = Normalize(info.FullName);
        DefaultBranch = info.DefaultBranch;
        IsPrivate = info.IsPrivate;
        IsArchived = info.IsArchived;
        PushedAt = info.PushedAt ?? PushedAt;
    }

    private static string NewCode() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(CodeBytes));
}
