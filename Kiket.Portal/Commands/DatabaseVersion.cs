using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Kiket.Portal.Commands;

/// <summary>The newest migration of the database, and of this portal. Commands never migrate; the portal does when it starts.</summary>
internal sealed class DatabaseVersion(IDbContextFactory<PortalDb> databases, DataDirectory directory)
{
    public static readonly Error Missing = Error.NotFound(
        "database_missing", "The portal has no database yet. Start the portal once, then run this again.");

    public static readonly Error Other = Error.Conflict(
        "database_of_other_version", "The database is of another version of the portal. Start this version once, which upgrades it, then run this again.");

    /// <summary>Null when there is no database.</summary>
    public async Task<string?> CurrentAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (db.Database.IsSqlite() && !File.Exists(directory.DatabaseFile))
        {
            // Opening it would create it.
            return null;
        }

        return await db.GetService<IRelationalDatabaseCreator>().ExistsAsync(cancellationToken)
            ? (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).LastOrDefault()
            : null;
    }

    public async Task<string> OfThisPortalAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return db.Database.GetMigrations().Last();
    }

    /// <summary>Refuses a database that this portal can't read and write.</summary>
    public async Task<Result> RequireAsync(CancellationToken cancellationToken)
    {
        var current = await CurrentAsync(cancellationToken);
        return current is null ? Missing
            : current == await OfThisPortalAsync(cancellationToken) ? Result.Success()
            : Other;
    }
}
