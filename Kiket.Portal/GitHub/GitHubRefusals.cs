using System.Net;
using Kiket.Portal.Foundation;
using Octokit;

namespace Kiket.Portal.GitHub;

/// <summary>One sentence for each way in which GitHub can fail, saying what to do.</summary>
internal static class GitHubRefusals
{
    private const string Permissions = "Contents: read and Metadata: read (classic: the scope repo)";

    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    public static Error RedirectedElsewhere() => Unavailable("GitHub sent the call on to another place, which is not followed because the token would go there. Check GitHub:ApiUrl, or try again later.");

    public static Error ResponseTooLarge(long maxBytes) =>
        Error.TooLarge(GitHubErrors.TooLarge, $"GitHub's answer is larger than {Size(maxBytes)}, the most that is read. Make the repository or the file smaller.");

    public static Error Slow(int seconds) => Unavailable($"GitHub did not answer within {seconds} seconds. Nothing is wrong with the repository; try again in a minute.");

    public static Error Paused(TimeSpan wait) => Unavailable("GitHub has failed several times in a row, so calls rest for a moment. Try again in a minute.", wait);

    public static Error Unreachable() => Unavailable("GitHub cannot be reached. Nothing is wrong with the repository; try again in a minute.");

    public static Error Cut() => Unavailable("GitHub's answer broke off in the middle. Nothing is wrong with the repository; try again in a minute.");

    public static Error NotJson() => Unavailable("GitHub answered with something other than data: a maintenance page, or half an answer. Try again in a minute; when it stays, check GitHub:ApiUrl.");

    public static Error Unexpected() => Unavailable("GitHub's answer lacks what it should hold. Try again in a minute; when it stays, check GitHub:ApiUrl.");

    public static Error ServerError(HttpStatusCode status) => Unavailable($"GitHub has a problem of its own ({(int)status}). Nothing is wrong with the repository; try again in a minute.");

    public static Error RepositoryNotFound(string fullName, GitHubCaller caller) => Error.Invalid(
        GitHubErrors.RepositoryNotFound,
        caller.IsPortal
            ? $"GitHub shows no repository {fullName} to the public. Check the spelling; when it is private, give a token with {Permissions}."
            : $"GitHub shows no repository {fullName} to this token. Check the spelling, and that the token covers this repository with {Permissions}.");

    public static Error ReferenceNotFound(string fullName, string reference) => Error.Invalid(
        GitHubErrors.ReferenceNotFound,
        $"{fullName} has no branch, tag or commit \"{(reference.Length > 100 ? reference[..100] + "…" : reference)}\". Push it, or choose another.");

    public static Error ObjectNotFound(string fullName) => Error.Invalid(
        GitHubErrors.ObjectNotFound,
        $"{fullName} no longer has what was asked for: a force push may have removed it. Look the commit up again.");

    public static Error Empty(string fullName) => Error.Invalid(GitHubErrors.EmptyRepository, $"{fullName} is empty. Push a first commit, then try again.");

    /// <summary>What a status means. <paramref name="notFound"/> is what a 404 or 422 means to this caller.</summary>
    public static Error Of(ApiException exception, string fullName, GitHubCaller caller, Func<Error> notFound) => exception.StatusCode switch
    {
        HttpStatusCode.Unauthorized => Error.Invalid(GitHubErrors.TokenRefused, caller switch
        {
            { IsPortal: false } => "GitHub refuses this token: it has expired, was revoked or was copied in part. Make a new one and give that.",
            { Token: null } => "GitHub wants a token for this. Give one with " + Permissions + ".",
            _ => "GitHub refuses the portal's own token: an operator must replace GitHub:Token.",
        }),
        HttpStatusCode.Forbidden => Forbidden(exception, fullName, caller),
        HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity or HttpStatusCode.Gone => notFound(),
        HttpStatusCode.Conflict => Empty(fullName),
        HttpStatusCode.UnavailableForLegalReasons => Error.Invalid(GitHubErrors.LegallyBlocked, $"GitHub has blocked {fullName} for legal reasons. Its owner can settle that with GitHub; then try again."),
        >= HttpStatusCode.InternalServerError => ServerError(exception.StatusCode),
        _ => Unavailable($"GitHub answered {(int)exception.StatusCode}, which was not expected. Try again in a minute; when it stays, check GitHub:ApiUrl."),
    };

    public static string Size(long bytes) => bytes >= 1024 * 1024 ? $"{bytes / 1024 / 1024} MiB" : bytes >= 1024 ? $"{bytes / 1024} KiB" : $"{bytes} bytes";

    private static Error Forbidden(ApiException exception, string fullName, GitHubCaller caller)
    {
        var wantsSignOn = exception.HttpResponse?.Headers.ContainsKey("X-GitHub-SSO") == true;
        return Error.Invalid(GitHubErrors.TokenLacksAccess, caller switch
        {
            { Token: null } => $"GitHub does not show {fullName} without a token. Give one with {Permissions}.",
            _ when wantsSignOn => $"The organization of {fullName} asks for single sign-on: authorize the token for it at GitHub (Settings, Tokens, Configure SSO), then try again.",
            { IsPortal: true } => $"The portal's own token may not read {fullName}. Give a token with {Permissions}.",
            _ => $"This token may not read {fullName}. Give it the permissions {Permissions}, or make a new one.",
        });
    }

    private static Error Unavailable(string message, TimeSpan? wait = null) => Error.Unavailable(GitHubErrors.Unavailable, message, wait ?? Soon);
}
