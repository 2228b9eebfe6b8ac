using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Kiket.Portal.GitHub;

/// <summary>
/// The <c>GitHub:</c> settings. Addresses are text, so that an invalid one is reported at startup together with every
/// other problem. Use <see cref="Api"/> and <see cref="Web"/>, and only when a call needs them: the local GitHub of
/// Development knows its address only once it listens.
/// </summary>
public sealed class GitHubOptions : IValidatableObject
{
    public const string Section = "GitHub";

    private const string DefaultApiUrl = "https://api.github.com/";
    private const string DefaultWebUrl = "https://github.com/";

    /// <summary>The GitHub REST base, GitHub Enterprise Server included; <c>https://api.github.com/</c> when not set.</summary>
    public string? ApiUrl { get; set; }

    /// <summary>The base of accepted repository addresses and of links; <c>https://github.com/</c> when not set.</summary>
    public string? WebUrl { get; set; }

    /// <summary>The portal's own token, for the rate limit of public repositories. It never gives access to a private one.</summary>
    public string? Token { get; set; }

    /// <summary>How long a manifest read at one commit may be cached.</summary>
    public int ManifestCacheMinutes { get; set; } = 5;

    /// <summary>How long one call may take, its body included.</summary>
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>The REST base, always ending in a slash: every request is below it.</summary>
    public Uri Api => Base(ApiUrl, DefaultApiUrl);

    /// <summary>The web base, always ending in a slash.</summary>
    public Uri Web => Base(WebUrl, DefaultWebUrl);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Problem("GitHub:ApiUrl", ApiUrl) is { } api)
        {
            yield return new ValidationResult(api, [nameof(ApiUrl)]);
        }

        if (Problem("GitHub:WebUrl", WebUrl) is { } web)
        {
            yield return new ValidationResult(web, [nameof(WebUrl)]);
        }

        // Not by attributes: if one of those fails, the checks here don't run and their problems aren't reported.
        if (ManifestCacheMinutes is < 0 or > 1440)
        {
            yield return new ValidationResult("GitHub:ManifestCacheMinutes must be between 0 and 1440.", [nameof(ManifestCacheMinutes)]);
        }

        if (TimeoutSeconds is < 1 or > 60)
        {
            yield return new ValidationResult("GitHub:TimeoutSeconds must be between 1 and 60.", [nameof(TimeoutSeconds)]);
        }

        if (Token is { Length: > 0 } && Token.Any(letter => letter is <= ' ' or > '~'))
        {
            yield return new ValidationResult("GitHub:Token contains characters that no token has. Copy it again.", [nameof(Token)]);
        }
    }

    private static Uri Base(string? configured, string fallback)
    {
        var text = string.IsNullOrWhiteSpace(configured) ? fallback : configured.Trim();
        return new Uri(text.EndsWith('/') ? text : text + "/", UriKind.Absolute);
    }

    // Plain http would send tokens unencrypted over the network. Requests to this machine never leave it.
    private static string? Problem(string key, string? configured)
    {
        if (string.IsNullOrWhiteSpace(configured))
        {
            return null;
        }

        if (!Uri.TryCreate(configured.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return $"{key} must be an absolute https address.";
        }

        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            return $"{key} must not contain a user name, query or fragment.";
        }

        var loopback = uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
        return uri.Scheme == "https" || loopback ? null : $"{key} must be https. Plain http is only accepted for this machine.";
    }
}
