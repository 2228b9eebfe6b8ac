namespace Kiket.Portal.Extensions;

/// <summary>The state of a repository's stored token.</summary>
public enum StoredTokenState
{
    None,

    /// <summary>Stored, with no known problem.</summary>
    Stored,

    /// <summary>It expires within <see cref="StoredToken.WarnBefore"/>.</summary>
    EndsSoon,
    Expired,

    /// <summary>The keys are lost, so it must be entered again.</summary>
    Unreadable,
}

/// <summary>The part of a stored token that may be shown.</summary>
public sealed record StoredToken(StoredTokenState State, string? LastFour, DateTimeOffset? StoredAt, DateTimeOffset? ExpiresAt)
{
    /// <summary>Two weeks, enough to create a new token before anything stops working.</summary>
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
