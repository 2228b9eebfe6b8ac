using Microsoft.Extensions.Caching.Memory;

namespace Kiket.Portal.GitHub;

/// <summary>
/// Responses that GitHub can confirm with 304 instead of sending them again, which doesn't count against the rate limit.
/// Cached per caller, because one token's access says nothing about another's.
/// </summary>
internal sealed class ResponseCache : IDisposable
{
    private const long MaxBytes = 64 * 1024 * 1024;
    private const int MaxResponseBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = MaxBytes });

    public (string ETag, GitHubResponse Response)? Find(GitHubCaller caller, Uri address, string accept) =>
        _cache.TryGetValue((caller.Key, address, accept), out (string, GitHubResponse) cached) ? cached : null;

    public void Store(GitHubCaller caller, Uri address, string accept, GitHubResponse response)
    {
        if (response.Headers.TryGetValue("ETag", out var tag) && response.Body.Length <= MaxResponseBytes)
        {
            using var entry = _cache.CreateEntry((caller.Key, address, accept));
            entry.Value = (tag, response);
            entry.Size = response.Body.Length + 1024;
            entry.SlidingExpiration = Lifetime;
        }
    }

    public void Dispose() => _cache.Dispose();
}
