using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Kiket.Portal.Data;

/// <summary>
/// Writes many rows inside the caller's transaction, past EF Core's own saving, which tracks each row and is fifteen times slower. SQLite gets one
/// prepared statement for all of them. To PostgreSQL the rows travel as one JSON text that the database unfolds, because each statement would be a
/// way there and back.
/// </summary>
public static class InsertRows
{
    /// <param name="rows">Every column of the table comes from a property; the database counts nothing.</param>
    public static async Task RunAsync<T>(PortalDb db, IReadOnlyCollection<T> rows, CancellationToken cancellationToken)
        where T : class
    {
        if (db is SqlitePortalDb)
        {
            OnSqlite(db, rows, conflict: "");
        }
        else if (rows.Count > 0)
        {
            await using var command = Command(db, rows, conflict: "");
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>One row after the other with one prepared statement, for rows with bytes, which JSON would make twice as long.</summary>
    public static async Task EachAsync<T>(PortalDb db, IReadOnlyCollection<T> rows, CancellationToken cancellationToken)
        where T : class
    {
        if (rows.Count == 0 || db is SqlitePortalDb)
        {
            await RunAsync(db, rows, cancellationToken);
            return;
        }

        var table = TableSql.Of<T>(db);
        await using var command = Command(db, table.InsertNamed);
        var parameters = table.AddParameters(command);
        await command.PrepareAsync(cancellationToken);
        foreach (var row in rows)
        {
            table.Set(parameters, row);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Skips those that break a unique index, also one with another of them, and returns the places in <paramref name="rows"/> of those that
    /// are new.
    /// </summary>
    public static async Task<IReadOnlySet<int>> NewAsync<T>(PortalDb db, IReadOnlyList<T> rows, CancellationToken cancellationToken)
        where T : class
    {
        const string conflict = " ON CONFLICT DO NOTHING";
        var added = new HashSet<int>(rows.Count);
        if (db is SqlitePortalDb)
        {
            OnSqlite(db, rows, conflict, added);
            return added;
        }

        if (rows.Count == 0)
        {
            return added;
        }

        var table = TableSql.Of<T>(db);
        var places = rows.Select((row, place) => (Key: table.KeyOf(row), Place: place))
            .ToDictionary(pair => pair.Key, pair => pair.Place, StringComparer.Ordinal);
        await using var command = Command(db, rows, $"{conflict} RETURNING {table.Key}");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            added.Add(places[reader.GetString(0)]);
        }

        return added;
    }

    /// <summary>Inserts, or adds the number of one column to the row that is there.</summary>
    /// <param name="sum">The property whose values are added up.</param>
    public static async Task AddUpAsync<T>(PortalDb db, IReadOnlyCollection<T> rows, string sum, CancellationToken cancellationToken)
        where T : class
    {
        var (table, column) = (TableSql.Of<T>(db), TableSql.Of<T>(db).Column(sum).Name);
        var conflict = $" ON CONFLICT ({table.KeyColumns}) DO UPDATE SET \"{column}\" = \"{table.Table}\".\"{column}\" + excluded.\"{column}\"";
        if (db is SqlitePortalDb)
        {
            OnSqlite(db, rows, conflict);
        }
        else if (rows.Count > 0)
        {
            await using var command = Command(db, rows, conflict);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Changes rows that nobody tracks: the given properties, where the row still has its version, which is raised.
    /// </summary>
    /// <returns>How many there were. Fewer than <paramref name="rows"/> when somebody else was faster.</returns>
    public static async Task<int> ChangeAsync<T>(
        PortalDb db, IReadOnlyCollection<T> rows, IReadOnlyList<string> properties, CancellationToken cancellationToken)
        where T : VersionedEntity
    {
        var table = TableSql.Of<T>(db);
        List<TableColumn> changed = [.. properties.Select(table.Column)];
        if (db is not SqlitePortalDb)
        {
            await using var command = Command(db, table.UpdateAll(changed));
            command.Parameters.Add(Json(table, rows));
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }

        var count = 0;
        List<TableColumn> bound = [.. changed, .. table.Found];
        using var statement = new SqliteStatement(db, table.UpdateOne(changed));
        foreach (var row in rows)
        {
            table.Bind(statement, bound, row);
            count += statement.Run();
        }

        return count;
    }

    /// <summary>Numbers for rows that the database would number itself, so that others can point at them before they are inserted.</summary>
    /// <returns>Rising, not always without gaps.</returns>
    public static async Task<IReadOnlyList<long>> TakeIdsAsync<T>(PortalDb db, int count, CancellationToken cancellationToken)
        where T : class
    {
        var table = TableSql.Of<T>(db).Table;
        if (db is not SqlitePortalDb)
        {
            return await db.Database.SqlQuery<long>(
                $"SELECT nextval(pg_get_serial_sequence('\"' || {table} || '\"', 'Id')) AS \"Value\" FROM generate_series(1, {count})")
                .ToListAsync(cancellationToken);
        }

        // The only writer. What it inserts with a higher number raises the count.
        var last = await db.Database.SqlQuery<long>($"SELECT COALESCE(MAX(seq), 0) AS \"Value\" FROM sqlite_sequence WHERE name = {table}")
            .SingleAsync(cancellationToken);
        return [.. Enumerable.Range(1, count).Select(place => last + place)];
    }

    /// <param name="written">Gets the places of the rows that were written.</param>
    private static void OnSqlite<T>(PortalDb db, IReadOnlyCollection<T> rows, string conflict, HashSet<int>? written = null)
        where T : class
    {
        if (rows.Count == 0)
        {
            return;
        }

        var table = TableSql.Of<T>(db);
        using var statement = new SqliteStatement(db, table.InsertOne + conflict);
        var place = 0;
        foreach (var row in rows)
        {
            table.Bind(statement, row);
            if (statement.Run() > 0)
            {
                written?.Add(place);
            }

            place++;
        }
    }

    private static System.Data.Common.DbCommand Command<T>(PortalDb db, IReadOnlyCollection<T> rows, string conflict)
        where T : class
    {
        var table = TableSql.Of<T>(db);
        var command = Command(db, table.InsertAll + conflict);
        command.Parameters.Add(Json(table, rows));
        return command;
    }

    private static NpgsqlParameter Json<T>(TableSql table, IReadOnlyCollection<T> rows)
        where T : class => new("@rows", NpgsqlTypes.NpgsqlDbType.Json) { Value = table.Write(rows) };

    /// <param name="sql">Has the names of the model alone; values are parameters.</param>
    private static System.Data.Common.DbCommand Command(PortalDb db, string sql)
    {
        var transaction = db.Database.CurrentTransaction?.GetDbTransaction() ?? throw new InvalidOperationException("Rows are written in a transaction.");
        var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // See the parameter.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = db.Database.GetCommandTimeout() ?? command.CommandTimeout;
        return command;
    }
}
