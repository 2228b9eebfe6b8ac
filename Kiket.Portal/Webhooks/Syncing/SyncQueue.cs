using Kiket.Portal.Data;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Webhooks.Syncing;

/// <summary>The repositories whose head is to be read: after a push, on demand, and once a day.</summary>
public sealed class SyncQueue(IDbContextFactory<PortalDb> databases, WorkOnSync work, TimeProvider clock) : IWorkQueue
{
    public const string QueueName = "syncs";

    public string Name => QueueName;

    /// <summary>Their calls share GitHub's background lane, in which four run at a time.</summary>
    public int Workers => 2;

    public async Task<bool> RunNextAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // What somebody asked for first. Idle and dead ones are due once a day.
        var due = await db.Set<RepositorySync>().AsNoTracking()
            .Where(sync => (sync.State != RepositorySyncState.Running && sync.DueAt <= now)
                || (sync.State == RepositorySyncState.Running && sync.LeaseUntil < now))
            .OrderBy(sync => sync.State == RepositorySyncState.Idle || sync.State == RepositorySyncState.Dead ? 1 : 0)
            .ThenBy(sync => sync.DueAt)
            .Select(sync => sync.RepositoryId)
            .Take(8)
            .ToListAsync(cancellationToken);
        foreach (var repository in due)
        {
            if (await work.TryAsync(repository, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// At startup. SQLite has one portal, so every run that is marked as running was left by the previous process. With several
    /// portals only an expired lease shows that, and <see cref="RunNextAsync"/> takes those anyway.
    /// </summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!db.Database.IsSqlite())
        {
            return;
        }

        foreach (var sync in await db.Set<RepositorySync>().Where(sync => sync.State == RepositorySyncState.Running).ToListAsync(cancellationToken))
        {
            sync.Resume(clock.GetUtcNow());
        }

        await db.SaveChangesAsync(cancellationToken);
    }
}
