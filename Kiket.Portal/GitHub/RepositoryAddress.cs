using Kiket.Portal.Foundation;

namespace Kiket.Portal.GitHub;

/// <summary>Owner and name of a repository, parsed from the address forms that people and the CLI send.</summary>
public sealed record RepositoryAddress
{
    /// <summary>Enough for the longest owner and name below a long host.</summary>
    private const int MaxLength = 400;

    private const int MaxOwnerLength = 39;
    private const int MaxNameLength = 100;

    private RepositoryAddress(string owner, string name) => (Owner, Name) = (owner, name);

    public string Owner { get; }

    public string Name { get; }

    public string FullName => $"{Owner}/{Name}";

    /// <summary>An address from GitHub itself, which is already valid.</summary>
    public static RepositoryAddress Of(string owner, string name) => new(owner, name);

    /// <summary>
    /// Completes a shortened address: <c>owner/name</c> and <c>github.com/owner/name</c> become a full address, anything
    /// else stays as it is. Only for fields that people type into; what programs send is taken literally.
    /// </summary>
    public static string Complete(string typed, Uri webUrl)
    {
        var text = typed.Trim();
        if (text.Contains("://", StringComparison.Ordinal) || text.Contains('@', StringComparison.Ordinal))
        {
            return typed;
        }

        var host = webUrl.Authority + "/";
        var path = text.StartsWith(host, StringComparison.OrdinalIgnoreCase) ? text[host.Length..] : text;
        return FromPath(path, "").TryGet(out var address, out _) ? $"{webUrl}{address.FullName}" : typed;
    }

    /// <summary>
    /// Accepts <c>https://github.com/owner/name</c> with or without <c>.git</c>,
    /// <c>git@github.com:owner/name.git</c> and <c>ssh://git@github.com/owner/name.git</c> at the host of
    /// <paramref name="webUrl"/>, and refuses anything else with the reason. A refusal never repeats the address,
    /// because it may contain a token.
    /// </summary>
    public static Result<RepositoryAddress> Parse(string? text, Uri webUrl)
    {
        var address = text?.Trim() ?? "";
        var form = $"{webUrl}owner/name";
        if (address.Length == 0)
        {
            return Refuse($"Enter the repository's address, such as {form}.");
        }

        if (address.Length > MaxLength || address.Any(letter => letter is '\\' || char.IsControl(letter) || char.IsWhiteSpace(letter)))
        {
            return Refuse($"This isn't a repository address. Write it as {form}.");
        }

        if (address.Contains('?') || address.Contains('#'))
        {
            return Refuse($"Remove everything after ? or #. The address is {form}.");
        }

        return address.Contains("://", StringComparison.Ordinal)
            ? FromUrl(address, webUrl, form)
            : FromRemote(address, webUrl, form);
    }

    // git@github.com:owner/name.git, as printed by `git remote`.
    private static Result<RepositoryAddress> FromRemote(string address, Uri webUrl, string form)
    {
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        var at = address.IndexOf('@', StringComparison.Ordinal);
        if (colon < 0 || at < 0 || at > colon)
        {
            return Refuse($"This isn't a repository address. Write it as {form} or git@{webUrl.Host}:owner/name.git.");
        }

        if (address[..at] != "git")
        {
            return Refuse($"Remove the user name. The address is git@{webUrl.Host}:owner/name.git.");
        }

        var host = address[(at + 1)..colon];
        return IsHost(host, webUrl) ? FromPath(address[(colon + 1)..], form) : WrongHost(webUrl, form);
    }

    private static Result<RepositoryAddress> FromUrl(string address, Uri webUrl, string form)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            return Refuse($"This isn't a repository address. Write it as {form}.");
        }

        var isSsh = uri.Scheme == "ssh";
        if (!isSsh && uri.Scheme != webUrl.Scheme)
        {
            return Refuse(uri.Scheme is "http" or "git"
                ? $"Use https. The address is {form}."
                : $"The address must start with https://, as in {form}.");
        }

        if (uri.UserInfo.Length > 0 && !(isSsh && uri.UserInfo == "git"))
        {
            return Refuse(
                $"Remove the user name, password or token from the address ({form}). Tokens have their own field. If this was a real token, revoke it.");
        }

        var portFits = isSsh ? uri.Port is -1 or 22 : uri.Port == webUrl.Port;
        if (!IsHost(HostName.Of(uri), webUrl) || !portFits)
        {
            return WrongHost(webUrl, form);
        }

        // The path as written: Uri has already resolved "..", which would hide what the text says.
        var afterHost = address.IndexOf('/', address.IndexOf("://", StringComparison.Ordinal) + 3);
        var path = afterHost < 0 ? "" : address[afterHost..];
        var prefix = isSsh ? "/" : webUrl.AbsolutePath;
        return path.StartsWith(prefix, StringComparison.Ordinal)
            ? FromPath(path[prefix.Length..], form)
            : Refuse($"The repository must be below {webUrl}. The address is {form}.");
    }

    private static Result<RepositoryAddress> FromPath(string path, string form)
    {
        var segments = path.TrimEnd('/').Split('/');
        if (segments is [_, _, "tree" or "blob" or "commit" or "commits" or "releases", ..])
        {
            return Refuse($"Enter only the repository ({form}). The branch, tag or commit has its own field.");
        }

        if (segments is not [var owner, var name])
        {
            return Refuse($"An address has exactly one owner and one name: {form}.");
        }

        name = name.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
        if (owner.Length is 0 or > MaxOwnerLength || owner[0] == '-' || !owner.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            return Refuse($"The owner may contain letters, digits and hyphens, up to {MaxOwnerLength} characters: {form}.");
        }

        var nameFits = name.Length is > 0 and <= MaxNameLength
            && name is not ("." or "..")
            && !name.EndsWith(".git", StringComparison.OrdinalIgnoreCase)
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
        return nameFits
            ? new RepositoryAddress(owner, name)
            : Refuse($"The name may contain letters, digits, hyphens, underscores and dots, up to {MaxNameLength} characters: {form}.");
    }

    private static bool IsHost(string? host, Uri webUrl) => string.Equals(host, HostName.Of(webUrl), StringComparison.OrdinalIgnoreCase);

    private static Error WrongHost(Uri webUrl, string form) =>
        Refuse($"Only repositories at {webUrl.Authority} are accepted. The address is {form} or git@{webUrl.Host}:owner/name.git.");

    private static Error Refuse(string message) => Error.Invalid(GitHubErrors.InvalidAddress, message);
}
