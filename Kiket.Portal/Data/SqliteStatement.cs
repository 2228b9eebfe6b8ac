using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace Kiket.Portal.Data;

/// <summary>
/// A prepared statement of SQLite that runs once for each of very many rows. The driver's own command looks up each parameter by its name and makes
/// several objects for each row, which costs more than SQLite's part; this one binds by place and makes none.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private byte[] _text = new byte[512];

    /// <param name="sql">Has the names of the model alone, and <c>?</c> for each value.</param>
    public SqliteStatement(PortalDb db, string sql)
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("Rows are written in a transaction.");
        }

        _database = ((SqliteConnection)db.Database.GetDbConnection()).Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <param name="place">From 1.</param>
    public void Null(int place) => Check(raw.sqlite3_bind_null(_statement, place));

    public void Integer(int place, long value) => Check(raw.sqlite3_bind_int64(_statement, place, value));

    public void Text(int place, string value)
    {
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (_text.Length < most)
        {
            _text = new byte[most];
        }

        // An empty span would be bound as NULL.
        Check(value.Length == 0
            ? raw.sqlite3_bind_text(_statement, place, "")
            : raw.sqlite3_bind_text(_statement, place, _text.AsSpan(0, Encoding.UTF8.GetBytes(value, _text))));
    }

    public void Bytes(int place, byte[] value) => Check(raw.sqlite3_bind_blob(_statement, place, value));

    /// <summary>In capitals, as the driver stores it.</summary>
    public void Id(int place, Guid value)
    {
        Utf8Formatter.TryFormat(value, _text, out var length);
        Ascii.ToUpperInPlace(_text.AsSpan(0, length), out _);
        Check(raw.sqlite3_bind_text(_statement, place, _text.AsSpan(0, length)));
    }

    public void Day(int place, DateOnly value)
    {
        value.TryFormat(_text, out var length, "o", CultureInfo.InvariantCulture);
        Check(raw.sqlite3_bind_text(_statement, place, _text.AsSpan(0, length)));
    }

    /// <summary>Runs it with what is bound, and is ready for the next row.</summary>
    /// <returns>How many rows it changed.</returns>
    /// <exception cref="SqliteException">As the driver throws it.</exception>
    public int Run()
    {
        try
        {
            var result = raw.sqlite3_step(_statement);
            if (result != raw.SQLITE_DONE)
            {
                SqliteException.ThrowExceptionForRC(result, _database);
            }

            return raw.sqlite3_changes(_database);
        }
        finally
        {
            _ = raw.sqlite3_reset(_statement);
        }
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
