using Kiket.Portal.Data;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Data;

public sealed class SqliteTests
{
    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("synchronous", "2")] // FULL
    [InlineData("foreign_keys", "1")]
    public async Task Every_connection_keeps_what_it_acknowledged(string pragma, string expected)
    {
        await using var database = await PortalDatabase.CreateAsync();
        await using var first = await database.OpenAsync();
        await using var second = await database.OpenAsync();

        Assert.Equal(expected, await PragmaAsync(first, pragma));
        Assert.Equal(expected, await PragmaAsync(second, pragma));
    }

    [Fact]
    public async Task A_fresh_database_is_migrated_in_WAL_mode()
    {
        await using var database = PortalDatabase.Empty();
        await database.Get<MigrateDatabase>().RunAsync(CancellationToken.None);

        await using var db = await database.OpenAsync();
        Assert.Equal("wal", await PragmaAsync(db, "journal_mode"));
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
    }

    [Fact]
    public async Task A_migration_that_was_killed_does_not_keep_the_portal_from_starting()
    {
        await using var database = PortalDatabase.Empty();
        await using var db = await database.OpenAsync();
        await db.Database.ExecuteSqlRawAsync(
            """
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" ("Id", "Timestamp") VALUES (1, '2026-03-01 12:00:00+00:00');
            """);

        await database.Get<MigrateDatabase>().RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
    }

    [Fact]
    public async Task Two_portals_started_at_once_migrate_once()
    {
        await using var database = PortalDatabase.Empty();
        var migrate = database.Get<MigrateDatabase>();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => migrate.RunAsync(CancellationToken.None))));

        await using var db = await database.OpenAsync();
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
    }

    private static async Task<string> PragmaAsync(PortalDb db, string name)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {name};";
        return (await command.ExecuteScalarAsync())?.ToString() ?? "";
    }
}
