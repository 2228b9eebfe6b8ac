using System.Collections.Concurrent;
using Kiket.Portal.Containers;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>
/// What containers last used of their memory. Some engines never say that a container was killed for its memory; one that was killed when it
/// had nearly all of it tells as much.
/// </summary>
public sealed class MemoryUse(IContainerEngine engine, IDbContextFactory<PortalDb> databases)
{
    /// <summary>Of its limit. A container that is killed above it ran out of memory.</summary>
    public const double NearlyAll = 0.9;

    private const int AtOnce = 4;

    private readonly ConcurrentDictionary<string, long> _bytes = new(StringComparer.Ordinal);

    /// <summary>Asks the engine about all that run.</summary>
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var running = (await db.Set<Generation>().AsNoTracking()
            .Where(generation => generation.StartedAt != null
                && (generation.State == GenerationState.Candidate || generation.State == GenerationState.Current))
            .ToListAsync(cancellationToken)).ConvertAll(generation => generation.ContainerName);
        await Parallel.ForEachAsync(
            running,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (name, stop) =>
            {
                // One that just ended keeps what it had last.
                if (await engine.MemoryAsync(name, stop) is { } bytes)
                {
                    _bytes[name] = bytes;
                }
            });
        foreach (var name in _bytes.Keys.Except(running, StringComparer.Ordinal))
        {
            _bytes.TryRemove(name, out _);
        }
    }

    /// <summary>Whether a container had at least 90 % of its memory when it was last asked, and forgets it: the next start begins anew.</summary>
    public bool TakeWasFull(Generation generation) =>
        _bytes.TryRemove(generation.ContainerName, out var bytes) && bytes >= NearlyAll * generation.MemoryMiB * 1024 * 1024;
}
