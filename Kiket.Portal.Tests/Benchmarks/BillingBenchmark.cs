using System.Diagnostics;
using System.Globalization;
using Kiket.Portal.Billing;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Metering;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Installations;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Tests.Installations;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>
/// Invoicing a month of very many installations beside prepared inserts of the rows that it writes, and metering beside bare inserts, all with
/// every commit synced and as many commits on both sides. An organization has ten installations, and every fifth one is metered as well. Memory is
/// what the process holds at most above what it held before. A month of few comes first, because the portal that runs one has run for days.
/// </summary>
internal static class BillingBenchmark
{
    private const int PerOrganization = 10;
    private const int MeteredOf = 5;
    private const int Part = 500;
    private const int BatchSize = 100;
    private const int Batches = 60;
    private const int Rounds = 3;
    private const int Few = 1_000;

    /// <summary>What a run writes.</summary>
    private static readonly Type[] Written =
    [
        typeof(Invoice), typeof(InvoiceLine), typeof(LineShare), typeof(JournalEntry), typeof(Posting), typeof(PortalEvent), typeof(EventDelivery),
    ];

    public static async Task RunAsync(IReadOnlyList<int> sizes)
    {
        Table.Head("Installations", "Rows", "Run, s", "Prepared inserts, s", "Times", "Again, s", "Memory, MiB");
        var runs = new List<double>();
        await InvoiceAsync(Few, isShown: false);
        foreach (var size in sizes)
        {
            runs.Add(await InvoiceAsync(size));
        }

        if (runs is [var small, var large])
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sizes[1]:#,0} take {large / small:0.0} times as long as {sizes[0]:#,0}."));
        }

        await MeterAsync();
    }

    private static async Task<double> InvoiceAsync(int size, bool isShown = true)
    {
        var scenario = await FilledAsync(size);
        await using var database = scenario.Database;
        scenario.Clock.Advance(new DateTimeOffset(2026, 4, 3, 13, 0, 0, TimeSpan.Zero) - scenario.Clock.GetUtcNow());
        var run = scenario.Get<RunInvoices>();
        var before = await CountsAsync(scenario);
        var (seconds, held) = await WatchedAsync(() => run.RunAsync(CancellationToken.None));
        var started = Stopwatch.GetTimestamp();
        await run.RunAsync(CancellationToken.None);
        var again = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await CheckAsync(scenario, size);
        var (rows, prepared) = await PreparedAsync(scenario, before, commits: 2 * size / PerOrganization / Part);
        if (!isShown)
        {
            return seconds;
        }

        Table.Row(
            size.ToString("#,0", CultureInfo.InvariantCulture),
            rows.ToString("#,0", CultureInfo.InvariantCulture),
            seconds.ToString("0.0", CultureInfo.InvariantCulture),
            prepared.ToString("0.0", CultureInfo.InvariantCulture),
            (seconds / prepared).ToString("0.0", CultureInfo.InvariantCulture),
            again.ToString("0.00", CultureInfo.InvariantCulture),
            held.ToString("0", CultureInfo.InvariantCulture));
        return seconds;
    }

    private static async Task MeterAsync()
    {
        var scenario = await FilledAsync(PerOrganization * PerOrganization);
        await using var database = scenario.Database;
        var (acme, numbers) = await scenario.QueryAsync(async db => (
            await db.Set<Organization>().Where(one => one.Slug == "acme").Select(one => one.Id).SingleAsync(),
            await (
                from installation in db.Set<Installation>()
                join extension in db.Set<Extension>() on installation.ExtensionKey equals extension.Id
                where extension.ExtensionId == Scenario.Id && db.Set<Kiket.Portal.Billing.Terms.BillingTerm>().Any(
                    term => term.InstallationId == installation.Id && term.Meter == "messages")
                select installation.Number).ToListAsync()));
        var target = new MeteredExtension(acme, Extension.Marketplace, Scenario.Id, scenario.Ada);
        await scenario.QueryAsync(db => db.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO "UsageCaps" ("InstallationId", "At", "Cents", "PersonId", "PersonName")
            SELECT DISTINCT "InstallationId", 0, 100000000, "InstallationId", 'Gus' FROM "UsageTotals"
            """));
        await using var bare = await BareAsync(scenario, ["UsageEvents"]);
        List<double> ours = [], theirs = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var batches = Enumerable.Range(0, Batches).Select(batch => Enumerable.Range(0, BatchSize).Select(index => new SentUsage(
                $"{round}-{batch}-{index}", numbers[index % numbers.Count], "messages", 1, scenario.Clock.GetUtcNow())).ToList()).ToList();
            var other = await RateAsync(batches, batch => InsertAsync(bare, batch));
            var mine = await RateAsync(batches, async batch => Assert.All(
                Scenario.Done(await scenario.Get<RecordUsage>().RunAsync(target, batch, CancellationToken.None)).Results, result => Assert.Null(result.Code)));
            // The first round warms both up.
            if (round > 0)
            {
                theirs.Add(other);
                ours.Add(mine);
            }
        }

        var (metered, inserted) = (new Figures(ours), new Figures(theirs));
        Console.WriteLine();
        Table.Head($"Metering in batches of {BatchSize}, events a second", "Bare inserts", "Share");
        Table.Row(metered.ToString(), inserted.ToString(), (metered.Median / inserted.Median).ToString("0.00", CultureInfo.InvariantCulture));
    }

    /// <summary>One extension with a fee, nine copies of it, and an organization for every ten installations.</summary>
    private static async Task<Scenario> FilledAsync(int size)
    {
        var scenario = await Scenario.OpenAsync(DatabaseProvider.Sqlite, services =>
        {
            InstallationBench.Register(services);
            services.Configure<IssuerOptions>(issuer => issuer.Name = "Kiket");
        });
        var bench = new InstallationBench(scenario);
        await scenario.ListedAsync("1.0.0", details: Scenario.Details with { Pricing = new Pricing(PriceModel.Flat, 900) });
        await bench.InstalledAsync();
        const string organization = $"({RowCopies.Number} - 1) / 10 + 1";
        const string extension = $"{RowCopies.Number} % 10";
        // The first of ten is the extension itself.
        var extensionKey = $"CASE {extension} WHEN 0 THEN one.\"ExtensionKey\" ELSE {RowCopies.Key("ExtensionKey", extension)} END";
        await RowCopies.AddAsync(scenario, "Extensions", PerOrganization - 1, column => column switch
        {
            "Id" => RowCopies.Key(column),
            "ExtensionId" or "NormalizedId" => $"one.\"{column}\" || '-' || {RowCopies.Number}",
            _ => null,
        });
        await OnlyAsync(scenario, "organizations", "\"Slug\" = 'globex'", size / PerOrganization, column => column switch
        {
            "Id" => RowCopies.Key(column),
            "Slug" or "Name" => $"one.\"{column}\" || '-' || {RowCopies.Number}",
            _ => null,
        });
        await scenario.QueryAsync(db => db.Database.ExecuteSqlRawAsync(
            "INSERT INTO \"organization_numbers\" (\"OrganizationId\") SELECT \"Id\" FROM \"organizations\" "
            + "WHERE \"Id\" NOT IN (SELECT \"OrganizationId\" FROM \"organization_numbers\")"));
        string? Installed(string column) => column switch
        {
            "OrganizationId" => RowCopies.Key(column, organization),
            "ExtensionKey" => extensionKey,
            "InstallationId" => RowCopies.Key(column),
            _ => null,
        };
        await RowCopies.AddAsync(scenario, "Installations", size, column => column switch
        {
            "Number" => $"one.\"Number\" + {RowCopies.Number}",
            "Id" => RowCopies.Key(column),
            _ => Installed(column),
        });
        await RowCopies.AddAsync(scenario, "BillingTerms", size, column => column == "Id" ? RowCopies.Key(column) : Installed(column));
        await RowCopies.AddAsync(scenario, "BillingSpans", size, Installed);
        await scenario.QueryAsync(async db =>
        {
            var number = await db.Set<Installation>().MinAsync(one => one.Number);
            await db.Database.OpenConnectionAsync();
            await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = OFF");
            await db.Database.ExecuteSqlRawAsync(
                """
                CREATE TEMP TABLE metered AS SELECT term.* FROM "BillingTerms" term JOIN "Installations" one ON one."Id" = term."InstallationId"
                WHERE one."Number" > {0} AND ((one."Number" - {0}) / 10) % {1} = 0;
                UPDATE metered SET "Id" = 'F' || substr("Id", 2), "Component" = 'Meter', "Meter" = 'messages', "Name" = 'Messages', "Unit" = 'message',
                  "PriceCents" = 0, "Micros" = 3500, "Included" = 1000;
                INSERT INTO "BillingTerms" SELECT * FROM metered;
                INSERT INTO "UsageTotals" ("InstallationId", "Meter", "Day", "Period", "OrganizationId", "Quantity")
                  SELECT "InstallationId", 'messages', '2026-03-05', '2026-03-01', "OrganizationId", 1234 FROM metered;
                DROP TABLE metered;
                """,
                number,
                MeteredOf);
            await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = ON");
            return 0;
        });
        return scenario;
    }

    /// <summary>Copies of the rows that fit, and of no others.</summary>
    private static async Task OnlyAsync(Scenario scenario, string table, string which, int copies, Func<string, string?> value)
    {
        var last = await RowCopies.AddAsync(scenario, table, copies, value);
        await scenario.QueryAsync(async db =>
        {
            await db.Database.OpenConnectionAsync();
            await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = OFF");
#pragma warning disable EF1002 // Names of this class.
            await db.Database.ExecuteSqlRawAsync(
                $"DELETE FROM \"{table}\" WHERE rowid > {{0}} AND substr(\"Id\", 9) NOT IN (SELECT substr(\"Id\", 9) FROM \"{table}\" WHERE {which})", last);
#pragma warning restore EF1002
            await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = ON");
            return 0;
        });
    }

    private static async Task CheckAsync(Scenario scenario, int size)
    {
        await using var db = await scenario.Database.OpenAsync();
        // The copies, and the one that they are copies of.
        Assert.Equal((size / PerOrganization) + 1, await db.Set<Invoice>().CountAsync(invoice => invoice.State == InvoiceState.Issued));
        Assert.Equal(size + (size / MeteredOf) + 1, await db.Set<InvoiceLine>().CountAsync());
        Assert.Equal(0, await db.Set<Posting>().SumAsync(posting => posting.Amount));
        var last = string.Create(CultureInfo.InvariantCulture, $"INV-2026-{(size / PerOrganization) + 1:000000}");
        Assert.Equal(last, await db.Set<Invoice>().MaxAsync(invoice => invoice.Number));
    }

    private static async Task<(double Seconds, double Mebibytes)> WatchedAsync(Func<Task> run)
    {
        using var process = Process.GetCurrentProcess();
        GC.Collect();
        process.Refresh();
        var before = process.WorkingSet64;
        var most = before;
        double seconds;
        await using (new Timer(
            _ =>
            {
                process.Refresh();
                most = Math.Max(most, process.WorkingSet64);
            },
            null, 0, 20))
        {
            var started = Stopwatch.GetTimestamp();
            await run();
            seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        return (seconds, (most - before) / 1024d / 1024d);
    }

    private static async Task<IReadOnlyDictionary<string, long>> CountsAsync(Scenario scenario)
    {
        await using var db = await scenario.Database.OpenAsync();
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in Written.Select(type => db.Model.FindEntityType(type)!.GetTableName()!))
        {
#pragma warning disable EF1002 // Names of the model.
            counts[table] = (await db.Database.SqlQueryRaw<long>($"SELECT COALESCE(MAX(rowid), 0) AS Value FROM \"{table}\"").ToListAsync())[0];
#pragma warning restore EF1002
        }

        return counts;
    }

    /// <summary>The rows that the run wrote, into tables of the same form with the same indexes in another database.</summary>
    private static async Task<(int Rows, double Seconds)> PreparedAsync(Scenario scenario, IReadOnlyDictionary<string, long> before, int commits)
    {
        await using var bare = await BareAsync(scenario, [.. before.Keys]);
        var (after, seconds) = (await CountsAsync(scenario), 0d);
        var count = before.Sum(table => after[table.Key] - table.Value);
        foreach (var (table, last) in before)
        {
            List<object[]> rows;
            await using (var db = await scenario.Database.OpenAsync())
            {
                rows = await RowsAsync((SqliteConnection)db.Database.GetDbConnection(), table, last);
            }

            // As many commits in all as the run's, each table its part of them.
            var share = Math.Max(1, (int)Math.Round((double)commits * rows.Count / count));
            seconds += Timed(bare, table, rows, Math.Max(1, (rows.Count + share - 1) / share));
        }

        return ((int)count, seconds);
    }

    private static async Task<List<object[]>> RowsAsync(SqliteConnection connection, string table, long last)
    {
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A name of the model.
        command.CommandText = $"SELECT * FROM \"{table}\" WHERE rowid > {last}";
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object[]>();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    private static double Timed(SqliteConnection bare, string table, List<object[]> rows, int part)
    {
        if (rows.Count == 0)
        {
            return 0;
        }

        var started = Stopwatch.GetTimestamp();
        foreach (var chunk in rows.Chunk(part))
        {
            Insert(bare, table, chunk);
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static void Insert(SqliteConnection bare, string table, IReadOnlyList<object[]> rows)
    {
        using var transaction = bare.BeginTransaction();
        using var command = bare.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // A name of the model.
        command.CommandText = $"INSERT INTO \"{table}\" VALUES ({string.Join(", ", rows[0].Select((_, index) => $"@p{index}"))})";
#pragma warning restore CA2100
        var parameters = rows[0].Select((_, index) => command.Parameters.Add(new SqliteParameter($"@p{index}", DBNull.Value))).ToList();
        command.Prepare();
        foreach (var row in rows)
        {
            for (var column = 0; column < row.Length; column++)
            {
                parameters[column].Value = row[column];
            }

            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static Task InsertAsync(SqliteConnection bare, IReadOnlyList<SentUsage> batch)
    {
        Insert(bare, "UsageEvents", [.. batch.Select(sent => new object[]
        {
            Guid.Empty.ToString(), sent.EventId!, sent.Meter!, sent.OccurredAt!.Value.UtcTicks, "2026-03-01", sent.Quantity!.Value,
            sent.OccurredAt.Value.UtcTicks, DBNull.Value,
        })]);
        return Task.CompletedTask;
    }

    private static async Task<double> RateAsync(IReadOnlyList<List<SentUsage>> batches, Func<List<SentUsage>, Task> store)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var batch in batches)
        {
            await store(batch);
        }

        return batches.Count * BatchSize / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>A database with the same tables and indexes, synced at every commit as the portal's is.</summary>
    private static async Task<SqliteConnection> BareAsync(Scenario scenario, IReadOnlyList<string> tables)
    {
        var bare = new SqliteConnection($"Data Source={Path.Combine(Places.Temporary(), "bare.db")};Pooling=False;Foreign Keys=False");
        await bare.OpenAsync();
        await using var db = await scenario.Database.OpenAsync();
        var all = await db.Database.SqlQuery<MadeTable>(
            $"SELECT tbl_name AS Name, sql AS Sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL ORDER BY type DESC")
            .ToListAsync();
        var made = all.Where(one => tables.Contains(one.Name)).Select(one => one.Sql);
        foreach (var sql in made.Prepend("PRAGMA synchronous = FULL").Prepend("PRAGMA journal_mode = WAL"))
        {
            await using var command = bare.CreateCommand();
#pragma warning disable CA2100 // As the portal's own migration wrote it.
            command.CommandText = sql;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }

        return bare;
    }

    private sealed record MadeTable(string Name, string Sql);
}
