using Kiket.Portal.Foundation;

namespace Kiket.Portal.GitHub;

/// <summary>Owner and name of a repository, taken from one of the address forms that people and the CLI send.</summary>
public sealed record RepositoryAddress
{
    /// <summary>Room for the longest owner and name below a long host, and no more.</summary>
    private const int MaxLength = 400;

    private const int MaxOwnerLength = 39;
    private const int MaxNameLength = 100;

    private RepositoryAddress(string owner, string name) => (Owner, Name) = (owner, name);

    public string Owner { get; }

    public string Name { get; }

    public string FullName => $"{Owner}/{Name}";

    /// <summary>An address already known to be good, as GitHub itself answered it.</summary>
    public static RepositoryAddress Of(string owner, string name) => new(owner, name);

    /// <summary>
    /// What somebody meant who left something out while typing: <c>owner/name</c> and <c>github.com/owner/name</c> become
    /// an address, anything else stays as it is. For fields only: what programs send is taken to the letter.
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
    /// Understands <c>https://github.com/owner/name</c> with or without <c>.git</c>,
    /// <c>git@github.com:owner/name.git</c> and <c>ssh://git@github.com/owner/name.git</c> at the host of
    /// <paramref name="webUrl"/>; refuses anything else with the reason. A refusal never repeats the address:
    /// it may hold a token.
    /// </summary>
    public static Result<RepositoryAddress> Parse(string? text, Uri webUrl)
    {
        var address = text?.Trim() ?? "";
        var form = $"{webUrl}owner/name";
        if (address.Length == 0)
        {
            return Refuse($"Give the repository's address, such as {form}.");
        }

        if (address.Length > MaxLength || address.Any(letter => letter is '\\' || char.IsControl(letter) || char.IsWhiteSpace(letter)))
        {
            return Refuse($"This is not a repository address: write it as {form}.");
        }

        if (address.Contains('?') || address.Contains('#'))
        {
            return Refuse($"Leave out what follows ? or #: the address is {form} alone.");
        }

        return address.Contains("://", StringComparison.Ordinal)
            ? FromUrl(address, webUrl, form)
            : FromRemote(address, webUrl, form);
    }

    // git@github.com:owner/name.git, as `git remote` prints it.
    private static Result<RepositoryAddress> FromRemote(string address, Uri webUrl, string form)
    {
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        var at = address.IndexOf('@', StringComparison.Ordinal);
        if (colon < 0 || at < 0 || at > colon)
        {
            return Refuse($"This is not a repository address: write it as {form} or git@{webUrl.IdnHost}:owner/name.git.");
        }

        if (address[..at] != "git")
        {
            return Refuse($"Leave out the user name: the address is git@{webUrl.IdnHost}:owner/name.git.");
        }

        var host = address[(at + 1)..colon];
        return IsHost(host, webUrl) ? FromPath(address[(colon + 1)..], form) : WrongHost(webUrl, form);
    }

    private static Result<RepositoryAddress> FromUrl(string address, Uri webUrl, string form)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            return Refuse($"This is not a repository address: write it as {form}.");
        }

        var isSsh = uri.Scheme == "ssh";
        if (!isSsh && uri.Scheme != webUrl.Scheme)
        {
            return Refuse(uri.Scheme is "http" or "git"
                ? $"Use https: the address is {form}."
                : $"Addresses begin with https:// here: the address is {form}.");
        }

        if (uri.UserInfo.Length > 0 && !(isSsh && uri.UserInfo == "git"))
        {
            return Refuse($"Leave user name, password and token out of the address ({form}); a token has a field of its own. If it held a real one, revoke it.");
        }

        var portFits = isSsh ? uri.Port is -1 or 22 : uri.Port == webUrl.Port;
        if (!IsHost(uri.IdnHost, webUrl) || !portFits)
        {
            return WrongHost(webUrl, form);
        }

        // The path as it was written: Uri has already resolved "..", which would hide where the text points.
        var afterHost = address.IndexOf('/', address.IndexOf("://", StringComparison.Ordinal) + 3);
        var path = afterHost < 0 ? "" : address[afterHost..];
        var prefix = isSsh ? "/" : webUrl.AbsolutePath;
        return path.StartsWith(prefix, StringComparison.Ordinal)
            ? FromPath(path[prefix.Length..], form)
            : Refuse($"The repository must be below {webUrl}: the address is {form}.");
    }

    private static Result<RepositoryAddress> FromPath(string path, string form)
    {
        var segments = path.TrimEnd('/').Split('/');
        if (segments is [_, _, "tree" or "blob" or "commit" or "commits" or "releases", ..])
        {
            return Refuse($"Give the repository alone ({form}); a branch, tag or commit has a field of its own.");
        }

        if (segments is not [var owner, var name])
        {
            return Refuse($"An address has exactly an owner and a name: {form}.");
        }

        name = name.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
        if (owner.Length is 0 or > MaxOwnerLength || owner[0] == '-' || !owner.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            return Refuse($"The owner can hold letters, digits and hyphens, at most {MaxOwnerLength}: {form}.");
        }

        var nameFits = name.Length is > 0 and <= MaxNameLength
            && name is not ("." or "..")
            && !name.EndsWith(".git", StringComparison.OrdinalIgnoreCase)
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
        return nameFits
            ? new RepositoryAddress(owner, name)
            : Refuse($"The name can hold letters, digits, hyphens, underscores and dots, at most {MaxNameLength}: {form}.");
    }

    private static bool IsHost(string host, Uri webUrl) => string.Equals(host, webUrl.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static Error WrongHost(Uri webUrl, string form) =>
        Refuse($"Only repositories at {webUrl.Authority} are accepted: the address is {form} or git@{webUrl.IdnHost}:owner/name.git.");

    private static Error Refuse(string message) => Error.Invalid(GitHubErrors.InvalidAddress, message);
}
