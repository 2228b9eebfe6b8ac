using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Data;

/// <summary>
/// Holds rows that a change relies on without writing them. On PostgreSQL a change sees the database as it was when it began, so another one
/// may be stored in between that it would contradict. SQLite has one writer at a time and needs nothing.
/// </summary>
public static class RowLocks
{
    /// <summary>
    /// Until the end of the transaction nobody else changes this row. When somebody has changed it since the transaction began, the change loses
    /// and runs again. Many can hold a row at once.
    /// </summary>
    public static async Task ShareAsync<T>(PortalDb db, Guid key, CancellationToken cancellationToken)
        where T : class
    {
        if (!db.Database.IsNpgsql())
        {
            return;
        }

        var type = db.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is no table.");
        var (table, column) = (type.GetTableName(), type.FindPrimaryKey()!.Properties[0].GetColumnName());
        // The names come from the model, the key is a parameter.
        var sql = FormattableStringFactory.Create($"SELECT 1 FROM \"{table}\" WHERE \"{column}\" = {{0}} FOR SHARE", key);
        await db.Database.ExecuteSqlAsync(sql, cancellationToken);
    }
}
