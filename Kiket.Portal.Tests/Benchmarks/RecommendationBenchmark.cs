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
            copied.Push((table, await RowCopies.AddAsync(scenario, table, size - 1, column => Value(table, column))));
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
            await RowCopies.DeleteAsync(scenario, table, last);
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

    private static string? Value(string table, string column) => (table, column) switch
    {
        ("Listings", "Id") or ("Installations", "Number") => $"one.\"{column}\" + 1000000 + {RowCopies.Number} * 10",
        (_, "ExtensionId" or "NormalizedId") => $"one.\"{column}\" || '-' || {RowCopies.Number}",
        _ => Keys.Contains(column) ? RowCopies.Key(column) : null,
    };
}
