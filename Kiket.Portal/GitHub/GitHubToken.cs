namespace Kiket.Portal.GitHub;

/// <summary>
/// A personal access token. It can't be printed: logs, errors and JSON show only its last four characters.
/// </summary>
public sealed class GitHubToken : IEquatable<GitHubToken>
{
    private readonly string _value;

    public GitHubToken(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        _value = value.Trim();
    }

    /// <summary>To show which token is stored.</summary>
    public string LastFour => _value.Length > 8 ? _value[^4..] : "";

    /// <summary>The token itself, for the Authorization header and for encrypting it at rest. For nothing else.</summary>
    public string Reveal() => _value;

    public bool Equals(GitHubToken? other) => other is not null && string.Equals(other._value, _value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as GitHubToken);

    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => $"…{LastFour}";
}
