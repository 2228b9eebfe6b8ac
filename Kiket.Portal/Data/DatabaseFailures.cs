using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Kiket.Portal.Data;

/// <summary>Recognizes the database failures that a use case turns into a refusal.</summary>
public static class DatabaseFailures
{
    private const int SqliteConstraintUnique = 2067;
    private const int SqliteConstraintPrimaryKey = 1555;

    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteReadOnly = 8;
    private const int SqliteIoError = 10;
    private const int SqliteFull = 13;

    /// <summary>ENOSPC, EDQUOT and EROFS of Linux, and ERROR_DISK_FULL of Windows, as <see cref="IOException"/> reports them.</summary>
    private static readonly int[] UnwritableResults = [28, 122, 30, unchecked((int)0x80070070)];

    /// <summary>This write waited too long, for other writers or for the server. It can be tried again.</summary>
    public static bool IsBusy(this Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is SqliteException { SqliteErrorCode: SqliteBusy or SqliteLocked }
                or NpgsqlException { InnerException: TimeoutException }
                or PostgresException
                {
                    SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
                })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Nothing can be stored until an operator acts: the disk is full, broken or read-only.</summary>
    public static bool IsUnwritable(this Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is SqliteException { SqliteErrorCode: SqliteReadOnly or SqliteIoError or SqliteFull }
                or PostgresException { SqlState: PostgresErrorCodes.DiskFull or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.IoError }
                || (cause is IOException io && UnwritableResults.Contains(io.HResult)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// PostgreSQL ended this transaction in favour of another one: two waited for each other, or this one would have
    /// overwritten data that it hadn't read. SQLite has one writer and reports neither.
    /// </summary>
    public static bool IsSerializationFailure(this Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Someone else stored the same unique value first.</summary>
    public static bool IsUniqueViolation(this DbUpdateException exception) => exception.InnerException switch
    {
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SqliteConstraintUnique or SqliteConstraintPrimaryKey,
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
        _ => false,
    };
}
