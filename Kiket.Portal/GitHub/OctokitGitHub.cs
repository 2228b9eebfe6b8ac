using System.Globalization;
using System.Text.Json;
using Kiket.Portal.Foundation;
using Microsoft.Extensions.Options;
using Octokit;

namespace Kiket.Portal.GitHub;

/// <summary>GitHub's REST interface, through Octokit's connection and models.</summary>
internal sealed partial class OctokitGitHub(
    GitHubTransport transport,
    IOptions<GitHubOptions> options,
    ILogger<OctokitGitHub> logger) : IGitHub
{
    /// <summary>GitHub cuts a tree at 7 MB; other responses are far smaller.</summary>
    private const long MaxResponseBytes = 32 * 1024 * 1024;

    private const int PageSize = 100;
    private const int MaxRepositoryPages = 2;

    public async Task<Result<RepositoryInfo>> GetRepositoryAsync(RepositoryAddress address, GitHubToken? token, CancellationToken cancellationToken)
    {
        var caller = Caller(token);
        var result = await AskRepositoryAsync(address, caller, cancellationToken);
        return result.TryGet(out var response, out var error) ? Describe(response.Body) : error;
    }

    public async Task<Result<RepositoryInfo>> GetRepositoryAsync(long id, string fullName, GitHubToken? token, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"repositories/{id}");
        var result = await AskRepositoryAsync(path, fullName, Caller(token), cancellationToken);
        return result.TryGet(out var response, out var error) ? Describe(response.Body) : error;
    }

    public async Task<Result<CommitInfo>> GetCommitAsync(RepositoryInfo repository, string? reference, GitHubToken? token, CancellationToken cancellationToken)
    {
        var asked = reference?.Trim() is { Length: > 0 } given and not "HEAD" ? given : repository.DefaultBranch;
        if (!GitReference.IsPossible(asked))
        {
            return GitHubRefusals.ReferenceNotFound(repository.FullName, asked);
        }

        // A push says refs/heads/x; the address needs heads/x.
        var name = asked.StartsWith("refs/", StringComparison.Ordinal) ? asked[5..] : asked;
        // One file per page, because only the commit itself is needed, not its changes.
        var result = await AskAsync<GitHubCommit>(
            repository,
            $"commits/{GitReference.Escape(name)}?per_page=1",
            token,
            () => GitHubRefusals.ReferenceNotFound(repository.FullName, asked),
            cancellationToken);
        if (!result.TryGet(out var commit, out var error))
        {
            return error;
        }

        return string.IsNullOrEmpty(commit.Sha)
            ? GitHubRefusals.Unexpected()
            : new CommitInfo(
                commit.Sha,
                commit.Commit?.Message ?? "",
                commit.Commit?.Author?.Name ?? commit.Author?.Login ?? "",
                commit.Commit?.Committer?.Date ?? commit.Commit?.Author?.Date ?? DateTimeOffset.UnixEpoch);
    }

    public Task<Result<RepositoryTree>> GetTreeAsync(RepositoryInfo repository, string commit, GitHubToken? token, CancellationToken cancellationToken)
    {
        var walk = new TreeWalk((sha, isRecursive, stop) => AskAsync<TreeResponse>(
            repository,
            $"git/trees/{Uri.EscapeDataString(sha)}" + (isRecursive ? "?recursive=1" : ""),
            token,
            () => GitHubRefusals.ObjectNotFound(repository.FullName),
            stop));
        return walk.RunAsync(commit, cancellationToken);
    }

    public async Task<Result<byte[]>> GetBlobAsync(
        RepositoryInfo repository, TreeEntry entry, long maxBytes, GitHubToken? token, CancellationToken cancellationToken)
    {
        if (entry.Kind != TreeEntryKind.File)
        {
            return Error.Invalid(
                GitHubErrors.NotAFile, $"{entry.Path} is a {entry.Kind.ToString().ToLowerInvariant()}, not a file. Replace it with the file itself.");
        }

        var tooLarge = Error.TooLarge(
            GitHubErrors.TooLarge, $"{entry.Path} has {GitHubRefusals.Size(entry.Size)}; the limit is {GitHubRefusals.Size(maxBytes)}. Make it smaller.");
        if (entry.Size > maxBytes)
        {
            return tooLarge;
        }

        // Older GitHub Enterprise Servers return base64 in JSON, which needs a third more, plus line ends.
        var result = await AskAsync<byte[]>(
            repository,
            $"git/blobs/{Uri.EscapeDataString(entry.Sha)}",
            token,
            () => GitHubRefusals.ObjectNotFound(repository.FullName),
            cancellationToken,
            (maxBytes * 3 / 2) + 4096);
        if (!result.TryGet(out var bytes, out var error))
        {
            return error.Code == GitHubErrors.TooLarge ? tooLarge : error;
        }

        return bytes.LongLength > maxBytes ? tooLarge : bytes;
    }

    public async Task<Result<IReadOnlyList<ReferenceInfo>>> GetReferencesAsync(
        RepositoryInfo repository, GitHubToken? token, CancellationToken cancellationToken)
    {
        Error NotFound() => GitHubRefusals.RepositoryNotFound(repository.FullName, Caller(token));
        var asked = AskAsync<List<Branch>>(repository, $"branches?per_page={PageSize}", token, NotFound, cancellationToken);
        var askedTags = AskAsync<List<RepositoryTag>>(repository, $"tags?per_page={PageSize}", token, NotFound, cancellationToken);
        var result = await asked;
        var tagResponse = await askedTags;
        if (!result.TryGet(out var branches, out var error) || !tagResponse.TryGet(out var tags, out error))
        {
            return error;
        }

        var references = branches.Where(branch => branch.Commit is not null)
            .Select(branch => new ReferenceInfo(branch.Name, ReferenceKind.Branch, branch.Commit.Sha, branch.Name == repository.DefaultBranch))
            .Concat(tags.Where(tag => tag.Commit is not null).Select(tag => new ReferenceInfo(tag.Name, ReferenceKind.Tag, tag.Commit.Sha, IsDefault: false)))
            .OrderByDescending(reference => reference.IsDefault)
            .ToList();
        if (references.Count > 0 && !references[0].IsDefault)
        {
            // There are more than a hundred branches, and the default one isn't among the first.
            var head = await GetCommitAsync(repository, repository.DefaultBranch, token, cancellationToken);
            if (head.Succeeded)
            {
                references.Insert(0, new ReferenceInfo(repository.DefaultBranch, ReferenceKind.Branch, head.Value.Sha, IsDefault: true));
            }
        }

        return references;
    }

    public async Task<Result<IReadOnlyList<RepositoryInfo>>> GetRepositoriesAsync(GitHubToken token, CancellationToken cancellationToken)
    {
        var caller = Caller(token);
        var found = new List<RepositoryInfo>();
        for (var page = 1; page <= MaxRepositoryPages; page++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"user/repos?sort=pushed&direction=desc&per_page={PageSize}&page={page}");
            var result = await AskAsync<List<Repository>>(path, "its repositories", caller, GitHubRefusals.Unexpected, cancellationToken);
            if (!result.TryGet(out var response, out var error))
            {
                return error;
            }

            found.AddRange(response.Body.Select(Describe).Where(each => each.Succeeded).Select(each => each.Value));
            if (response.Body.Count < PageSize)
            {
                break;
            }
        }

        return found;
    }

    public async Task<Result<TokenInfo>> TestTokenAsync(RepositoryAddress address, GitHubToken token, CancellationToken cancellationToken)
    {
        var result = await AskRepositoryAsync(address, Caller(token), cancellationToken);
        if (!result.TryGet(out var response, out var error) || !Describe(response.Body).TryGet(out var repository, out error))
        {
            return error;
        }

        // Metadata access alone shows the repository. Only reading its contents shows whether the token may read those too.
        var read = await GetCommitAsync(repository, null, token, cancellationToken);
        if (!read.Succeeded && read.Error.Code is not (GitHubErrors.TokenLacksAccess or GitHubErrors.EmptyRepository or GitHubErrors.ReferenceNotFound))
        {
            return read.Error;
        }

        var canRead = read.Succeeded || read.Error.Code == GitHubErrors.EmptyRepository;
        var headers = response.Http.Headers;
        var scopes = headers.TryGetValue("X-OAuth-Scopes", out var listed)
            ? listed.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : null;
        var expires = headers.TryGetValue("GitHub-Authentication-Token-Expiration", out var time) ? Expiry(time) : null;
        return new TokenInfo(repository, canRead, repository.CanPush, scopes, expires);
    }

    private Task<Result<Received<Repository>>> AskRepositoryAsync(RepositoryAddress address, GitHubCaller caller, CancellationToken cancellationToken) =>
        AskRepositoryAsync(
            $"repos/{Uri.EscapeDataString(address.Owner)}/{Uri.EscapeDataString(address.Name)}", address.FullName, caller, cancellationToken);

    private async Task<Result<Received<Repository>>> AskRepositoryAsync(
        string path, string fullName, GitHubCaller caller, CancellationToken cancellationToken)
    {
        Error NotFound() => GitHubRefusals.RepositoryNotFound(fullName, caller);
        var result = await AskAsync<Repository>(path, fullName, caller, NotFound, cancellationToken);
        if (!result.TryGet(out var response, out var error))
        {
            return error;
        }

        // The portal's own token is for the rate limit of public repositories. It must not give everyone access to private ones.
        if (caller.IsPortal && response.Body.Private)
        {
            return NotFound();
        }

        if (response.Body.FullName is { Length: > 0 } now && !string.Equals(now, fullName, StringComparison.OrdinalIgnoreCase))
        {
            LogRenamed(logger, fullName, now);
        }

        return result;
    }

    private async Task<Result<T>> AskAsync<T>(
        RepositoryInfo repository, string path, GitHubToken? token, Func<Error> notFound, CancellationToken cancellationToken, long maxBytes = MaxResponseBytes)
        where T : class
    {
        var caller = Caller(token);
        if (repository.IsPrivate && caller.IsPortal)
        {
            return GitHubRefusals.RepositoryNotFound(repository.FullName, caller);
        }

        var below = $"repos/{Uri.EscapeDataString(repository.Owner)}/{Uri.EscapeDataString(repository.Name)}/{path}";
        var result = await AskAsync<T>(below, repository.FullName, caller, notFound, cancellationToken, maxBytes);
        if (!result.TryGet(out var response, out var error))
        {
            return error;
        }

        return response.Body is byte[] bytes && response.Http.ContentType == "application/json" ? (T)(object)FromBase64(bytes) : response.Body;
    }

    private async Task<Result<Received<T>>> AskAsync<T>(
        string path, string fullName, GitHubCaller caller, Func<Error> notFound, CancellationToken cancellationToken, long maxBytes = MaxResponseBytes)
        where T : class
    {
        try
        {
            var connection = transport.Connect(caller, maxBytes);
            var accept = typeof(T) == typeof(byte[]) ? GitHubTransport.Raw : "application/vnd.github+json";
            var response = await connection.Get<T>(
                new Uri(path, UriKind.Relative), new Dictionary<string, string>(StringComparer.Ordinal), accept, cancellationToken);
            return response.Body is null ? GitHubRefusals.Unexpected() : new Received<T>(response.Body, response.HttpResponse);
        }
        catch (GitHubRefusedException refused)
        {
            return refused.Error;
        }
        catch (ApiException exception)
        {
            return GitHubRefusals.Of(exception, fullName, caller, notFound);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Valid JSON of another shape (a list for an object, text for a number) fails inside Octokit in many ways.
            LogUnexpected(logger, path, exception.GetType().Name);
            return GitHubRefusals.Unexpected();
        }
    }

    private GitHubCaller Caller(GitHubToken? token) => GitHubCaller.Of(token, options.Value, GitHubLane.Current);

    private static Result<RepositoryInfo> Describe(Repository repository) =>
        repository.Id <= 0 || string.IsNullOrEmpty(repository.Owner?.Login) || string.IsNullOrEmpty(repository.Name)
            ? GitHubRefusals.Unexpected()
            : new RepositoryInfo(
                repository.Id,
                repository.Owner.Login,
                repository.Name,
                string.IsNullOrEmpty(repository.DefaultBranch) ? "main" : repository.DefaultBranch,
                repository.Private,
                repository.Archived,
                repository.Permissions?.Push == true,
                repository.Description,
                repository.PushedAt);

    private static byte[] FromBase64(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("encoding", out var encoding) && encoding.ValueEquals("base64")
                && root.TryGetProperty("content", out var content) && content.GetString() is { } text)
            {
                return Convert.FromBase64String(text);
            }
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            // A JSON file returned raw with its own type: the bytes are the file.
        }

        return json;
    }

    // "2026-12-31 23:59:59 UTC", or with an offset such as "-0700".
    private static DateTimeOffset? Expiry(string text) =>
        DateTimeOffset.TryParse(
            text.Replace("UTC", "+00:00", StringComparison.Ordinal), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private sealed record Received<T>(T Body, IResponse Http);

    [LoggerMessage(Level = LogLevel.Information, Message = "Repository {Asked} has moved to {Current}")]
    private static partial void LogRenamed(ILogger logger, string asked, string current);

    [LoggerMessage(Level = LogLevel.Warning, Message = "GitHub's response for {Path} could not be read: {Failure}")]
    private static partial void LogUnexpected(ILogger logger, string path, string failure);
}
