namespace Kiket.Portal.GitHub;

/// <summary>The codes of GitHub refusals, for callers that treat them differently.</summary>
public static class GitHubErrors
{
    public const string InvalidAddress = "repository_url_invalid";
    public const string RepositoryNotFound = "repository_not_found";
    public const string ReferenceNotFound = "ref_not_found";
    public const string ObjectNotFound = "github_object_not_found";
    public const string NotAFile = "not_a_file";
    public const string TokenRefused = "github_token_refused";
    public const string TokenLacksAccess = "github_token_lacks_access";

    /// <summary>It may read, and not do what was asked.</summary>
    public const string TokenLacksWrite = "github_token_lacks_write";

    /// <summary>GitHub understood what it should write, and refuses it.</summary>
    public const string NotAccepted = "github_not_accepted";
    public const string RateLimited = "github_rate_limited";
    public const string Unavailable = "github_unavailable";
    public const string TooLarge = "file_too_large";
    public const string LegallyBlocked = "repository_blocked";
    public const string EmptyRepository = "repository_empty";
}
