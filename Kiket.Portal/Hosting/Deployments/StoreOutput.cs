using System.Text;
using Kiket.Portal.Containers;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>Stores what containers print, for their customers.</summary>
public sealed class StoreOutput(IContainerEngine engine, IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>Of one container in one go: one that prints without end must not keep the others waiting.</summary>
    private const int MostLines = 20_000;

    private const int Batch = 1000;
    private const int TailLines = 40;

    /// <summary>Stores what is new. Doing it twice stores nothing twice.</summary>
    public async Task RunAsync(Generation generation, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var stored = await db.Set<OutputLine>()
            .Where(line => line.InstallationId == generation.InstallationId && line.Generation == generation.Number)
            .MaxAsync(line => (DateTimeOffset?)line.At, cancellationToken);
        var (last, count, fresh) = (stored ?? DateTimeOffset.UnixEpoch, 0, false);
        try
        {
            await foreach (var line in engine.OutputAsync(generation.ContainerName, last, cancellationToken))
            {
                // The rest of a split line has no time of its own.
                var at = line.At == default ? last : line.At;
                fresh = line.At == default ? fresh : stored is null || at > stored;
                if (!fresh)
                {
                    continue;
                }

                db.Add(OutputLine.Of(generation, line, at));
                last = at;
                if (++count % Batch == 0)
                {
                    await db.SaveChangesAsync(cancellationToken);
                    db.ChangeTracker.Clear();
                }

                if (count >= MostLines)
                {
                    break;
                }
            }
        }
        catch (EngineException)
        {
            // Its container is gone, and so is what it printed since.
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The end of what a generation printed.</summary>
    public async Task<string> TailAsync(Generation generation, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var lines = await db.Set<OutputLine>()
            .Where(line => line.InstallationId == generation.InstallationId && line.Generation == generation.Number)
            .OrderByDescending(line => line.Id)
            .Take(TailLines)
            .Select(line => line.Text)
            .ToListAsync(cancellationToken);
        return lines.AsEnumerable().Reverse().Aggregate(new StringBuilder(), (text, line) => text.AppendLine(line)).ToString();
    }

    /// <summary>Deletes what is too old or too much.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var before = clock.GetUtcNow() - OutputLine.StoredFor;
        await db.Set<OutputLine>().Where(line => line.At < before).ExecuteDeleteAsync(cancellationToken);
        var large = await db.Set<OutputLine>()
            .GroupBy(line => line.InstallationId)
            .Select(lines => new { InstallationId = lines.Key, Size = lines.Sum(line => (long)line.Text.Length) })
            .Where(lines => lines.Size > OutputLine.MostStored)
            .ToListAsync(cancellationToken);
        foreach (var (id, size) in large.Select(lines => (lines.InstallationId, lines.Size)))
        {
            await ShrinkAsync(db, id, size - OutputLine.MostStored, cancellationToken);
        }
    }

    private static async Task ShrinkAsync(PortalDb db, Guid installationId, long excess, CancellationToken cancellationToken)
    {
        var last = 0L;
        await foreach (var line in db.Set<OutputLine>()
            .Where(line => line.InstallationId == installationId)
            .OrderBy(line => line.Id)
            .Select(line => new { line.Id, line.Text.Length })
            .AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            (last, excess) = (line.Id, excess - line.Length);
            if (excess <= 0)
            {
                break;
            }
        }

        await db.Set<OutputLine>().Where(line => line.InstallationId == installationId && line.Id <= last).ExecuteDeleteAsync(cancellationToken);
    }
}
