using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>
/// GitHub at the portal's edge: repositories with branches, tags, commits and files, private ones behind tokens.
/// Answers as the real client does, and fails on demand.
/// </summary>
public sealed class RepositoriesInMemory : IGitHub
{
    private readonly ConcurrentDictionary<string, Repository> _repositories = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, byte[]> _blobs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _tokens = new(StringComparer.Ordinal);
    private long _nextId = 1000;
    private int _calls;

    /// <summary>While set, every call is refused with it.</summary>
    public Error? Failing { get; set; }

    /// <summary>Refusals of single files, by path.</summary>
    public ConcurrentDictionary<string, Error> FailingFiles { get; } = new(StringComparer.Ordinal);

    /// <summary>How often GitHub was asked for anything.</summary>
    public int Calls => _calls;

    /// <summary>A repository without commits. With <paramref name="tokens"/> it is private and only they see it.</summary>
    public void Create(string fullName, params string[] tokens)
    {
        foreach (var token in tokens)
        {
            Know(token);
        }

        var parts = fullName.Split('/');
        _repositories[fullName] = new Repository(Interlocked.Increment(ref _nextId), parts[0], parts[1], tokens);
    }

    /// <summary>A token that GitHub accepts; all others are refused with 401.</summary>
    public void Know(string token) => _tokens.TryAdd(token, 0);

    public void Forget(string token) => _tokens.TryRemove(token, out _);

    /// <summary>Tokens that may push, which proves control of the repository.</summary>
    public void LetPush(string fullName, string token) => _repositories[fullName].Pushers.TryAdd(token, 0);

    /// <summary>Pushes files as a new commit, making a public repository when there is none; its SHA.</summary>
    public string Push(string fullName, SampleRepository files, string branch = "main", string message = "Say more")
    {
        if (!_repositories.ContainsKey(fullName))
        {
            Create(fullName);
        }

        var repository = _repositories[fullName];
        var entries = files.Files.Select(file => Store(file.Key, file.Value)).ToList();
        var sha = Sha(Encoding.UTF8.GetBytes(fullName + message + string.Concat(entries.Select(entry => entry.Path + entry.Sha))));
        repository.Commits[sha] = new Commit(new CommitInfo(sha, message, "Ada", new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero)), entries);
        repository.References[branch] = sha;
        return sha;
    }

    /// <summary>Adds a submodule to a commit, which has a path and no file.</summary>
    public void AddSubmodule(string fullName, string commit, string path)
    {
        var found = _repositories[fullName].Commits[commit];
        var entry = new TreeEntry(path, TreeEntryKind.Submodule, new string('a', 40), 0);
        _repositories[fullName].Commits[commit] = found with { Entries = [.. found.Entries, entry] };
    }

    /// <summary>Moves or makes a tag.</summary>
    public void Tag(string fullName, string tag, string sha) => _repositories[fullName].References[tag] = sha;

    public void DeleteReference(string fullName, string reference) => _repositories[fullName].References.TryRemove(reference, out _);

    public void Delete(string fullName) => _repositories.TryRemove(fullName, out _);

    /// <summary>Makes the repository read-only, or ends that.</summary>
    public void Archive(string fullName, bool isArchived = true) => _repositories[fullName].IsArchived = isArchived;

    /// <summary>Hides the repository from everybody but these tokens; without any, it is public again.</summary>
    public void ShowOnlyTo(string fullName, params string[] tokens)
    {
        foreach (var token in tokens)
        {
            Know(token);
        }

        _repositories[fullName].Tokens = tokens;
    }

    /// <summary>What GitHub says in the signed body of a push.</summary>
    public long IdOf(string fullName) => _repositories[fullName].Info(null).Id;

    /// <summary>Gives the repository another address; the old one still leads to it.</summary>
    public void Rename(string fullName, string newFullName)
    {
        var parts = newFullName.Split('/');
        var repository = _repositories[fullName];
        (repository.Owner, repository.Name) = (parts[0], parts[1]);
        _repositories[newFullName] = repository;
    }

    public Task<Result<RepositoryInfo>> GetRepositoryAsync(RepositoryAddress address, GitHubToken? token, CancellationToken cancellationToken) =>
        Ask<RepositoryInfo>(address.FullName, token, repository => repository.Info(token));

    public Task<Result<RepositoryInfo>> GetRepositoryAsync(long id, string fullName, GitHubToken? token, CancellationToken cancellationToken) =>
        Ask<RepositoryInfo>(
            _repositories.Values.FirstOrDefault(repository => repository.Info(token).Id == id) is { } found ? $"{found.Owner}/{found.Name}" : "",
            token,
            repository => repository.Info(token));

    public Task<Result<CommitInfo>> GetCommitAsync(RepositoryInfo repository, string? reference, GitHubToken? token, CancellationToken cancellationToken) =>
        Ask<CommitInfo>(repository.FullName, token, found => found.Commits.IsEmpty
            ? Error.Invalid(GitHubErrors.EmptyRepository, $"{repository.FullName} is empty. Push a first commit, then try again.")
            : found.At(reference) is { } commit
                ? commit.Info
                : Error.Invalid(
                    GitHubErrors.ReferenceNotFound,
                    $"{repository.FullName} has no branch, tag or commit \"{reference}\". Push it, or choose another."));

    public Task<Result<RepositoryTree>> GetTreeAsync(RepositoryInfo repository, string commit, GitHubToken? token, CancellationToken cancellationToken) =>
        Ask<RepositoryTree>(repository.FullName, token, found => new RepositoryTree(commit, found.Commits[commit].Entries, IsComplete: !found.IsTruncated));

    public Task<Result<byte[]>> GetBlobAsync(
        RepositoryInfo repository, TreeEntry entry, long maxBytes, GitHubToken? token, CancellationToken cancellationToken) =>
        Ask<byte[]>(repository.FullName, token, _ => FailingFiles.TryGetValue(entry.Path, out var failing) ? failing : entry.Size > maxBytes
            ? Error.Invalid(GitHubErrors.TooLarge, $"{entry.Path} has {entry.Size} bytes; {maxBytes} are allowed. Make it smaller.")
            : _blobs[entry.Sha]);

    public Task<Result<IReadOnlyList<ReferenceInfo>>> GetReferencesAsync(RepositoryInfo repository, GitHubToken? token, CancellationToken cancellationToken) =>
        Ask(repository.FullName, token, found => Listed<ReferenceInfo>(
            [.. found.References.Select(pair => new ReferenceInfo(pair.Key, ReferenceKind.Branch, pair.Value, pair.Key == "main"))]));

    public Task<Result<IReadOnlyList<RepositoryInfo>>> GetRepositoriesAsync(GitHubToken token, CancellationToken cancellationToken) =>
        Task.FromResult(Listed<RepositoryInfo>(
            [.. _repositories.Values.Where(repository => repository.ShowsItselfTo(token)).Select(repository => repository.Info(token))]));

    public Task<Result<TokenInfo>> TestTokenAsync(RepositoryAddress address, GitHubToken token, CancellationToken cancellationToken) =>
        Ask<TokenInfo>(address.FullName, token, repository => new TokenInfo(repository.Info(token), true, repository.Info(token).CanPush, null, null));

    /// <summary>GitHub lists only a part of this repository's files from now on.</summary>
    public void Truncate(string fullName) => _repositories[fullName].IsTruncated = true;

    private static Result<IReadOnlyList<T>> Listed<T>(List<T> items) => items;

    private Task<Result<T>> Ask<T>(string fullName, GitHubToken? token, Func<Repository, Result<T>> response)
    {
        Interlocked.Increment(ref _calls);
        if (Failing is { } failing)
        {
            return Task.FromResult<Result<T>>(failing);
        }

        if (token is not null && !_tokens.ContainsKey(token.Reveal()))
        {
            return Task.FromResult<Result<T>>(Error.Invalid(GitHubErrors.TokenRefused, "GitHub rejects this token. Create a new token and enter it here."));
        }

        return Task.FromResult(_repositories.TryGetValue(fullName, out var repository) && repository.ShowsItselfTo(token)
            ? response(repository)
            : Error.Invalid(GitHubErrors.RepositoryNotFound, $"GitHub shows no repository {fullName}. Check the spelling, or give a token."));
    }

    private TreeEntry Store(string path, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var sha = Sha(bytes);
        _blobs[sha] = bytes;
        return new TreeEntry(path, TreeEntryKind.File, sha, bytes.Length);
    }

    private static string Sha(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..40];

    private sealed record Commit(CommitInfo Info, IReadOnlyList<TreeEntry> Entries);

    private sealed class Repository(long id, string owner, string name, string[] tokens)
    {
        public string[] Tokens { get; set; } = tokens;

        public string Owner { get; set; } = owner;

        public string Name { get; set; } = name;

        public bool IsTruncated { get; set; }

        public bool IsArchived { get; set; }

        public DateTimeOffset? PushedAt { get; set; }

        public ConcurrentDictionary<string, Commit> Commits { get; } = new(StringComparer.Ordinal);

        public ConcurrentDictionary<string, string> References { get; } = new(StringComparer.Ordinal);

        public ConcurrentDictionary<string, byte> Pushers { get; } = new(StringComparer.Ordinal);

        public bool ShowsItselfTo(GitHubToken? token) => Tokens.Length == 0 || (token is not null && Tokens.Contains(token.Reveal()));

        public RepositoryInfo Info(GitHubToken? token) => new(
            id, Owner, Name, "main", Tokens.Length > 0, IsArchived, token is not null && Pushers.ContainsKey(token.Reveal()), "Alerts", PushedAt);

        public Commit? At(string? reference) => References.TryGetValue(reference ?? "main", out var sha)
            ? Commits[sha]
            : reference is { Length: >= 7 }
                ? Commits.Values.FirstOrDefault(commit => commit.Info.Sha.StartsWith(reference, StringComparison.OrdinalIgnoreCase))
                : null;
    }
}
