using Kiket.Portal.Data;
using Kiket.Portal.Listings.Categories;
using Kiket.Portal.Reviews;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

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

    [Fact]
    public async Task A_database_of_another_version_is_refused_in_one_sentence()
    {
        await using var database = PortalDatabase.Empty();
        await database.Get<MigrateDatabase>().RunAsync(CancellationToken.None);
        await using var db = await database.OpenAsync();
        await db.Database.ExecuteSqlAsync(
            $"""INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('20261129050745_AccountsAndRights', '10.0.0')""");

        var refused = await Assert.ThrowsAsync<UnknownDatabaseException>(() => database.Get<MigrateDatabase>().RunAsync(CancellationToken.None));

        Assert.Contains("Start with an empty database", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_operator_made_of_the_first_rows_survives_a_start()
    {
        await using var database = await PortalDatabase.CreateAsync(
            services => services.AddSingleton<ISeedRows, CategorySeed>().AddSingleton<ISeedRows, ReviewSeed>());
        await using var db = await database.OpenAsync();
        await db.Set<Category>().Where(category => category.Order == 1).ExecuteUpdateAsync(update => update.SetProperty(category => category.Name, "Ours"));
        db.Remove(await db.Set<SavedReply>().OrderBy(reply => reply.Position).FirstAsync());
        await db.SaveChangesAsync();

        await database.Get<MigrateDatabase>().RunAsync(CancellationToken.None);

        await using var after = await database.OpenAsync();
        Assert.Equal("Ours", (await after.Set<Category>().OrderBy(category => category.Order).FirstAsync()).Name);
        Assert.Equal(CategorySeed.All.Count, await after.Set<Category>().CountAsync());
        Assert.Equal(4, await after.Set<SavedReply>().CountAsync());
    }

    [Fact]
    public async Task Twenty_writers_wait_for_one_that_takes_long_and_readers_do_not()
    {
        await using var database = await PortalDatabase.CreateAsync();
        await using var claimant = await database.OpenAsync();
        var held = await claimant.Database.BeginTransactionAsync();
        await WriteAsync(claimant, "held");
        var release = OnOwnThread(() =>
        {
            Thread.Sleep(TimeSpan.FromSeconds(1));
            held.Commit();
        });

        var writers = Enumerable.Range(0, 20).Select(number => OnOwnThread(() =>
        {
            using var db = database.Databases.CreateDbContext();
            db.Database.ExecuteSql($"INSERT INTO ListingVocabulary (Word) VALUES ({"word" + number})");
        })).ToList();
        await using var reader = await database.OpenAsync();
        var seen = await CountAsync(reader);
        var readBeforeTheEnd = !release.IsCompleted;
        await Task.WhenAll([release, .. writers]);

        Assert.Equal((0, true, 21), (seen, readBeforeTheEnd, await CountAsync(reader)));
    }

    [Fact]
    [Trait(Slow.TraitName, Slow.TraitValue)]
    public async Task A_write_that_has_no_turn_says_so_after_five_seconds()
    {
        await using var database = await PortalDatabase.CreateAsync();
        await using var claimant = await database.OpenAsync();
        await using var held = await claimant.Database.BeginTransactionAsync();
        await using var db = await database.OpenAsync();

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => WriteAsync(db, "late"));

        Assert.True(refused.IsBusy(), refused.ToString());
    }

    /// <summary>SQLite waits by blocking. On shared threads the writers would keep the one from ending that they wait for.</summary>
    private static Task OnOwnThread(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static Task WriteAsync(PortalDb db, string word) => db.Database.ExecuteSqlAsync($"INSERT INTO ListingVocabulary (Word) VALUES ({word})");

    private static async Task<int> CountAsync(PortalDb db) =>
        (await db.Database.SqlQuery<int>($"SELECT count(*) AS Value FROM ListingVocabulary").ToListAsync()).Single();

    private static async Task<string> PragmaAsync(PortalDb db, string name)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {name};";
        return (await command.ExecuteScalarAsync())?.ToString() ?? "";
    }
}
