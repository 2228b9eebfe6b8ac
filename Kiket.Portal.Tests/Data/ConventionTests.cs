using Kiket.Portal.Data;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Data;

/// <summary>What every table may rely on, alike on both databases.</summary>
public abstract class ConventionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected abstract Task<DbContextOptions> OptionsAsync();

    [Fact]
    public async Task Moments_are_ordered_and_compared_whatever_their_offset()
    {
        var options = await CreateAsync();
        await using (var db = new NotesDb(options))
        {
            db.Notes.AddRange(
                new Note { Text = "second", WrittenAt = Noon.AddHours(1) },
                new Note { Text = "first", WrittenAt = Noon.ToOffset(TimeSpan.FromHours(9)) },
                new Note { Text = "third", WrittenAt = Noon.AddHours(2).ToOffset(TimeSpan.FromHours(-11)) });
            await db.SaveChangesAsync();
        }

        await using var reading = new NotesDb(options);
        var fromOne = await reading.Notes.Where(note => note.WrittenAt >= Noon.AddHours(1)).CountAsync();
        var ordered = await reading.Notes.OrderBy(note => note.WrittenAt).Select(note => note.Text).ToListAsync();

        Assert.Equal(2, fromOne);
        Assert.Equal(["first", "second", "third"], ordered);
    }

    [Fact]
    public async Task A_moment_comes_back_as_the_same_moment()
    {
        var options = await CreateAsync();
        var written = Noon.AddTicks(1).ToOffset(TimeSpan.FromHours(5));
        await using (var db = new NotesDb(options))
        {
            db.Notes.Add(new Note { WrittenAt = written });
            await db.SaveChangesAsync();
        }

        await using var reading = new NotesDb(options);
        Assert.Equal(written, (await reading.Notes.SingleAsync()).WrittenAt);
    }

    [Fact]
    public async Task The_second_of_two_people_who_read_the_same_row_is_refused()
    {
        var options = await CreateAsync();
        await using (var db = new NotesDb(options))
        {
            db.Notes.Add(new Note { Text = "as it was" });
            await db.SaveChangesAsync();
        }

        await using var ana = new NotesDb(options);
        await using var ben = new NotesDb(options);
        (await ana.Notes.SingleAsync()).Text = "Ana's";
        (await ben.Notes.SingleAsync()).Text = "Ben's";
        await ana.SaveChangesAsync();

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => ben.SaveChangesAsync());
        await using var reading = new NotesDb(options);
        Assert.Equal("Ana's", (await reading.Notes.SingleAsync()).Text);
    }

    [Fact]
    public async Task A_second_row_with_the_same_key_is_distinguished_from_other_failures()
    {
        var options = await CreateAsync();
        var id = Guid.CreateVersion7();
        await using (var db = new NotesDb(options))
        {
            db.Notes.Add(new Note { Id = id });
            await db.SaveChangesAsync();
        }

        await using var again = new NotesDb(options);
        again.Notes.Add(new Note { Id = id });
        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => again.SaveChangesAsync());
        Assert.True(refused.IsUniqueViolation());
    }

    private async Task<DbContextOptions> CreateAsync()
    {
        var options = await OptionsAsync();
        await using var db = new NotesDb(options);
        await db.Database.EnsureCreatedAsync();
        return options;
    }
}

public sealed class SqliteConventionTests : ConventionTests, IDisposable
{
    private readonly string _directory = Places.Temporary();

    public void Dispose()
    {
        using (var connection = new SqliteConnection(Connection))
        {
            SqliteConnection.ClearPool(connection);
        }

        Places.Remove(_directory);
    }

    protected override Task<DbContextOptions> OptionsAsync() =>
        Task.FromResult<DbContextOptions>(new DbContextOptionsBuilder<NotesDb>().UseSqlite(Connection).Options);

    private string Connection => $"Data Source={Path.Combine(_directory, "notes.db")}";
}

[Trait(Slow.TraitName, Slow.TraitValue)]
[Collection(PostgreSqlServer.Collection)]
public sealed class PostgreSqlConventionTests(PostgreSqlServer server) : ConventionTests
{
    protected override async Task<DbContextOptions> OptionsAsync() =>
        new DbContextOptionsBuilder<NotesDb>().UseNpgsql(await server.CreateDatabaseAsync()).Options;
}
