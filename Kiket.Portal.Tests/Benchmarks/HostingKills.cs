using System.Diagnostics;
using System.Globalization;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>
/// Ends the portal, the edge, the engine's service or a container of an extension with SIGKILL at random, or removes the container, again and again.
/// Measures how long rows and engine take to agree (one edge, exactly the containers of the rows, no twin and nothing left over) and the extension
/// to be healthy.
/// </summary>
internal static class HostingKills
{
    private static readonly string[] Kinds = ["portal", "edge", "engine", "container", "removed"];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan GiveUp = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <returns>0 when each time they agreed within 30 seconds.</returns>
    public static async Task<int> RunAsync(int times)
    {
        await using var hosted = await HostedPortal.StartAsync();
        var edge = await hosted.ProcessAsync(await EdgeAsync(hosted));
        Console.WriteLine($"{times} kills at random; rows and engine must agree within {Limit.TotalSeconds:0} s.");
        var (seconds, healthy) = (new Dictionary<string, List<double>>(StringComparer.Ordinal), new Dictionary<string, List<double>>(StringComparer.Ordinal));
        var cuts = 0;
        for (var time = 1; time <= times; time++)
        {
            // Half of them hit a switch to a new container.
            if (Random.Shared.Next(2) == 0)
            {
                await hosted.RestartContainerAsync();
            }

            await Task.Delay(Random.Shared.Next(4000));
            var kind = Kinds[Random.Shared.Next(Kinds.Length)];
            var started = Stopwatch.GetTimestamp();
            await KillAsync(hosted, kind);
            var took = await AgreeAsync(hosted, started);
            await hosted.UntilHealthyAsync();
            var whole = Stopwatch.GetElapsedTime(started);
            Add(seconds, kind, took);
            Add(healthy, kind, whole);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{time}: {kind}, {took.TotalSeconds:0.0} s, healthy after {whole.TotalSeconds:0.0} s"));
            var now = await hosted.ProcessAsync(await EdgeAsync(hosted));
            cuts += kind != "edge" && now != edge ? 1 : 0;
            edge = now;
            await hosted.RestartContainerAsync();
            await hosted.UntilHealthyAsync();
        }

        Table.Head("Killed", "Times", "Agree, median", "Longest", "Healthy, median", "Longest");
        foreach (var (kind, all) in seconds.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var up = healthy[kind];
            Table.Row(
                kind,
                all.Count.ToString(CultureInfo.InvariantCulture),
                Seconds(new Figures(all).Median),
                Seconds(all.Max()),
                Seconds(new Figures(up).Median),
                Seconds(up.Max()));
        }

        var late = seconds.Values.SelectMany(all => all).Count(took => took > Limit.TotalSeconds);
        Console.WriteLine($"Above {Limit.TotalSeconds:0} s: {late}. Edges that ended without being killed: {cuts}.");
        return late + cuts == 0 ? 0 : 1;
    }

    private static void Add(Dictionary<string, List<double>> all, string kind, TimeSpan took)
    {
        if (!all.TryGetValue(kind, out var times))
        {
            all[kind] = times = [];
        }

        times.Add(took.TotalSeconds);
    }

    private static Task<string> EdgeAsync(HostedPortal hosted) => hosted.NameAsync(one => one.Name.StartsWith("kx-edge-", StringComparison.Ordinal));

    private static async Task KillAsync(HostedPortal hosted, string kind)
    {
        switch (kind)
        {
            case "portal":
                await hosted.Portal.RestartAsync();
                return;
            case "engine":
                await hosted.Podman.RestartServiceAsync();
                return;
            case "removed":
                var removed = await hosted.NameAsync(one => one.Labels.ContainsKey(NextSteps.InstallationLabel));
                await hosted.Podman.RunAsync("rm", "--force", "--time=0", removed);
                return;
            default:
                var name = kind == "edge"
                    ? await EdgeAsync(hosted)
                    : await hosted.NameAsync(one => one.Labels.ContainsKey(NextSteps.InstallationLabel));
                var killed = await hosted.ProcessAsync(name);
                using (var process = Process.GetProcessById(killed))
                {
                    process.Kill();
                }

                // Until the engine notices, everything seems to agree.
                await Wait.UntilAsync(async () => !await hosted.RunsAsync(name, killed), isGone => isGone);
                return;
        }
    }

    /// <summary>Until they agree twice in a row, so that a moment before anybody noticed doesn't count.</summary>
    private static async Task<TimeSpan> AgreeAsync(HostedPortal hosted, long started)
    {
        var agreed = 0;
        while (true)
        {
            var difference = await hosted.DifferenceAsync();
            agreed = difference is null ? agreed + 1 : 0;
            var took = Stopwatch.GetElapsedTime(started);
            if (agreed >= 2)
            {
                return took;
            }

            if (took > GiveUp)
            {
                Console.WriteLine($"They don't agree: {difference}");
                return took;
            }

            await Task.Delay(Look);
        }
    }

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");
}
