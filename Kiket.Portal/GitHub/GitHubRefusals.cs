using System.Net;
using Kiket.Portal.Foundation;
using Octokit;

namespace Kiket.Portal.GitHub;

/// <summary>The message for each GitHub failure, saying what to do.</summary>
internal static class GitHubRefusals
{
    private const string Permissions = "Contents: read and Metadata: read (classic: the scope repo)";

    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    public static Error RedirectedElsewhere() => Unavailable(
        "GitHub redirects to another server. The portal doesn't follow, because your token would go there. Check GitHub:ApiUrl, or try again later.");

    public static Error ResponseTooLarge(long maxBytes) =>
        Error.TooLarge(
            GitHubErrors.TooLarge, $"GitHub's response is larger than the limit of {Size(maxBytes)}. Make the repository or the file smaller.");

    public static Error Slow(int seconds) => Unavailable(
        $"GitHub didn't respond within {seconds} seconds. Your repository is fine; try again in a minute.");

    public static Error Paused(TimeSpan wait) => Unavailable(
        "GitHub failed several times in a row, so the portal pauses its calls. Try again in a minute.", wait);

    public static Error Unreachable() => Unavailable("GitHub can't be reached. Your repository is fine; try again in a minute.");

    public static Error Cut() => Unavailable("GitHub's response was cut off. Your repository is fine; try again in a minute.");

    public static Error NotJson() => Unavailable(
        "GitHub returned something other than data, such as a maintenance page. Try again in a minute. If it happens again, check GitHub:ApiUrl.");

    public static Error Unexpected() => Unavailable(
        "GitHub's response is missing expected data. Try again in a minute. If it happens again, check GitHub:ApiUrl.");

    public static Error ServerError(HttpStatusCode status) => Unavailable(
        $"GitHub has a problem ({(int)status}). Your repository is fine; try again in a minute.");

    public static Error RepositoryNotFound(string fullName, GitHubCaller caller) => Error.Invalid(
        GitHubErrors.RepositoryNotFound,
        caller.IsPortal
            ? $"GitHub has no public repository {fullName}. Check the spelling. If it is private, add a token with {Permissions}."
            : $"GitHub shows no repository {fullName} to this token. Check the spelling, and that the token has access to it with {Permissions}.");

    public static Error ReferenceNotFound(string fullName, string reference) => Error.Invalid(
        GitHubErrors.ReferenceNotFound,
        $"{fullName} has no branch, tag or commit \"{(reference.Length > 100 ? reference[..100] + "…" : reference)}\". Push it, or choose another.");

    public static Error ObjectNotFound(string fullName) => Error.Invalid(
        GitHubErrors.ObjectNotFound,
        $"{fullName} no longer has this commit. A force push may have removed it. Load the commit again.");

    public static Error Empty(string fullName) => Error.Invalid(GitHubErrors.EmptyRepository, $"{fullName} is empty. Push a first commit, then try again.");

    /// <summary>The refusal for a status. <paramref name="notFound"/> is the refusal for a 404 or 422.</summary>
    public static Error Of(ApiException exception, string fullName, GitHubCaller caller, Func<Error> notFound) => exception.StatusCode switch
    {
        HttpStatusCode.Unauthorized => Error.Invalid(GitHubErrors.TokenRefused, caller switch
        {
            { IsPortal: false } => "GitHub rejects this token: it has expired, was revoked or wasn't copied completely. Create a new token and enter it here.",
            { Token: null } => "GitHub requires a token for this. Add one with " + Permissions + ".",
            _ => "GitHub rejects the portal's own token. An operator must replace GitHub:Token.",
        }),
        HttpStatusCode.Forbidden => Forbidden(exception, fullName, caller),
        HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity or HttpStatusCode.Gone => notFound(),
        HttpStatusCode.Conflict => Empty(fullName),
        HttpStatusCode.UnavailableForLegalReasons => Error.Invalid(
            GitHubErrors.LegallyBlocked,
            $"GitHub has blocked {fullName} for legal reasons. Ask the repository's owner to resolve this with GitHub, then try again."),
        >= HttpStatusCode.InternalServerError => ServerError(exception.StatusCode),
        _ => Unavailable(
            $"GitHub returned an unexpected status ({(int)exception.StatusCode}). Try again in a minute. If it happens again, check GitHub:ApiUrl."),
    };

    public static string Size(long bytes) => bytes >= 1024 * 1024 ? $"{bytes / 1024 / 1024} MiB" : bytes >= 1024 ? $"{bytes / 1024} KiB" : $"{bytes} bytes";

    private static Error Forbidden(ApiException exception, string fullName, GitHubCaller caller)
    {
        var wantsSignOn = exception.HttpResponse?.Headers.ContainsKey("X-GitHub-SSO") == true;
        return Error.Invalid(GitHubErrors.TokenLacksAccess, caller switch
        {
            { Token: null } => $"GitHub doesn't show {fullName} without a token. Add one with {Permissions}.",
            _ when wantsSignOn =>
                $"The organization of {fullName} requires single sign-on. "
                + "Authorize the token for it on GitHub (Settings, Tokens, Configure SSO), then try again.",
            { IsPortal: true } => $"The portal's own token may not read {fullName}. Add a token with {Permissions}.",
            _ => $"This token may not read {fullName}. Give it the permissions {Permissions}, or create a new one.",
        });
    }

    private static Error Unavailable(string message, TimeSpan? wait = null) => Error.Unavailable(GitHubErrors.Unavailable, message, wait ?? Soon);
}
