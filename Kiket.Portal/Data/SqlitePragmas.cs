using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Kiket.Portal.Data;

/// <summary>
/// Sets what SQLite forgets with each connection. FULL keeps the last commits after a power loss, which NORMAL may drop;
/// foreign keys are off by default in SQLite itself. While another connection writes, SQLite's busy timeout retries after
/// a millisecond; the driver alone retries every 150. A pooled connection stays open and keeps the settings, so they are
/// set once per connection and not each time it is taken, which cost a tenth of a page's time.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    private static readonly string Pragmas = string.Create(
        CultureInfo.InvariantCulture, $"PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = {DataModule.CommandTimeoutSeconds * 1000};");

    private static readonly object Done = new();

    /// <summary>The native SQLite connections, which outlive the ADO.NET connections that use them.</summary>
    private readonly ConditionalWeakTable<sqlite3, object> _reported = [];

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (!_reported.TryAdd(((SqliteConnection)connection).Handle!, Done))
        {
            return;
        }

        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        // SQLite's own asynchronous methods are synchronous.
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
