using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Kiket.Portal.Commands;

/// <summary>The PostgreSQL database, copied by PostgreSQL's programs.</summary>
internal sealed class PostgreSqlCopy(PostgreSqlPrograms programs, IDbContextFactory<PortalDb> databases, DataDirectory directory) : IDatabaseCopy
{
    private const string Dump = "pg_dump";
    private const string Restore = "pg_restore";
    private const string Package = "PostgreSQL's client programs (Debian: apt-get install postgresql-client)";

    public DatabaseProvider Provider => DatabaseProvider.PostgreSql;

    public string FileName => "portal.dump";

    public Result CanBackup() => programs.Has(Dump) ? Result.Success() : Error.Unavailable(
        "pg_dump_missing",
        $"""
        pg_dump isn't installed here. Install {Package} and run this again, or run it elsewhere:
          {programs.Call(Dump, $"--format=custom --file={FileName}")}
        Then copy {directory.Root}, so that every file that the database names is in the copy.
        """);

    public async Task<Result> BackupAsync(string file, CancellationToken cancellationToken) =>
        Finish(Dump, await programs.RunAsync(Dump, ["--format=custom", "--no-password", $"--file={file}"], cancellationToken));

    public async Task<Result> CanRestoreAsync(CancellationToken cancellationToken)
    {
        if (!programs.Has(Restore))
        {
            return Error.Unavailable(
                "pg_restore_missing",
                $"""
                pg_restore isn't installed here. Install {Package} and run this again, or copy the backup's folder data to {directory.Root}, then run elsewhere:
                  {programs.Call(Restore, "--no-owner --no-privileges --single-transaction")} {FileName}
                """);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var creator = db.GetService<IRelationalDatabaseCreator>();
        return await creator.ExistsAsync(cancellationToken) && await creator.HasTablesAsync(cancellationToken)
            ? Error.Conflict(
                "database_not_empty",
                $"The database {programs.Database} isn't empty. Name a new one in ConnectionStrings:Portal; restoring never replaces anything.")
            : Result.Success();
    }

    public async Task<Result> RestoreAsync(string file, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var creator = db.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync(cancellationToken))
        {
            await creator.CreateAsync(cancellationToken);
        }

        // All of it or nothing. The roles of the other server may not exist here.
        string[] arguments =
            [$"--dbname={programs.Database}", "--no-password", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", file];
        return Finish(Restore, await programs.RunAsync(Restore, arguments, cancellationToken));
    }

    private static Result Finish(string program, string? said) =>
        said is null ? Result.Success() : Error.Unavailable("postgresql_program_failed", $"{program} failed: {said}");
}
