using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Kiket.Portal.Data;

/// <summary>Brings the database to the newest migration before the portal listens.</summary>
public sealed partial class MigrateDatabase(
    IDbContextFactory<PortalDb> databases,
    DataDirectory directory,
    IEnumerable<ISeedRows> seeds,
    TimeProvider clock,
    ILogger<MigrateDatabase> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The portal's own number among PostgreSQL's advisory locks.</summary>
    private const long MigrationLock = 0x4B696B6574;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!db.Database.IsSqlite())
        {
            await MigratePostgreSqlAsync(db, cancellationToken);
            return;
        }

        // When two portals start on one file, the second waits for this lock. The lock ends with its process.
        await using var exclusive = await LockAsync(cancellationToken);
        await ReleaseOrphanedLockAsync(db, cancellationToken);
        await RefuseUnknownAsync(db, cancellationToken);
        if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            // Skipped when nothing is pending: EF Core would compare the whole model with its snapshot, half a second at each start.
            await db.Database.MigrateAsync(cancellationToken);
        }

        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;", cancellationToken);
        await SeedAsync(cancellationToken);
    }

    /// <summary>
    /// One node at a time, by a lock of the connection: a kill leaves nothing behind. EF Core's own locks the history table,
    /// which two nodes that start on an empty database would both make.
    /// </summary>
    private async Task MigratePostgreSqlAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var timeout = db.Database.GetCommandTimeout();
        db.Database.SetCommandTimeout(Patience);
        var creator = db.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync(cancellationToken))
        {
            await creator.CreateAsync(cancellationToken);
        }

        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({MigrationLock})", cancellationToken);
            await RefuseUnknownAsync(db, cancellationToken);
            await db.Database.MigrateAsync(cancellationToken);
            await SeedAsync(cancellationToken);
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({MigrationLock})", cancellationToken);
        }
        finally
        {
            // Given back to its pool, the connection loses a lock that is left.
            await db.Database.CloseConnectionAsync();
            db.Database.SetCommandTimeout(timeout);
        }
    }

    /// <summary>Refuses a database from another version of the portal, instead of failing in the middle of it.</summary>
    private static async Task RefuseUnknownAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        if (!(await db.Database.GetAppliedMigrationsAsync(cancellationToken)).All(known.Contains))
        {
            throw new UnknownDatabaseException();
        }
    }

    private async Task SeedAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var seed in seeds)
        {
            await seed.AddAsync(db, cancellationToken);
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation())
        {
            // Another node started at the same moment and wrote the same rows.
        }
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory.Root, "migration.lock");
        return await FileTurn.TakeAsync(path, Patience, clock, cancellationToken)
            ?? throw new IOException($"{path} is locked by another process. Stop it, or wait until it has prepared the database.");
    }

    /// <summary>
    /// A process killed while migrating leaves a row in <c>__EFMigrationsLock</c>, and EF Core then waits for it
    /// forever (dotnet/efcore#38958). The owner of the file lock knows that no one else is migrating, so the row is dead.
    /// </summary>
    private async Task ReleaseOrphanedLockAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var exists = await db.Database
            .SqlQuery<int>($"SELECT COUNT(*) AS Value FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'")
            .SingleAsync(cancellationToken);
        if (exists == 0)
        {
            return;
        }

        var removed = await db.Database.ExecuteSqlRawAsync("DELETE FROM __EFMigrationsLock;", cancellationToken);
        if (removed > 0)
        {
            OrphanedLockReleased(logger);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A migration was interrupted earlier; its orphaned lock was released.")]
    private static partial void OrphanedLockReleased(ILogger logger);
}
