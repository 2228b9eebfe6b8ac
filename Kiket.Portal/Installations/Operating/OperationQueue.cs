using Kiket.Portal.Data;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>The operations that wait for a worker, longest due first.</summary>
public sealed class OperationQueue(IDbContextFactory<PortalDb> databases, WorkOnOperation work, TimeProvider clock) : IWorkQueue
{
    public string Name => StartOperation.QueueName;

    /// <summary>A worker waits for an extension for up to a minute; the others go on meanwhile.</summary>
    public int Workers => 3;

    public async Task<bool> RunNextAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var full = WorkOnOperation.Full(db, now);
        var due = await (
            from operation in db.Set<InstallationOperation>()
            where (operation.State == OperationState.Queued && operation.DueAt <= now)
                || (operation.State == OperationState.Running && operation.LeaseUntil < now)
            join installation in db.Set<Installation>() on operation.InstallationId equals installation.Id
            // Those that wait for a place of their own organization don't stand in the way of others.
            where !full.Contains(installation.OrganizationId)
            orderby operation.DueAt
            select operation.Id)
            .Take(8)
            .ToListAsync(cancellationToken);
        foreach (var id in due)
        {
            if (await work.TryAsync(id, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// At startup. SQLite has one portal, so every operation that is marked as running was left by the previous process. With several
    /// portals only an expired lease shows that, and <see cref="RunNextAsync"/> takes those anyway.
    /// </summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!db.Database.IsSqlite())
        {
            return;
        }

        foreach (var left in await db.Set<InstallationOperation>().Where(operation => operation.State == OperationState.Running).ToListAsync(cancellationToken))
        {
            left.Resume(clock.GetUtcNow());
        }

        await db.SaveChangesAsync(cancellationToken);
    }
}
