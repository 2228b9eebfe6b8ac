using System.Diagnostics;
using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Installations.Operating;
using Kiket.Portal.Tests.Installations;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>
/// Deciding which of very many installations of one release upgrade to the next, beside one query over the index that finds them.
/// Memory is what the process holds at most during the pass, above what it held before.
/// </summary>
internal static class UpgradeBenchmark
{
    private const int Rounds = 3;
    private const long FirstCopy = 1_000_000;

    /// <summary>Copies the one installation: an organization and a key of its own for each, everything else the same.</summary>
    private const string Copy =
        """
        WITH RECURSIVE copies(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM copies WHERE number < {0})
        INSERT INTO "Installations" ("Number", "Id", "OrganizationId", COLUMNS)
        SELECT {2} + copies.number, printf('%08X-0000-4000-8000-000000000001', copies.number),
               printf('%08X-0000-4000-8000-000000000002', copies.number), COLUMNS
        FROM copies CROSS JOIN "Installations" AS one WHERE one."Number" = {1}
        """;

    public static async Task RunAsync(int size)
    {
        await using var scenario = await Scenario.OpenAsync(DatabaseProvider.Sqlite, InstallationBench.Register);
        var bench = new InstallationBench(scenario);
        await bench.ReleaseAsync("1.0.0");
        var number = await bench.InstalledAsync("1.0.0", policy: new InstallationPolicy { Mode = UpgradeMode.Minor });
        await bench.ReleaseAsync("1.1.0");
        // After the cool-down and every step of the rollout.
        scenario.Clock.Advance(TimeSpan.FromDays(30));
        await CopyAsync(scenario, number, size - 1);

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size:#,0} installations on SQLite, {Rounds} rounds in turn."));
        List<double> ours = [], theirs = [];
        var memory = 0d;
        for (var round = 0; round < Rounds; round++)
        {
            await MakeDueAsync(scenario);
            theirs.Add(await QueryAsync(scenario, size));
            var (seconds, held) = await DecideAsync(scenario, size);
            ours.Add(seconds);
            memory = Math.Max(memory, held);
        }

        // What is left at the end is checked like after each test, and copies without organizations wouldn't pass.
        await scenario.QueryAsync(db => db.Set<UpgradeDue>().ExecuteDeleteAsync());
        await scenario.QueryAsync(db => db.Set<Installation>().Where(installation => installation.Number > FirstCopy).ExecuteDeleteAsync());
        var (mine, other) = (new Figures(ours), new Figures(theirs));
        Table.Head("Decided", "Portal, s", "One query over the index, s", "Times", "Memory, MB");
        Table.Row(
            size.ToString("#,0", CultureInfo.InvariantCulture),
            mine.ToString(),
            other.ToString(),
            (mine.Median / other.Median).ToString("0.0", CultureInfo.InvariantCulture),
            memory.ToString("0", CultureInfo.InvariantCulture));
    }

    private static async Task CopyAsync(Scenario scenario, long number, int copies)
    {
        await using var db = await scenario.Database.OpenAsync();
        var columns = await db.Database
            .SqlQuery<string>($"SELECT name AS Value FROM pragma_table_info('Installations') WHERE name NOT IN ('Number', 'Id', 'OrganizationId')")
            .ToListAsync();
        var names = string.Join(", ", columns.Select(column => $"\"{column}\""));
        // The copies' organizations don't exist; deciding asks for none of them.
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = OFF");
        await db.Database.ExecuteSqlRawAsync(Copy.Replace("COLUMNS", names, StringComparison.Ordinal), copies, number, FirstCopy);
        await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = ON");
    }

    private static async Task MakeDueAsync(Scenario scenario)
    {
        await using var db = await scenario.Database.OpenAsync();
        var now = scenario.Clock.GetUtcNow();
        await db.Set<UpgradeDue>().ExecuteDeleteAsync();
        await db.Set<Installation>().ExecuteUpdateAsync(update => update.SetProperty(installation => installation.DecideAt, now));
    }

    private static async Task<double> QueryAsync(Scenario scenario, int size)
    {
        await using var db = await scenario.Database.OpenAsync();
        var now = scenario.Clock.GetUtcNow();
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        var due = db.Set<Installation>().AsNoTracking()
            .Where(installation => installation.DecideAt != null && installation.DecideAt <= now)
            .OrderBy(installation => installation.DecideAt).ThenBy(installation => installation.Number);
        await foreach (var _ in due.AsAsyncEnumerable())
        {
            count++;
        }

        Assert.Equal(size, count);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<(double Seconds, double Megabytes)> DecideAsync(Scenario scenario, int size)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = before;
        await using var watch = new Timer(_ => most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false)), null, 0, 50);
        var started = Stopwatch.GetTimestamp();
        var decided = await scenario.Get<DecideUpgrades>().DecideAllAsync(CancellationToken.None);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Assert.Equal(size, decided);
        Assert.Equal(size, await scenario.QueryAsync(db => db.Set<UpgradeDue>().CountAsync()));
        return (seconds, (most - before) / 1024d / 1024d);
    }
}
