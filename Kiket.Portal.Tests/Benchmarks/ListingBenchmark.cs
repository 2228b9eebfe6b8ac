using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>
/// The rows of the performance goals about listings, browsing and searching. Both sides of each ratio take turns in
/// one run: the portal, and a bare Kestrel that answers the same bytes; search through the service, and the capped
/// query on the bare database.
/// </summary>
internal static class ListingBenchmark
{
    private const int Rounds = 5;
    private const int Searches = 400;

    /// <summary>What the output cache files browse pages under.</summary>
    private const string BrowsePages = "marketplace";

    /// <summary>One address searches as much as it can here.</summary>
    private static readonly (string Key, string Value)[] Unlimited =
    [
        ("Api:RateLimits:Search:Burst", "1000000"), ("Api:RateLimits:Search:PerMinute", "600000"),
    ];

    private static readonly int[] Sizes = [1_000, 20_000, 200_000];

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(3);

    private static readonly string[] Queries =
    [
        "slack", "issue", "report", "time tracking", "git", "alert", "approval flow", "cal", "crm sync", "digest",
        "extension", "sla", "export csv", "webhook", "team", "plan", "helper 77", "invoice", "audit log", "mo",
    ];

    /// <summary>The times of searches so far, by database and size, for the row that compares two sizes.</summary>
    private static readonly Dictionary<(DatabaseProvider Database, int Size), double> Slowest = [];

    /// <param name="sizes">How many listings; none for all three sizes.</param>
    /// <param name="databases">None for both.</param>
    /// <param name="rows">Only the rows whose name holds one of these words; none for all.</param>
    public static async Task RunAsync(IReadOnlyList<int> sizes, IReadOnlyList<DatabaseProvider> databases, IReadOnlyList<string> rows)
    {
        Console.WriteLine(
            $"{Environment.ProcessorCount} processors, {Rounds} rounds of {Turn.TotalSeconds:0} s a side in turn, medians; ± is half the range.");
        foreach (var database in databases is [] ? Enum.GetValues<DatabaseProvider>() : databases)
        {
            foreach (var size in sizes is [] ? Sizes : sizes)
            {
                await RunAsync(database, size, name => rows.Count == 0 || rows.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)));
            }

            if (Slowest.TryGetValue((database, 20_000), out var few) && Slowest.TryGetValue((database, 200_000), out var many))
            {
                Console.WriteLine();
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{database}: search among 200,000, p99, times that among 20,000: {many / few:0.0} (goal: 4)"));
            }
        }
    }

    private static async Task RunAsync(DatabaseProvider database, int size, Func<string, bool> isChosen)
    {
        var connection = database == DatabaseProvider.PostgreSql ? await PostgreSqlServer.NewDatabaseAsync() : null;
        (string Key, string Value)[] settings = connection is null
            ? [("Demo:Enabled", "false"), .. Unlimited]
            : [("Demo:Enabled", "false"), ("Database:Provider", "PostgreSql"), ("ConnectionStrings:Portal", connection), .. Unlimited];
        await using var portal = await PortalServer.StartAsync("Production", settings);
        await FilledCatalogue.FillAsync(portal, size);
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"## {size:#,0} listings, {database}"));
        Console.WriteLine();
        Table.Head("Page", "Portal, requests/s", "Bare Kestrel, same bytes", "Ratio", "Bytes");
        await ChosenAsync("listing, warm", _ => new("/marketplace/" + FilledCatalogue.Id(7)));
        var (stamps, saved) = (portal.Services.GetRequiredService<ListingStamps>(), portal.Services.GetRequiredService<IOutputCacheStore>());
        // As after a change of each listing, before each request.
        await ChosenAsync("listing, cold", n =>
        {
            var id = FilledCatalogue.Id(n % Math.Min(size, 5_000));
            stamps.Raise(id);
            return new("/marketplace/" + id);
        });
        var last = size / 24;
        await ChosenAsync("browse, warm", _ => new("/marketplace"));
        await ChosenAsync("browse, cold", n => ForgottenAsync($"/marketplace?page={1 + (n % 40)}"));
        await ChosenAsync("browse, last pages, cold", n => ForgottenAsync($"/marketplace?page={last - (n % Math.Min(40, last))}"));
        await ChosenAsync("browse, filters, cold", n => ForgottenAsync($"/marketplace?category=crm,communication&verified=yes&page={1 + (n % 40)}"));
        await ChosenAsync("search page", n => new($"/marketplace?q={Uri.EscapeDataString(Queries[n % Queries.Length])}"));
        await ChosenAsync(
            "search page, filters", n => new($"/marketplace?q={Uri.EscapeDataString(Queries[n % Queries.Length])}&category=crm,communication&verified=yes"));
        Console.WriteLine();
        if (isChosen("search, one thread"))
        {
            Slowest[(database, size)] = await SearchAsync(portal, connection);
        }

        async ValueTask<string> ForgottenAsync(string path)
        {
            await saved.EvictByTagAsync(BrowsePages, default);
            return path;
        }

        Task ChosenAsync(string name, Func<int, ValueTask<string>> path) => isChosen(name) ? PageAsync(portal, name, path) : Task.CompletedTask;
    }

    private static async Task PageAsync(PortalServer portal, string name, Func<int, ValueTask<string>> path)
    {
        var bytes = await portal.Client().GetByteArrayAsync(new Uri(await path(1), UriKind.Relative));
        await using var bare = await BareAsync(bytes);
        List<double> ours = [], theirs = [];
        // The runtime goes on compiling what runs often for some seconds; a portal that runs for days is past that.
        await HttpLoad.RateAsync(portal.Address, path, Turn * 3);
        await HttpLoad.RateAsync(new Uri(bare.Urls.First()), _ => new("/"), Turn / 2);
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await HttpLoad.RateAsync(portal.Address, path, Turn));
            theirs.Add(await HttpLoad.RateAsync(new Uri(bare.Urls.First()), _ => new("/"), Turn));
        }

        var (mine, kestrel) = (new Figures(ours), new Figures(theirs));
        Table.Row(
            name,
            mine.ToString(),
            kestrel.ToString(),
            (mine.Median / kestrel.Median).ToString("0.00", CultureInfo.InvariantCulture),
            bytes.Length.ToString("#,0", CultureInfo.InvariantCulture));
    }

    private static async Task<WebApplication> BareAsync(byte[] bytes)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.ContentLength = bytes.Length;
            return context.Response.Body.WriteAsync(bytes).AsTask();
        });
        await app.StartAsync();
        return app;
    }

    /// <returns>The p99 through the service, in milliseconds.</returns>
    private static async Task<double> SearchAsync(PortalServer portal, string? connection)
    {
        var search = portal.Services.GetRequiredService<SearchListings>();
        await using DbConnection database = connection is null
            ? new SqliteConnection($"Data Source={Path.Combine(portal.DataDirectory, "portal.db")};Mode=ReadOnly")
            : new NpgsqlConnection(connection);
        await database.OpenAsync();
        List<double> service = [], bare = [];
        for (var n = -Queries.Length; n < Searches; n++)
        {
            var query = Queries[Math.Abs(n) % Queries.Length];
            var began = Stopwatch.GetTimestamp();
            await search.RunAsync(new BrowseRequest(VisibleRegistry.Marketplace, query), default);
            var through = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            began = Stopwatch.GetTimestamp();
            await CappedAsync(database, query);
            var direct = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (n >= 0)
            {
                service.Add(through);
                bare.Add(direct);
            }
        }

        Table.Head("Search, one thread", "p50, ms", "p99, ms", "Goal");
        Table.Row("through the service", Milliseconds(service, .5), Milliseconds(service, .99), "");
        Table.Row("capped query on the bare database", Milliseconds(bare, .5), Milliseconds(bare, .99), "");
        Table.Row("ratio", Ratio(service, bare, .5), Ratio(service, bare, .99), "2");
        return Figures.Percentile(service, .99);
    }

    /// <summary>The best of the first thousand matches, with what a card shows of them.</summary>
    private static async Task CappedAsync(DbConnection database, string query)
    {
        await using var command = database.CreateCommand();
        var words = query.Split(' ');
        command.CommandText = database is SqliteConnection
            ? """
              SELECT l.Name, l.Summary, l.PublisherName FROM (
                  SELECT rowid, bm25(ListingIndex, 0.0, 10.0, 5.0, 4.0, 3.0, 1.0) AS score
                  FROM ListingIndex WHERE ListingIndex MATCH $query LIMIT 1000) AS hit
              JOIN Listings AS l ON l.Id = hit.rowid ORDER BY score LIMIT 24
              """
            : """
              SELECT l."Name", l."Summary", l."PublisherName" FROM (
                  SELECT "ListingId", ts_rank("Words", $query::tsquery) AS score
                  FROM "ListingIndex" WHERE "Words" @@ $query::tsquery LIMIT 1000) AS hit
              JOIN "Listings" AS l ON l."Id" = hit."ListingId" ORDER BY score DESC LIMIT 24
              """.Replace("$query", "@query", StringComparison.Ordinal);
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = database is SqliteConnection
            ? ("$query", string.Join(' ', words.Select(word => $"\"{word}\"*")))
            : ("query", string.Join(" & ", words.Select(word => $"'{word}':*")));
        command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            reader.GetString(0);
        }
    }

    private static string Milliseconds(List<double> values, double share) => Figures.Percentile(values, share).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Ratio(List<double> left, List<double> right, double share) =>
        (Figures.Percentile(left, share) / Figures.Percentile(right, share)).ToString("0.0", CultureInfo.InvariantCulture);
}
