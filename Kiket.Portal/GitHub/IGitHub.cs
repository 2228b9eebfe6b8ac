using Kiket.Portal.Foundation;

namespace Kiket.Portal.GitHub;

/// <summary>
/// What the portal asks of GitHub. Every failure is a refusal with its own code and message
/// (<see cref="GitHubErrors"/>); nothing here throws, except on cancellation.
/// The token is an argument of each call, never state: null means the portal's own token, if any.
/// </summary>
public interface IGitHub
{
    /// <summary>The repository behind an address, following a rename to its current address.</summary>
    Task<Result<RepositoryInfo>> GetRepositoryAsync(RepositoryAddress address, GitHubToken? token, CancellationToken cancellationToken);

    /// <summary>The repository with GitHub's number, whatever its name is now.</summary>
    /// <param name="id">GitHub's number.</param>
    /// <param name="fullName">Its last known name, for the sentence of a refusal.</param>
    Task<Result<RepositoryInfo>> GetRepositoryAsync(long id, string fullName, GitHubToken? token, CancellationToken cancellationToken);

    /// <summary>The commit at a branch, tag (also annotated) or SHA; null means the default branch.</summary>
    Task<Result<CommitInfo>> GetCommitAsync(RepositoryInfo repository, string? reference, GitHubToken? token, CancellationToken cancellationToken);

    /// <summary>Every entry below a commit. Truncated responses are read by sub-tree, up to a limit.</summary>
    Task<Result<RepositoryTree>> GetTreeAsync(RepositoryInfo repository, string commit, GitHubToken? token, CancellationToken cancellationToken);

    /// <summary>The bytes of one blob; refused by size before the download when above <paramref name="maxBytes"/>.</summary>
    Task<Result<byte[]>> GetBlobAsync(RepositoryInfo repository, TreeEntry entry, long maxBytes, GitHubToken? token, CancellationToken cancellationToken);

    /// <summary>Branches and tags to choose from, the default branch first; at most 100 of each.</summary>
    Task<Result<IReadOnlyList<ReferenceInfo>>> GetReferencesAsync(RepositoryInfo repository, GitHubToken? token, CancellationToken cancellationToken);

    /// <summary>The repositories that a token can see, newest push first; at most 200.</summary>
    Task<Result<IReadOnlyList<RepositoryInfo>>> GetRepositoriesAsync(GitHubToken token, CancellationToken cancellationToken);

    /// <summary>What a token may do with a repository, its scopes and its expiry as far as GitHub reports them.</summary>
    Task<Result<TokenInfo>> TestTokenAsync(RepositoryAddress address, GitHubToken token, CancellationToken cancellationToken);
}

/// <summary>A repository as GitHub knows it. Identity is <see cref="Id"/>; owner and name can change.</summary>
public sealed record RepositoryInfo(
    long Id,
    string Owner,
    string Name,
    string DefaultBranch,
    bool IsPrivate,
    bool IsArchived,
    bool CanPush,
    string? Description,
    DateTimeOffset? PushedAt)
{
    public string FullName => $"{Owner}/{Name}";
}

public sealed record CommitInfo(string Sha, string Message, string AuthorName, DateTimeOffset CommittedAt)
{
    /// <summary>The first seven characters, as GitHub shows it.</summary>
    public string ShortSha => Sha.Length > 7 ? Sha[..7] : Sha;
}

public enum TreeEntryKind
{
    File,
    Directory,
    Symlink,
    Submodule,
}

/// <summary>One entry of a tree; <see cref="Size"/> in bytes for files, 0 otherwise.</summary>
public sealed record TreeEntry(string Path, TreeEntryKind Kind, string Sha, long Size)
{
    /// <summary>Git remembers of a file's rights only this.</summary>
    public bool IsExecutable { get; init; }
}

/// <param name="IsComplete">False when GitHub truncated the tree and the rest could not be read within the limits.</param>
public sealed record RepositoryTree(string Commit, IReadOnlyList<TreeEntry> Entries, bool IsComplete);

public enum ReferenceKind
{
    Branch,
    Tag,
}

public sealed record ReferenceInfo(string Name, ReferenceKind Kind, string Sha, bool IsDefault);

/// <param name="Scopes">Classic token scopes; null when GitHub doesn't report them, as for fine-grained tokens.</param>
/// <param name="ExpiresAt">Null when GitHub doesn't report it or the token doesn't expire.</param>
public sealed record TokenInfo(RepositoryInfo Repository, bool CanRead, bool CanPush, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt);
