using System.Security.Cryptography;
using Kiket.Portal.Data;
using Kiket.Portal.GitHub;

namespace Kiket.Portal.Extensions;

/// <summary>How a publisher proved to control a repository.</summary>
public enum VerificationMethod
{
    None,

    /// <summary>A token with push permission.</summary>
    Token,

    /// <summary>The file <c>.kiket/verify-&lt;code&gt;</c> in the repository.</summary>
    File,
}

/// <summary>
/// A GitHub repository that an organization publishes from. Known by GitHub's numeric id, because owner and name
/// can change and a freed name can be taken by a stranger.
/// </summary>
public sealed class ExtensionRepository : VersionedEntity
{
    /// <summary>128 bits: nobody guesses the name of the file that proves control.</summary>
    private const int CodeBytes = 16;

    /// <summary>Renames remembered, newest first; what was typed under an older name must be typed anew.</summary>
    private const int MaxFormerNames = 10;

    private ExtensionRepository()
    {
    }

    public Guid Id { get; private set; }

    public Guid OrganizationId { get; private set; }

    public long GitHubId { get; private set; }

    public string Owner { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary><c>owner/name</c> in lower case, which GitHub's addresses match by.</summary>
    public string NormalizedName { get; private set; } = "";

    public string DefaultBranch { get; private set; } = "";

    public bool IsPrivate { get; private set; }

    /// <summary>The token as <c>Secrets/</c> protected it; null for a public repository.</summary>
    public string? ProtectedToken { get; private set; }

    public string? TokenLastFour { get; private set; }

    public DateTimeOffset? TokenStoredAt { get; private set; }

    /// <summary>As GitHub told when the token was stored; null when it does not tell.</summary>
    public DateTimeOffset? TokenExpiresAt { get; private set; }

    public VerificationMethod Verification { get; private set; }

    public DateTimeOffset? VerifiedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Part of the name of the file that proves control; made once, different for each connected repository.</summary>
    public string VerificationCode { get; private set; } = "";

    /// <summary>What it was called before, newest first, so that an old address still finds its token.</summary>
    public IReadOnlyList<string> FormerNames { get; private set; } = [];

    /// <summary>GitHub's id of another repository that now answers under this name; null when all is well.</summary>
    public long? ReplacedByGitHubId { get; private set; }

    public DateTimeOffset? ReplacedSeenAt { get; private set; }

    public string FullName => $"{Owner}/{Name}";

    /// <summary>The file in the repository that proves control of it.</summary>
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
        VerificationCode = NewCode(),
        CreatedAt = now,
    };

    /// <summary>The address names this repository, by its name of today or an earlier one.</summary>
    public bool IsKnownAs(string fullName) =>
        string.Equals(FullName, fullName, StringComparison.OrdinalIgnoreCase) || FormerNames.Contains(fullName, StringComparer.OrdinalIgnoreCase);

    /// <summary>Follows what GitHub says now: a rename, another default branch, a change of visibility.</summary>
    public void Follow(RepositoryInfo info)
    {
        if (info.Id != GitHubId)
        {
            throw new InvalidOperationException($"Repository {GitHubId} cannot become {info.Id}.");
        }

        if (!string.Equals(FullName, info.FullName, StringComparison.OrdinalIgnoreCase))
        {
            FormerNames = [.. FormerNames.Prepend(FullName).Where(name => !string.Equals(name, info.FullName, StringComparison.OrdinalIgnoreCase)).Take(MaxFormerNames)];
        }

        Describe(info);
        (ReplacedByGitHubId, ReplacedSeenAt) = (null, null);
    }

    /// <summary>Notes that a stranger answers under this name. True when that was not known yet.</summary>
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
    /// Takes the repository that now has this name for the one that publishes, once control of it was proved.
    /// Token and proof belonged to the old one and go with it.
    /// </summary>
    public void TakeOver(RepositoryInfo info, VerificationMethod proof, DateTimeOffset now)
    {
        GitHubId = info.Id;
        Describe(info);
        RemoveToken();
        (Verification, VerifiedAt) = (proof, now);
        (ReplacedByGitHubId, ReplacedSeenAt) = (null, null);
        VerificationCode = NewCode();
    }

    public static string Normalize(string fullName) => fullName.ToLowerInvariant();

    /// <summary>Stores a token already protected; it replaces the one before, history and installations stay.</summary>
    public void StoreToken(string protectedToken, string lastFour, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        ProtectedToken = protectedToken;
        TokenLastFour = lastFour;
        TokenExpiresAt = expiresAt;
        TokenStoredAt = now;
    }

    /// <summary>Keeps what GitHub says of the stored token's end when it is asked again.</summary>
    public void LearnTokenExpiry(DateTimeOffset? expiresAt) => TokenExpiresAt = expiresAt ?? TokenExpiresAt;

    public void RemoveToken() => (ProtectedToken, TokenLastFour, TokenExpiresAt, TokenStoredAt) = (null, null, null, null);

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
    }

    private static string NewCode() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(CodeBytes));
}
