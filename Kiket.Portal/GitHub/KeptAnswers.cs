using Microsoft.Extensions.Caching.Memory;

namespace Kiket.Portal.GitHub;

/// <summary>
/// Answers that GitHub may confirm with 304 instead of sending them again, which costs no rate limit.
/// Kept per caller: what one token may see says nothing about another.
/// </summary>
internal sealed class KeptAnswers : IDisposable
{
    private const long MaxBytes = 64 * 1024 * 1024;
    private const int MaxAnswerBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = MaxBytes });

    public (string ETag, GitHubAnswer Answer)? Find(GitHubCaller caller, Uri address, string accept) =>
        _cache.TryGetValue((caller.Key, address, accept), out (string, GitHubAnswer) kept) ? kept : null;

    public void Keep(GitHubCaller caller, Uri address, string accept, GitHubAnswer answer)
    {
        if (answer.Headers.TryGetValue("ETag", out var tag) && answer.Body.Length <= MaxAnswerBytes)
        {
            using var entry = _cache.CreateEntry((caller.Key, address, accept));
            entry.Value = (tag, answer);
            entry.Size = answer.Body.Length + 1024;
            entry.SlidingExpiration = Kept;
        }
    }

    public void Dispose() => _cache.Dispose();
}
