using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Snapshots;

/// <summary>
/// Manifest files by repository and commit, kept for <see cref="GitHubOptions.ManifestCacheMinutes"/>: a dry run that is
/// repeated, or a draft of a commit that was tried before, does not fetch the same file again. Ask only after GitHub
/// has shown this commit to the same token: what is kept is handed to whoever asks.
/// </summary>
public sealed class ManifestCache(HybridCache cache, IGitHub gitHub, IOptions<GitHubOptions> options)
{
    /// <summary>Looks without fetching: a refusal must not be kept, and what is fetched here can be one.</summary>
    private static readonly HybridCacheEntryOptions Look = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData };

    /// <param name="commit">The full SHA.</param>
    /// <param name="entry">The manifest in the commit's tree.</param>
    /// <returns>The file's bytes, or GitHub's refusal.</returns>
    public async Task<Result<byte[]>> GetAsync(ReadCommitRequest request, string commit, TreeEntry entry, long maxBytes, CancellationToken cancellationToken)
    {
        // GitHub's own number: a name can be given to another repository.
        var key = FormattableString.Invariant($"manifest:{request.Repository.Id}:{commit}");
        if (!request.Refresh && await cache.GetOrCreateAsync<byte[]?>(key, static _ => default, Look, cancellationToken: cancellationToken) is { } saved)
        {
            return saved;
        }

        var fetched = await gitHub.GetBlobAsync(request.Repository, entry, maxBytes, request.Token, cancellationToken);
        if (fetched.TryGet(out var bytes, out _) && options.Value.ManifestCacheMinutes > 0)
        {
            await cache.SetAsync(key, bytes, new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(options.Value.ManifestCacheMinutes) }, cancellationToken: cancellationToken);
        }

        return fetched;
    }
}
