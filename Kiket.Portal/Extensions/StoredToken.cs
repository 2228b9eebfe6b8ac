namespace Kiket.Portal.Extensions;

/// <summary>How the stored token of a repository is doing.</summary>
public enum StoredTokenState
{
    None,

    /// <summary>Stored; nothing known against it.</summary>
    Stored,

    /// <summary>GitHub ends it within <see cref="StoredToken.WarnBefore"/>.</summary>
    EndsSoon,
    Expired,

    /// <summary>The keys were lost: it must be entered again.</summary>
    Unreadable,
}

/// <summary>What may be shown of a stored token.</summary>
public sealed record StoredToken(StoredTokenState State, string? LastFour, DateTimeOffset? StoredAt, DateTimeOffset? ExpiresAt)
{
    /// <summary>Two weeks: time to make a new one before anything stops.</summary>
    public static readonly TimeSpan WarnBefore = TimeSpan.FromDays(14);

    public static StoredToken Of(ExtensionRepository repository, bool isReadable, DateTimeOffset now)
    {
        var state = repository switch
        {
            { ProtectedToken: null } => StoredTokenState.None,
            _ when !isReadable => StoredTokenState.Unreadable,
            { TokenExpiresAt: { } end } when end <= now => StoredTokenState.Expired,
            { TokenExpiresAt: { } end } when end - now <= WarnBefore => StoredTokenState.EndsSoon,
            _ => StoredTokenState.Stored,
        };
        return new StoredToken(state, repository.TokenLastFour, repository.TokenStoredAt, repository.TokenExpiresAt);
    }
}
