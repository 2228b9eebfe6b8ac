using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>Many copies of the rows of a table, made by the database itself.</summary>
internal static class RowCopies
{
    /// <summary>What isn't copied is shared.</summary>
    private const string Copy =
        """
        WITH RECURSIVE copies(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM copies WHERE number < {0})
        INSERT INTO "TABLE" (COLUMNS) SELECT VALUES FROM copies CROSS JOIN "TABLE" AS one WHERE one.rowid <= {1}
        """;

    /// <summary>The number of a copy in an expression; the row that is copied is <c>one</c>.</summary>
    public const string Number = "copies.number";

    /// <summary>A key of the copy: its number, then the rest of the original's, so that references among copies still fit.</summary>
    public static string Key(string column, string number = Number) => $"printf('%08X', {number}) || substr(one.\"{column}\", 9)";

    /// <param name="value">The expression for a column of the copy; null for the original's value.</param>
    /// <returns>The last row that isn't a copy.</returns>
    public static async Task<long> AddAsync(Scenario scenario, string table, int copies, Func<string, string?> value)
    {
        await using var db = await scenario.Database.OpenAsync();
        var last = (await db.Database.SqlQueryRaw<long>(Of("SELECT MAX(rowid) AS Value FROM \"TABLE\"", table)).ToListAsync())[0];
        var columns = await db.Database.SqlQuery<string>($"SELECT name AS Value FROM pragma_table_info({table})").ToListAsync();
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = OFF");
        var sql = Of(Copy, table)
            .Replace("COLUMNS", string.Join(", ", columns.Select(column => $"\"{column}\"")), StringComparison.Ordinal)
            .Replace("VALUES", string.Join(", ", columns.Select(column => value(column) ?? $"one.\"{column}\"")), StringComparison.Ordinal);
        await db.Database.ExecuteSqlRawAsync(sql, copies, last);
        await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = ON");
        return last;
    }

    /// <summary>What is left at the end is checked like after each test, and copies without what they refer to wouldn't pass.</summary>
    public static async Task DeleteAsync(Scenario scenario, string table, long last)
    {
        await using var db = await scenario.Database.OpenAsync();
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = OFF");
        await db.Database.ExecuteSqlRawAsync(Of("DELETE FROM \"TABLE\" WHERE rowid > {0}", table), last);
        await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = ON");
    }

    private static string Of(string sql, string table) => sql.Replace("TABLE", table, StringComparison.Ordinal);
}
