using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Snapshots;

/// <summary>
/// Manifest files by repository and commit, cached for <see cref="GitHubOptions.ManifestCacheMinutes"/>: a dry run that is
/// repeated, or a draft of a commit that was tried before, does not fetch the same file again. Ask only after GitHub
/// has shown this commit to the same token: what is cached goes to whoever asks.
/// </summary>
public sealed class ManifestCache(IGitHub gitHub, IOptions<GitHubOptions> options) : IDisposable
{
    /// <summary>256 of the largest manifests that are read.</summary>
    private const int CacheBytes = 16 * 1024 * 1024;

    // What a commit holds never changes, so each portal has its own and none needs to be evicted.
    private readonly MemoryCache _manifests = new(new MemoryCacheOptions { SizeLimit = CacheBytes });

    /// <param name="commit">The full SHA.</param>
    /// <param name="entry">The manifest in the commit's tree.</param>
    /// <returns>The file's bytes, or GitHub's refusal.</returns>
    public async Task<Result<byte[]>> GetAsync(ReadCommitRequest request, string commit, TreeEntry entry, long maxBytes, CancellationToken cancellationToken)
    {
        // GitHub's own number, because another repository can get the name.
        var key = (request.Repository.Id, commit);
        if (!request.Refresh && _manifests.TryGetValue(key, out byte[]? cached))
        {
            return cached!;
        }

        var fetched = await gitHub.GetBlobAsync(request.Repository, entry, maxBytes, request.Token, cancellationToken);
        if (fetched.TryGet(out var bytes, out _) && options.Value.ManifestCacheMinutes > 0)
        {
            var cachedFor = TimeSpan.FromMinutes(options.Value.ManifestCacheMinutes);
            _manifests.Set(key, bytes, new MemoryCacheEntryOptions { Size = bytes.Length + 1, AbsoluteExpirationRelativeToNow = cachedFor });
        }

        return fetched;
    }

    public void Dispose() => _manifests.Dispose();
}
