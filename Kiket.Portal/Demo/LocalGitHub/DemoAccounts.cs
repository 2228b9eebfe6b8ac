using System.Collections.Concurrent;
using System.Text;

namespace Kiket.Portal.Demo.LocalGitHub;

public enum DemoTokenKind
{
    /// <summary>GitHub sends its scopes with every response.</summary>
    Classic,

    /// <summary>Limited to chosen repositories; GitHub does not send its permissions.</summary>
    FineGrained,
}

/// <summary>A personal access token that the local GitHub accepts. Not a secret, because it only gives access to samples.</summary>
public sealed record DemoToken(string Value, string Login)
{
    public DemoTokenKind Kind { get; init; } = DemoTokenKind.FineGrained;

    /// <summary>Only sent for classic tokens.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Null for a token that does not expire. After this instant it is treated like an unknown one.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public string? Note { get; init; }
}

/// <summary>Who may call: the tokens, and the numeric ids of their accounts.</summary>
public sealed class DemoAccounts
{
    private readonly ConcurrentDictionary<string, DemoToken> _tokens = new(StringComparer.Ordinal);

    public IReadOnlyCollection<DemoToken> Tokens => [.. _tokens.Values.OrderBy(token => token.Value, StringComparer.Ordinal)];

    public void Add(DemoToken token) => _tokens[token.Value] = token;

    public void Revoke(string value) => _tokens.TryRemove(value, out _);

    /// <summary>The token, unless unknown or expired.</summary>
    public DemoToken? Find(string value, DateTimeOffset now) =>
        _tokens.TryGetValue(value, out var token) && (token.ExpiresAt is not { } end || now < end) ? token : null;

    /// <summary>A number that stays the same for a login (FNV-1a), so that stored data survives a restart.</summary>
    public static int IdOf(string login)
    {
        var hash = 2166136261u;
        foreach (var value in Encoding.UTF8.GetBytes(login.ToLowerInvariant()))
        {
            hash = (hash ^ value) * 16777619u;
        }

        return (int)(hash & 0x3fffffff);
    }
}
