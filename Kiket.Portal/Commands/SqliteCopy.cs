using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.Data.Sqlite;

namespace Kiket.Portal.Commands;

/// <summary>The SQLite files, copied by SQLite itself: a plain copy would miss what is still in the write-ahead logs.</summary>
internal sealed class SqliteCopy(DataDirectory directory) : IDatabaseCopy
{
    public DatabaseProvider Provider => DatabaseProvider.Sqlite;

    public string FileName => "portal.db";

    public Result CanBackup() => Result.Success();

    public async Task<Result> BackupAsync(string file, CancellationToken cancellationToken)
    {
        await CopyAsync(directory.DatabaseFile, file, cancellationToken);
        if (File.Exists(directory.TelemetryFile))
        {
            await CopyAsync(directory.TelemetryFile, Beside(file), cancellationToken);
        }

        return Result.Success();
    }

    /// <summary>An empty data directory has no database either.</summary>
    public Task<Result> CanRestoreAsync(CancellationToken cancellationToken) => Task.FromResult(Result.Success());

    public async Task<Result> RestoreAsync(string file, CancellationToken cancellationToken)
    {
        // A backup of an older portal has none.
        if (File.Exists(Beside(file)))
        {
            await DataFiles.CopyFileAsync(Beside(file), directory.TelemetryFile, cancellationToken);
        }

        await DataFiles.CopyFileAsync(file, directory.DatabaseFile, cancellationToken);
        return Result.Success();
    }

    /// <summary>The copy of the telemetry in a backup.</summary>
    private string Beside(string file) => Path.Combine(Path.GetDirectoryName(file)!, Path.GetFileName(directory.TelemetryFile));

    private static async Task CopyAsync(string from, string file, CancellationToken cancellationToken)
    {
        // Unpooled, so that nothing stays open; never creates the file.
        var source = new SqliteConnectionStringBuilder(DataModule.SqliteConnection(from))
        {
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        };
        await using var connection = new SqliteConnection(source.ToString());
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO $file";
        command.Parameters.AddWithValue("$file", file);
        await command.ExecuteNonQueryAsync(cancellationToken);
        // SQLite itself doesn't do it here.
        DataFiles.Flush(file);
    }
}
