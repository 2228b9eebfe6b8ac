using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Kiket.Portal.GitHub;

/// <summary>
/// The <c>GitHub:</c> settings. Addresses are text, so that a wrong one is a sentence at start beside every
/// other problem; read <see cref="Api"/> and <see cref="Web"/>, and not before the first call that needs them:
/// what stands in for GitHub in Development knows its own address only once it listens.
/// </summary>
public sealed class GitHubOptions : IValidatableObject
{
    public const string Section = "GitHub";

    private const string DefaultApiUrl = "https://api.github.com/";
    private const string DefaultWebUrl = "https://github.com/";

    /// <summary>Any GitHub REST base, GitHub Enterprise Server included; <c>https://api.github.com/</c> when not set.</summary>
    public string? ApiUrl { get; set; }

    /// <summary>Below which repository addresses are accepted and links are made; <c>https://github.com/</c> when not set.</summary>
    public string? WebUrl { get; set; }

    /// <summary>The portal's own token, for the rate limit of public repositories. It never opens a private one.</summary>
    public string? Token { get; set; }

    /// <summary>How long a caller may keep a manifest read at one commit.</summary>
    public int ManifestCacheMinutes { get; set; } = 5;

    /// <summary>How long one call may take, its body included.</summary>
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>The REST base, always ending in a slash: every request goes below it.</summary>
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

        // Not by attributes: while one of those is broken, nothing here would be told.
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
            yield return new ValidationResult("GitHub:Token holds characters that no token has; copy it again.", [nameof(Token)]);
        }
    }

    private static Uri Base(string? configured, string fallback)
    {
        var text = string.IsNullOrWhiteSpace(configured) ? fallback : configured.Trim();
        return new Uri(text.EndsWith('/') ? text : text + "/", UriKind.Absolute);
    }

    // Plain http would send tokens readable over the network; to this very machine it does not leave it.
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
            return $"{key} must be a bare address, without user name, query or fragment.";
        }

        var loopback = uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
        return uri.Scheme == "https" || loopback ? null : $"{key} must be https; plain http is accepted for this machine itself only.";
    }
}
