using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kiket.Portal.Analytics.Tokens;
using Kiket.Portal.Data;
using Kiket.Portal.Listings;
using Kiket.Portal.Tests.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>
/// Events of telemetry that the portal accepts in a second from thousands of containers, beside a bare endpoint that reads the same body. Then how
/// long an event waits at 1,000 a second, what memory does meanwhile, and how much longer a visitor waits for the browse page.
/// </summary>
internal static class TelemetryBenchmark
{
    private const int Rounds = 5;

    /// <summary>So many that what each of them may send in a minute is more than the portal takes.</summary>
    private const int Containers = 4_000;

    private const int PerSecond = 1_000;

    /// <summary>One address searches as much as it can here.</summary>
    private static readonly (string Key, string Value)[] Unlimited =
    [
        ("Api:RateLimits:Search:Burst", "1000000"), ("Api:RateLimits:Search:PerMinute", "600000"),
    ];

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BetweenPages = TimeSpan.FromMilliseconds(100);

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        """
        {"event":"issue.created","version":"v1","status":"ok","duration_ms":12.345678,"timestamp":"2026-11-29T01:40:22.902657+00:00",
        """
        + "\"extension_id\":null,\"extension_version\":null,\"error_message\":null,\"error_class\":null,\"metadata\":{}}");

    /// <param name="minutes">Of 1,000 events a second.</param>
    public static async Task RunAsync(int minutes)
    {
        var portal = new ApiPortal(Unlimited);
        await portal.InitializeAsync();
        await using var bare = await BareAsync();
        var tokens = await TokensAsync(portal);
        var (ours, theirs) = (portal.Server.Address, new Uri(bare.Urls.First()));
        HttpLoad.Delivery Next(int number) => new($"/api/v1/ext/t/{tokens[number % tokens.Count]}/telemetry", "", Body);

        Console.WriteLine($"{Environment.ProcessorCount} processors, {Rounds} rounds of {Turn.TotalSeconds:0} s a side in turn, {Containers:#,0} containers.");
        List<double> mine = [], other = [];
        await HttpLoad.RateAsync(ours, Next, Turn);
        await HttpLoad.RateAsync(theirs, Next, Turn);
        for (var round = 0; round < Rounds; round++)
        {
            mine.Add(await HttpLoad.RateAsync(ours, Next, Turn));
            other.Add(await HttpLoad.RateAsync(theirs, Next, Turn));
        }

        var (accepted, read) = (new Figures(mine), new Figures(other));
        Table.Head("Events", "Portal, accepted/s", "Bare endpoint, /s", "Ratio (goal 0.6)");
        Table.Row("one a request", accepted.ToString(), read.ToString(), (accepted.Median / read.Median).ToString("0.00", CultureInfo.InvariantCulture));
        await PacedAsync(portal, Next, minutes);
        await portal.DisposeAsync();
    }

    private static async Task PacedAsync(ApiPortal portal, Func<int, HttpLoad.Delivery> next, int minutes)
    {
        // What is left of the limits fills up again.
        await Task.Delay(TimeSpan.FromSeconds(20));
        // What a search runs is compiled first, and again when it has run often.
        await BrowseAsync(portal, TimeSpan.FromSeconds(20), TimeSpan.Zero);
        var idle = await BrowseAsync(portal, TimeSpan.FromSeconds(30), BetweenPages);
        // As long as it gets, so that the portal's memory alone grows.
        var waits = new List<double>((minutes * 60 * PerSecond) + 2);
        var before = Memory();
        var browsing = BrowseAsync(portal, TimeSpan.FromMinutes(minutes), BetweenPages);
        waits.AddRange(await HttpLoad.PacedAsync(portal.Server.Address, next, PerSecond, TimeSpan.FromMinutes(minutes / 2.0)));
        var halfway = Memory();
        waits.AddRange(await HttpLoad.PacedAsync(portal.Server.Address, next, PerSecond, TimeSpan.FromMinutes(minutes / 2.0)));
        var meanwhile = await browsing;
        var after = Memory();
        Table.Head("At 1,000 events/s", "p50", "p99 (goal 25 ms)", "Sent", "Memory before, halfway, after", "Browse p95 idle, meanwhile (goal 1.5 ×)");
        Table.Row(
            $"{minutes} min",
            $"{Figures.Percentile(waits, .5):0.0} ms",
            $"{Figures.Percentile(waits, .99):0.0} ms",
            waits.Count.ToString("#,0", CultureInfo.InvariantCulture),
            $"{before} MB, {halfway} MB, {after} MB",
            $"{idle:0.0} ms, {meanwhile:0.0} ms ({meanwhile / idle:0.00} ×)");
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: true) / (1024 * 1024);
    }

    /// <summary>The 95th percentile of a visitor who loads the page again and again, in milliseconds.</summary>
    private static async Task<double> BrowseAsync(ApiPortal portal, TimeSpan time, TimeSpan pause)
    {
        using var visitor = portal.Client();
        var watch = Stopwatch.StartNew();
        var waits = new List<double>();
        while (watch.Elapsed < time)
        {
            var started = watch.Elapsed;
            // Another address each time, so that the cache doesn't answer.
            await visitor.GetStringAsync($"/marketplace?q=ping{waits.Count % 40}");
            waits.Add((watch.Elapsed - started).TotalMilliseconds);
            await Task.Delay(pause);
        }

        return Figures.Percentile(waits, .95);
    }

    private static async Task<List<string>> TokensAsync(ApiPortal portal)
    {
        var id = await portal.ListedAsync();
        await using var db = await portal.Server.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var listing = await db.Set<Listing>().SingleAsync(one => one.ExtensionId == id);
        var tokens = Enumerable.Range(0, Containers).Select(_ => TelemetryTokenValue.Generate()).ToList();
        db.AddRange(tokens.Select(token => TelemetryToken.OfContainer(
            listing.ExtensionKey, Guid.NewGuid(), listing.ReleaseId, 1, token, DateTimeOffset.UtcNow)));
        await db.SaveChangesAsync();
        return tokens;
    }

    private static async Task<WebApplication> BareAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/api/v1/ext/t/{token}/telemetry", async context =>
        {
            using var memory = new MemoryStream();
            await context.Request.Body.CopyToAsync(memory);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"status":"accepted"}""");
        });
        await app.StartAsync();
        return app;
    }
}
