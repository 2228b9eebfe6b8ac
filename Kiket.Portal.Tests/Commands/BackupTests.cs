using System.Text.Json;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Commands;

/// <summary>A backup is everything at one moment, and comes back as it was.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    private readonly string _folder = Places.Temporary();
    private PortalDatabase _database = null!;

    private string Target => Path.Combine(_folder, "today");

    public async Task InitializeAsync() => _database = await PortalDatabase.CreateAsync(services =>
        services.AddFiles(provider => provider.GetRequiredService<DataDirectory>().Private("files")));

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        Places.Remove(_folder);
    }

    [Fact]
    public async Task Backups_while_the_portal_writes_hold_every_file_that_their_database_names()
    {
        var (writing, stop) = (new ConstantWriter(_database), new CancellationTokenSource());
        var writer = Task.Run(() => writing.RunAsync(stop.Token));
        foreach (var round in Rounds.Of(3))
        {
            await Wait.UntilAsync(() => writing.Written >= round * 40);
            var before = writing.Written;
            var (backup, restored) = (Path.Combine(_folder, $"backup{round}"), Path.Combine(_folder, $"restored{round}"));

            (await BackupAsync(backup)).Done();
            (await Told.OnAsync(restored, "restore", backup)).Done();

            Assert.InRange(await AssertWholeAsync(restored), before, writing.Written);
        }

        await stop.CancelAsync();
        await writer;
    }

    [Fact]
    public async Task What_comes_back_is_what_was_there()
    {
        await new ConstantWriter(_database).WriteAsync(20);
        Write("keys/key-1.xml", "<key/>");
        Write("secrets/canary", "kiket");
        Write("demo-github/acme/HEAD", "ref: refs/heads/main");
        var restored = Path.Combine(_folder, "restored");

        (await BackupAsync()).Done();
        (await Told.OnAsync(restored, "restore", Target)).Done();

        Assert.Equal(Contents(_database.Directory), Contents(restored));
        Assert.Equal(await RowsAsync(_database.Directory), await RowsAsync(restored));
    }

    [Fact]
    public async Task Telemetry_comes_back_as_it_was()
    {
        var file = Path.Combine(_database.Directory, "telemetry.db");
        await using var open = new SqliteConnection($"Data Source={file};Pooling=False");
        await open.OpenAsync();
        // What is written last is still in the write-ahead log.
        foreach (var statement in new[] { "PRAGMA journal_mode = WAL", "CREATE TABLE slots (calls INTEGER)", "INSERT INTO slots VALUES (150)" })
        {
            await using var command = open.CreateCommand();
#pragma warning disable CA2100 // Written above.
            command.CommandText = statement;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }

        var restored = Path.Combine(_folder, "restored");
        (await BackupAsync()).Done();
        (await Told.OnAsync(restored, "restore", Target)).Done();

        Assert.DoesNotContain("telemetry.db", Contents(Path.Combine(Target, "data")).Keys);
        await using var back = new SqliteConnection($"Data Source={Path.Combine(restored, "telemetry.db")};Pooling=False");
        await back.OpenAsync();
        await using var read = back.CreateCommand();
        read.CommandText = "SELECT calls FROM slots";
        Assert.Equal(150L, await read.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Locks_and_uploads_that_still_arrive_stay_out()
    {
        Write("secrets/lock", "");
        Write("migration.lock", "");
        Write("files/uploads/waiting/half", "ha");
        Write("files/aa/whole.png", "whole");

        (await BackupAsync()).Done();

        Assert.Equal(["files/aa/whole.png"], Contents(Path.Combine(Target, "data")).Keys);
    }

    [Fact]
    public async Task A_file_that_is_being_written_is_waited_for()
    {
        Write("files/aa/slow.png", "");
        var slow = new FileStream(Path.Combine(_database.Directory, "files/aa/slow.png"), FileMode.Open, FileAccess.Write, FileShare.None);

        var backup = BackupAsync();
        await Task.Delay(300);
        await slow.WriteAsync("whole"u8.ToArray());
        await slow.DisposeAsync();
        (await backup).Done();

        Assert.Equal("whole", Contents(Path.Combine(Target, "data"))["files/aa/slow.png"]);
    }

    [Fact]
    public async Task The_backup_says_what_it_is()
    {
        (await BackupAsync()).Done();

        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Target, "backup.json")));
        await using var db = await _database.OpenAsync();
        Assert.Equal(("Sqlite", db.Database.GetMigrations().Last()), (Text("provider"), Text("migration")));
        Assert.NotEmpty(Text("portal")!);
        Assert.InRange(manifest.RootElement.GetProperty("createdAt").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);

        string? Text(string name) => manifest.RootElement.GetProperty(name).GetString();
    }

    [Fact]
    public async Task Only_the_owner_can_open_it()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(Target);

        (await BackupAsync()).Done();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Target));
    }

    [Fact]
    public async Task A_failed_backup_leaves_nothing_behind()
    {
        // The copy reads every table, and the first page of this one is none.
        const int PageBytes = 4096;
        await using var db = await _database.OpenAsync();
        var page = await db.Database.SqlQuery<long>($"SELECT rootpage AS Value FROM sqlite_master WHERE name = 'audit_entries'").SingleAsync();
        await using (var database = new FileStream(_database.File, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            database.Position = (page - 1) * PageBytes;
            await database.WriteAsync(new byte[PageBytes]);
        }

        var refused = (await BackupAsync()).Refused();

        Assert.StartsWith("This didn't work:", refused, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    private Task<Told> BackupAsync(string? target = null) => Told.OnAsync(_database.Directory, "backup", target ?? Target);

    private void Write(string path, string content)
    {
        var file = Path.Combine(_database.Directory, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    /// <summary>Every file but the database, by its path.</summary>
    private static SortedDictionary<string, string> Contents(string directory) => new(
        Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Where(file => !Path.GetFileName(file).StartsWith("portal.db", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetRelativePath(directory, file), File.ReadAllText, StringComparer.Ordinal),
        StringComparer.Ordinal);

    private static async Task<List<string>> RowsAsync(string directory)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(directory, "portal.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT SubjectId || ' ' || \"At\" FROM audit_entries ORDER BY Id";
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    /// <summary>How many files the restored database names; each of them is there, with its content.</summary>
    private static async Task<int> AssertWholeAsync(string directory)
    {
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(directory, "portal.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check";
            Assert.Equal("ok", await command.ExecuteScalarAsync());
        }

        var files = new FileStore(Path.Combine(directory, "files"));
        var rows = await RowsAsync(directory);
        foreach (var name in rows.Select(row => row.Split(' ')[0]))
        {
            var path = files.Find(name);
            Assert.True(path is not null, $"{name} is missing.");
            Assert.Equal(name, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(path))) + ".png");
        }

        return rows.Count;
    }

    /// <summary>Stores a file, then a row that names it, over and over, as an upload does.</summary>
    private sealed class ConstantWriter(PortalDatabase database)
    {
        private volatile int _written;

        public int Written => _written;

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await WriteAsync(1);
            }
        }

        public async Task WriteAsync(int count)
        {
            for (var number = 0; number < count; number++)
            {
                var content = Guid.NewGuid().ToByteArray();
                var file = await database.Get<FileStore>().SaveAsync(content, "png", CancellationToken.None);
                var stored = await database.Get<UnitOfWork>().RunAsync(
                    work =>
                    {
                        work.Audit(actor: null, "file.stored", new AuditSubject("file", file.Name));
                        return Task.FromResult(Result.Success());
                    },
                    CancellationToken.None);
                stored.ThrowIfRefused();
                Interlocked.Increment(ref _written);
            }
        }
    }
}
