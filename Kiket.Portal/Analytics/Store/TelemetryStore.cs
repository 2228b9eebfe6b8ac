using System.Data.Common;
using System.Globalization;
using Kiket.Portal.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Kiket.Portal.Analytics.Store;

/// <summary>
/// The database of telemetry, apart from the portal's: a file of its own on SQLite, so that a storm never holds the portal's one writer, and a
/// schema of its own on PostgreSQL. Its SQL is the same on both.
/// </summary>
public sealed class TelemetryStore : IAsyncDisposable
{
    private const string Schema = "telemetry";

    /// <summary>The store's own number among PostgreSQL's advisory locks.</summary>
    private const long PrepareLock = 0x4B696B6575;

    private readonly NpgsqlDataSource? _postgreSql;
    private readonly string _sqlite = "";

    public TelemetryStore(IOptions<DatabaseOptions> options, IConfiguration configuration, DataDirectory directory)
    {
        if (options.Value.Provider == DatabaseProvider.PostgreSql)
        {
            var connection = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("Portal"))
            {
                SearchPath = Schema,
                CommandTimeout = DataModule.CommandTimeoutSeconds,
                MaxAutoPrepare = 20,
            };
            _postgreSql = NpgsqlDataSource.Create(connection);
        }
        else
        {
            _sqlite = DataModule.SqliteConnection(directory.TelemetryFile);
        }
    }

    public bool IsPostgreSql => _postgreSql is not null;

    /// <summary>At the end of a SELECT inside a transaction: nobody else changes the row until its end. SQLite has one writer and needs nothing.</summary>
    internal string Share => IsPostgreSql ? " FOR SHARE" : "";

    /// <inheritdoc cref="Share"/>
    internal string Update => IsPostgreSql ? " FOR UPDATE" : "";

    /// <summary>Creates what is missing. Run before anything else uses the store; several nodes may do so at once.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        if (!IsPostgreSql)
        {
            await connection.ExecuteAsync(null, "PRAGMA journal_mode = WAL", cancellationToken);
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (IsPostgreSql)
        {
            await connection.ExecuteAsync(transaction, "SELECT pg_advisory_xact_lock(@lock)", cancellationToken, ("lock", PrepareLock));
            await connection.ExecuteAsync(transaction, $"CREATE SCHEMA IF NOT EXISTS {Schema}", cancellationToken);
        }

        await connection.ExecuteAsync(transaction, TelemetryTables.Sql(IsPostgreSql), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (_postgreSql is not null)
        {
            return await _postgreSql.OpenConnectionAsync(cancellationToken);
        }

        var connection = new SqliteConnection(_sqlite);
        await connection.OpenAsync(cancellationToken);
        var pragmas = string.Create(
            CultureInfo.InvariantCulture, $"PRAGMA synchronous = FULL; PRAGMA busy_timeout = {DataModule.CommandTimeoutSeconds * 1000}");
        await connection.ExecuteAsync(null, pragmas, cancellationToken);
        return connection;
    }

    /// <summary>Runs one change, all of it or nothing.</summary>
    internal async Task<T> ChangeAsync<T>(Func<StoreChange, Task<T>> change, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var result = await change(new StoreChange(this, connection, transaction));
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgreSql is not null)
        {
            await _postgreSql.DisposeAsync();
        }
    }
}

/// <summary>A change of the store inside its transaction.</summary>
internal sealed record StoreChange(TelemetryStore Store, DbConnection Connection, DbTransaction Transaction)
{
    public Task ExecuteAsync(string sql, CancellationToken cancellationToken, params (string Name, object Value)[] values) =>
        Connection.ExecuteAsync(Transaction, sql, cancellationToken, values);

    /// <summary>A number that outlives the process, such as how far something is done; null before the first time.</summary>
    /// <param name="changes">Whether the change is going to set it.</param>
    public async Task<long?> StateAsync(string name, bool changes, CancellationToken cancellationToken)
    {
        await using var command = Connection.Command(
            Transaction, $"SELECT value FROM telemetry_state WHERE name = @name{(changes ? Store.Update : Store.Share)}", ("name", name));
        return await command.ExecuteScalarAsync(cancellationToken) is { } value ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;
    }

    public Task SetStateAsync(string name, long value, CancellationToken cancellationToken) => ExecuteAsync(
        "INSERT INTO telemetry_state (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        cancellationToken,
        ("name", name),
        ("value", value));
}

internal static class StoreCommands
{
    /// <param name="sql">Written here in the code; values are parameters.</param>
    public static DbCommand Command(this DbConnection connection, DbTransaction? transaction, string sql, params (string Name, object Value)[] values)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // See the parameter.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            command.Add(name, value);
        }

        return command;
    }

    public static DbParameter Add(this DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
        return parameter;
    }

    public static async Task ExecuteAsync(
        this DbConnection connection,
        DbTransaction? transaction,
        string sql,
        CancellationToken cancellationToken,
        params (string Name, object Value)[] values)
    {
        await using var command = connection.Command(transaction, sql, values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads all rows of a query.</summary>
    public static async Task<List<T>> ReadAsync<T>(
        this DbConnection connection,
        DbTransaction? transaction,
        string sql,
        Func<DbDataReader, T> row,
        CancellationToken cancellationToken,
        params (string Name, object Value)[] values)
    {
        await using var command = connection.Command(transaction, sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(row(reader));
        }

        return rows;
    }
}
