using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Snapshots;

/// <summary>
/// Manifest files by repository and commit, cached for <see cref="GitHubOptions.ManifestCacheMinutes"/>: repeating a dry
/// run, or starting a draft from a commit that was tried before, doesn't fetch the same file again. Only use it after
/// GitHub has shown this commit to the same token, because cached files are returned to every caller.
/// </summary>
public sealed class ManifestCache(HybridCache cache, IGitHub gitHub, IOptions<GitHubOptions> options)
{
    /// <summary>Reads the cache without a fetch callback, because the fetch can return a refusal, which must not be cached.</summary>
    private static readonly HybridCacheEntryOptions Look = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData };

    /// <param name="commit">The full SHA.</param>
    /// <param name="entry">The manifest in the commit's tree.</param>
    /// <returns>The file's bytes, or GitHub's refusal.</returns>
    public async Task<Result<byte[]>> GetAsync(ReadCommitRequest request, string commit, TreeEntry entry, long maxBytes, CancellationToken cancellationToken)
    {
        // GitHub's own number, because another repository can get the name.
        var key = FormattableString.Invariant($"manifest:{request.Repository.Id}:{commit}");
        if (!request.Refresh && await cache.GetOrCreateAsync<byte[]?>(key, static _ => default, Look, cancellationToken: cancellationToken) is { } saved)
        {
            return saved;
        }

        var fetched = await gitHub.GetBlobAsync(request.Repository, entry, maxBytes, request.Token, cancellationToken);
        if (fetched.TryGet(out var bytes, out _) && options.Value.ManifestCacheMinutes > 0)
        {
            var entryOptions = new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(options.Value.ManifestCacheMinutes) };
            await cache.SetAsync(key, bytes, entryOptions, cancellationToken: cancellationToken);
        }

        return fetched;
    }
}
