using System.Diagnostics;
using System.Globalization;
using System.Net;
using Kiket.Portal.Tests.Webhooks;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>
/// Ten thousand deliveries for fifty repositories, on a portal of its own process: what becomes of them, what it asks of GitHub,
/// and what somebody who browses meanwhile waits for.
/// </summary>
internal static class StormBenchmark
{
    private const int Repositories = 50;
    private const int Heads = 4;
    private const int PerSecond = 500;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    /// <param name="deliveries">How many are sent.</param>
    public static async Task RunAsync(int deliveries)
    {
        Console.WriteLine($"{deliveries:#,0} deliveries, {PerSecond} a second, {Repositories} repositories with {Heads} pushes each; listing them first …");
        await using var bench = await StormBench.StartAsync(Repositories, "Production");
        await BrowseAsync(bench.Portal.Address, Task.Delay(Idle / 2));
        // Their checks are over.
        await Task.Delay(Idle);
        var quiet = await BrowseAsync(bench.Portal.Address, Task.Delay(Idle));

        var storm = new Storm(bench, deliveries, Heads);
        bench.GitHub.Faults.ForgetCalls();
        var began = Stopwatch.GetTimestamp();
        var sending = storm.SendAsync(PerSecond);
        var busy = await BrowseAsync(bench.Portal.Address, sending);
        await sending;
        var sent = Stopwatch.GetElapsedTime(began);
        await storm.SettledAsync();
        var settled = Stopwatch.GetElapsedTime(began) - sent;
        await StormOutcome.AssertAsync(bench, storm);

        var valid = storm.Answers.Where(answer => answer.IsValid).ToList();
        var faults = bench.GitHub.Faults;
        Table.Head("Storm", "");
        Table.Row("valid, all answered 2xx", Number(valid.Count));
        var repeated = valid.Count(one => one.Status == HttpStatusCode.OK);
        Table.Row("of these new / repeated", $"{Number(valid.Count - repeated)} / {Number(repeated)}");
        Table.Row("badly signed, all answered 401", Number(storm.Answers.Count - valid.Count));
        Table.Row("rows, one for each id", Number(storm.Ids.Count));
        var took = valid.ConvertAll(one => one.Took.TotalMilliseconds);
        var shares = new[] { 0.5, 0.99, 1 }.Select(share => Number(Figures.Percentile(took, share)));
        Table.Row("answered within, p50 / p99 / longest, ms", string.Join(" / ", shares));
        Table.Row("sent in / all worked on after, s", $"{Number(sent.TotalSeconds)} / {Number(settled.TotalSeconds)}");
        Table.Row("heads that changed / files of a head read", $"{Number(storm.Pushes)} / {Number(faults.CallsTo("*/git/trees/*"))}");
        Table.Row(
            "calls to GitHub in total / of these conditional", $"{Number(faults.Calls.Count)} / {Number(faults.Calls.Count(call => call.Conditional))}");
        Table.Row("browse p95, idle / during the storm, ms", $"{Number(quiet)} / {Number(busy)}");
        Table.Row("ratio (goal 1.5)", Number(busy / quiet));
    }

    /// <summary>One visitor who reads page after page, twenty a second at most; the 95th percentile in milliseconds.</summary>
    private static async Task<double> BrowseAsync(Uri portal, Task until)
    {
        using var client = new HttpClient { BaseAddress = portal };
        var took = new List<double>();
        while (!until.IsCompleted)
        {
            var began = Stopwatch.GetTimestamp();
            await client.GetByteArrayAsync(new Uri("/marketplace", UriKind.Relative));
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await Task.Delay(50);
        }

        return Figures.Percentile(took, 0.95);
    }

    private static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);
}
