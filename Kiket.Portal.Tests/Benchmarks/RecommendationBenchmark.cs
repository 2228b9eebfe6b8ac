using System.Diagnostics;
using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Deprecations;
using Kiket.Portal.Releases;
using Kiket.Portal.Tests.Installations;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>
/// What an organization with very many installations should upgrade, beside one query that reads these installations with their releases over the
/// index of the organization. Both sides in turn; the 99th percentile is that of all calls.
/// </summary>
internal static class RecommendationBenchmark
{
    private const int Calls = 300;
    private const int Rounds = 3;

    /// <summary>Rows of a table with the number of the copy in their keys; what isn't copied is shared.</summary>
    private const string Copy =
        """
        WITH RECURSIVE copies(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM copies WHERE number < {0})
        INSERT INTO "TABLE" (COLUMNS) SELECT VALUES FROM copies CROSS JOIN "TABLE" AS one WHERE one.rowid <= {1}
        """;

    private static readonly string[] Keys = ["Id", "ExtensionKey", "ReleaseId", "OfferId", "SubmissionId"];

    public static async Task RunAsync(int size)
    {
        await using var scenario = await Scenario.OpenAsync(DatabaseProvider.Sqlite, InstallationBench.Register);
        var bench = new InstallationBench(scenario);
        await bench.ReleaseAsync("1.0.0");
        await bench.InstalledAsync("1.0.0");
        await bench.ReleaseAsync("1.1.0");
        Scenario.Done(await bench.DeprecateAsync("1.0.0", scenario.Clock.GetUtcNow().AddDays(60)));
        await scenario.HandleEventsAsync();
        var organization = await scenario.QueryAsync(db => db.Set<Installation>().Select(one => one.OrganizationId).SingleAsync());
        var copied = new Stack<(string Table, long Last)>();
        foreach (var table in new[] { "Extensions", "Releases", "Offers", "Listings", "Installations" })
        {
            copied.Push((table, await CopyAsync(scenario, table, size - 1)));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{size:#,0} installations of one organization on SQLite, {Rounds} rounds of {Calls} calls in turn."));
        Table.Head("On a deprecated version", "Portal, p99 ms", "One query over the index, p99 ms", "Times");
        foreach (var affected in new[] { size, size / 10 })
        {
            await LimitAsync(scenario, affected);
            await CompareAsync(scenario, organization, size, affected);
        }

        foreach (var (table, last) in copied)
        {
            await DeleteAsync(scenario, table, last);
        }
    }

    private static async Task CompareAsync(Scenario scenario, Guid organization, int size, int affected)
    {
        List<double> ours = [], theirs = [];
        for (var round = 0; round < Rounds; round++)
        {
            var (mine, other) = (new List<double>(), new List<double>());
            for (var call = 0; call < Calls; call++)
            {
                other.Add(await TimedAsync(() => QueryAsync(scenario, organization), size));
                mine.Add(await TimedAsync(
                    async () => (await scenario.Get<RecommendUpgrades>().RunAsync(organization, CancellationToken.None)).Count, affected));
            }

            // The first round warms both up.
            if (round > 0)
            {
                ours.Add(Figures.Percentile(mine, 0.99));
                theirs.Add(Figures.Percentile(other, 0.99));
            }
        }

        var (portal, query) = (new Figures(ours), new Figures(theirs));
        Table.Row(
            affected.ToString("#,0", CultureInfo.InvariantCulture),
            portal.ToString(),
            query.ToString(),
            (portal.Median / query.Median).ToString("0.0", CultureInfo.InvariantCulture));
    }

    private static async Task<double> TimedAsync(Func<Task<int>> call, int expected)
    {
        var started = Stopwatch.GetTimestamp();
        var found = await call();
        var taken = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        Assert.Equal(expected, found);
        return taken;
    }

    private static async Task<int> QueryAsync(Scenario scenario, Guid organization)
    {
        await using var db = await scenario.Database.OpenAsync();
        var rows = await (
            from installation in db.Set<Installation>().AsNoTracking()
            where installation.OrganizationId == organization && installation.State != InstallationState.Uninstalled
            join release in db.Set<Release>().AsNoTracking() on installation.ReleaseId equals release.Id
            select new { installation, release }).ToListAsync();
        return rows.Count;
    }

    private static Task<int> LimitAsync(Scenario scenario, int affected) => scenario.QueryAsync(db => db.Database.ExecuteSqlRawAsync(
        """
        UPDATE "Releases" SET "DeprecationId" = NULL, "SunsetAt" = NULL WHERE "DeprecationId" IS NOT NULL
        AND rowid NOT IN (SELECT rowid FROM "Releases" WHERE "DeprecationId" IS NOT NULL ORDER BY rowid LIMIT {0})
        """,
        affected));

    /// <returns>The last row that isn't a copy.</returns>
    private static async Task<long> CopyAsync(Scenario scenario, string table, int copies)
    {
        await using var db = await scenario.Database.OpenAsync();
        var last = (await db.Database.SqlQueryRaw<long>(Of("SELECT MAX(rowid) AS Value FROM \"TABLE\"", table)).ToListAsync())[0];
        var columns = await db.Database.SqlQuery<string>($"SELECT name AS Value FROM pragma_table_info({table})").ToListAsync();
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = OFF");
        var sql = Of(Copy, table)
            .Replace("COLUMNS", string.Join(", ", columns.Select(column => $"\"{column}\"")), StringComparison.Ordinal)
            .Replace("VALUES", string.Join(", ", columns.Select(column => Value(table, column))), StringComparison.Ordinal);
        await db.Database.ExecuteSqlRawAsync(sql, copies, last);
        await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = ON");
        return last;
    }

    /// <summary>What is left at the end is checked like after each test, and copies without submissions wouldn't pass.</summary>
    private static async Task DeleteAsync(Scenario scenario, string table, long last)
    {
        await using var db = await scenario.Database.OpenAsync();
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = OFF");
        await db.Database.ExecuteSqlRawAsync(Of("DELETE FROM \"TABLE\" WHERE rowid > {0}", table), last);
        await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = ON");
    }

    private static string Of(string sql, string table) => sql.Replace("TABLE", table, StringComparison.Ordinal);

    /// <summary>A key of the copy: its number, then the rest of the original's, so that references among copies still fit.</summary>
    private static string Value(string table, string column) => (table, column) switch
    {
        ("Listings", "Id") or ("Installations", "Number") => $"one.\"{column}\" + 1000000 + copies.number * 10",
        (_, "ExtensionId" or "NormalizedId") => $"one.\"{column}\" || '-' || copies.number",
        _ when Keys.Contains(column) => $"printf('%08X', copies.number) || substr(one.\"{column}\", 9)",
        _ => $"one.\"{column}\"",
    };
}
