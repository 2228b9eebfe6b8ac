using Kiket.Portal.Extensions;
using Microsoft.Extensions.Caching.Memory;

namespace Kiket.Portal.Webhooks;

/// <summary>
/// Repositories that signed a delivery within the last second, by GitHub's number, so that a storm doesn't read each of them for
/// every delivery. They only say yes: whatever doesn't fit what is known here is compared with the database.
/// </summary>
public sealed class KnownRepositories(TimeProvider clock) : IDisposable
{
    private const int MostKnown = 10_000;

    /// <summary>As long as another node may take to see a change.</summary>
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(1);

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MostKnown });

    /// <returns>Empty when they aren't known, or no longer.</returns>
    public IReadOnlyList<ExtensionRepository> Find(long number) =>
        _known.TryGetValue(number, out Entry? entry) && clock.GetUtcNow() - entry!.ReadAt < KnownFor ? entry.Repositories : [];

    public void Remember(long number, IReadOnlyList<ExtensionRepository> repositories) => _known.Set(
        number, new Entry(repositories, clock.GetUtcNow()), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = KnownFor });

    /// <summary>Its secret has changed here.</summary>
    public void Forget(long number) => _known.Remove(number);

    public void Dispose() => _known.Dispose();

    private sealed record Entry(IReadOnlyList<ExtensionRepository> Repositories, DateTimeOffset ReadAt);
}
