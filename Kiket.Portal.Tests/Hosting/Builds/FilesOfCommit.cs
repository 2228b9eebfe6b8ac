using System.Text;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;

namespace Kiket.Portal.Tests.Hosting.Builds;

/// <summary>One commit with files of any kind, as far as a build reads it.</summary>
internal sealed class FilesOfCommit : IGitHub
{
    public static readonly RepositoryInfo Repository = new(1, "acme", "alerts", "main", false, false, false, null, null);

    private readonly List<TreeEntry> _entries = [];
    private readonly Dictionary<string, byte[]> _blobs = new(StringComparer.Ordinal);

    public bool IsComplete { get; set; } = true;

    public Error? Failing { get; set; }

    public FilesOfCommit Add(string path, string text, TreeEntryKind kind = TreeEntryKind.File) => Add(path, Encoding.UTF8.GetBytes(text), kind);

    public FilesOfCommit Add(string path, byte[] bytes, TreeEntryKind kind = TreeEntryKind.File, bool isExecutable = false, long? size = null)
    {
        _entries.Add(new TreeEntry(path, kind, path, size ?? (kind == TreeEntryKind.File ? bytes.Length : 0)) { IsExecutable = isExecutable });
        _blobs[path] = bytes;
        return this;
    }

    public Task<Result<RepositoryTree>> GetTreeAsync(RepositoryInfo repository, string commit, GitHubToken? token, CancellationToken cancellationToken) =>
        Task.FromResult(Failing is { } error ? (Result<RepositoryTree>)error : new RepositoryTree(commit, _entries, IsComplete));

    public Task<Result<byte[]>> GetBlobAsync(
        RepositoryInfo repository, TreeEntry entry, long maxBytes, GitHubToken? token, CancellationToken cancellationToken) =>
        Task.FromResult<Result<byte[]>>(_blobs[entry.Sha]);

    public Task<Result<RepositoryInfo>> GetRepositoryAsync(RepositoryAddress address, GitHubToken? token, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Result<RepositoryInfo>> GetRepositoryAsync(long id, string fullName, GitHubToken? token, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Result<CommitInfo>> GetCommitAsync(RepositoryInfo repository, string? reference, GitHubToken? token, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Result<IReadOnlyList<ReferenceInfo>>> GetReferencesAsync(RepositoryInfo repository, GitHubToken? token, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Result<IReadOnlyList<RepositoryInfo>>> GetRepositoriesAsync(GitHubToken token, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Result<TokenInfo>> TestTokenAsync(RepositoryAddress address, GitHubToken token, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
