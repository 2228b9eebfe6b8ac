namespace Kiket.Portal.Accounts;

/// <summary>
/// A key for scripts, for one organization and one member. Only its SHA-256 is stored. The value is 256 random bits, so a
/// slow hash wouldn't add protection.
/// </summary>
public sealed class ApiToken
{
    public const int MaxName = 80;
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(365);

    private ApiToken()
    {
    }

    public Guid Id { get; private set; }

    public Guid OrganizationId { get; private set; }

    public Guid UserId { get; private set; }

    public string Name { get; private set; } = "";

    public ApiTokenScopes Scopes { get; private set; }

    /// <summary>Hexadecimal SHA-256 of the whole value.</summary>
    public string Hash { get; private set; } = "";

    public string LastFour { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>Exact to the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    internal static ApiToken Of(
        Guid organizationId,
        Guid userId,
        string name,
        ApiTokenScopes scopes,
        string value,
        DateTimeOffset now,
        TimeSpan lifetime) => new()
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = organizationId,
            UserId = userId,
            Name = name,
            Scopes = scopes,
            Hash = ApiTokenValue.Hash(value),
            LastFour = value[^4..],
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        };

    public bool IsValid(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;

    /// <summary>Revokes the token from the next request on. Revoking twice changes nothing.</summary>
    internal void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}
