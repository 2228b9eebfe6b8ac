using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Kiket.Portal.Containers;
using Kiket.Portal.Edge;
using Kiket.Portal.Hosting;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Tests.Edge;
using Kiket.Portal.Tests.Hosting.Deployments;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>What hosting costs against a bare container and a direct connection, both sides in the same run, and how fast it notices.</summary>
internal static class HostingBenchmark
{
    private const int Rounds = 5;
    private const int Connections = 100;
    private const int Calls = 1000;
    private const int Deployments = 200;
    private const int Bulk = 64 * 1024 * 1024;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync()
    {
        Table.Head("What", "Demand", "Without", "With Kiket", "Result");
        await BulkAsync();
        await ConnectAsync();
        await CycleAsync();
        var podman = new PodmanService();
        await podman.InitializeAsync();
        var hosted = new HostedOnPodman(podman);
        try
        {
            await hosted.InitializeAsync();
            await LeaksAsync(hosted);
            await StartAsync(podman, hosted);
        }
        finally
        {
            await hosted.DisposeAsync();
            await podman.DisposeAsync();
        }

        await MemoryOnDockerAsync();
    }

    /// <summary>One TLS connection that sends much and gets it back.</summary>
    private static async Task BulkAsync()
    {
        await using var edge = new LoopbackEdge();
        await edge.StartAsync();
        var (direct, through) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var (all, connect) in new[] { (direct, Direct(edge)), (through, Through(edge)) })
            {
                await using var tls = await LoopbackEdge.OpenAsync(await connect(), LoopbackEdge.Declared);
                var began = Stopwatch.GetTimestamp();
                await Task.WhenAll(SendAsync(tls), ReceiveAsync(tls));
                var speed = Bulk / 1024.0 / 1024.0 / Stopwatch.GetElapsedTime(began).TotalSeconds;
                // The first round warms up.
                all.AddRange(round == 0 ? [] : [speed]);
            }
        }

        var (without, with) = (new Figures(direct), new Figures(through));
        Table.Row("TLS in bulk, MiB/s", "≥ 0.5 of direct", without.ToString(), with.ToString(), Number(with.Median / without.Median) + " of direct");
    }

    private static async Task SendAsync(Stream tls)
    {
        var chunk = new byte[64 * 1024];
        for (var sent = 0; sent < Bulk; sent += chunk.Length)
        {
            await tls.WriteAsync(chunk);
        }
    }

    private static async Task ReceiveAsync(Stream tls)
    {
        var chunk = new byte[64 * 1024];
        for (var received = 0; received < Bulk;)
        {
            received += await tls.ReadAsync(chunk) is > 0 and var read ? read : throw new IOException("The connection ended early.");
        }
    }

    private static async Task ConnectAsync()
    {
        await using var edge = new LoopbackEdge();
        await edge.StartAsync();
        var (direct, through) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var (all, connect) in new[] { (direct, Direct(edge)), (through, Through(edge)) })
            {
                var times = new List<double>();
                for (var connection = 0; connection < Connections; connection++)
                {
                    var began = Stopwatch.GetTimestamp();
                    await LoopbackEdge.EchoAsync(await connect(), LoopbackEdge.Declared, "hello");
                    times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }

                all.AddRange(round == 0 ? [] : [new Figures(times).Median]);
            }
        }

        var (without, with) = (new Figures(direct), new Figures(through));
        Table.Row("New TLS connection, p50, ms", "≤ 5 ms more", without.ToString(), with.ToString(), Number(with.Median - without.Median) + " ms more");
    }

    private static Func<Task<Stream>> Direct(LoopbackEdge edge) => async () =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(edge.Outside);
        return new NetworkStream(socket, ownsSocket: true);
    };

    private static Func<Task<Stream>> Through(LoopbackEdge edge) => async () =>
        new NetworkStream(await edge.ConnectAsync(EdgeListening.Tls), ownsSocket: true);

    /// <summary>A cycle of the reconciler over many deployments that are healthy, with an engine in memory and a real database.</summary>
    private static async Task CycleAsync()
    {
        var engine = new EngineInMemory();
        await using var scenario = await Scenario.OpenAsync(more: services => HostedBench.Register(services, engine, engine));
        var bench = new HostedBench(scenario);
        await bench.SwitchOnAsync();
        scenario.Get<Microsoft.Extensions.Options.IOptions<HostingOptions>>().Value.Capacity = new() { MemoryMiB = 1_000_000, Cpu = 1000 };
        await bench.ReleaseAsync("1.0.0", new ReleaseImage("sha256:" + new string('1', 64), 8080, null));
        await bench.DeployAsync(await bench.Installations.CustomersAsync(Deployments));
        for (var cycle = 0; cycle < 5; cycle++)
        {
            await CycleAsync(scenario);
        }

        var (times, lists) = (new List<double>(), 0);
        for (var round = 0; round < Rounds; round++)
        {
            var before = engine.Lists;
            scenario.Clock.Advance(TimeSpan.FromSeconds(11));
            var began = Stopwatch.GetTimestamp();
            await scenario.Get<ReconcileDeployments>().RunAsync(CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            lists = Math.Max(lists, engine.Lists - before);
        }

        Table.Row(
            $"One cycle over {engine.Containers.Count} deployments, s",
            "≤ 2 s, 1 list call",
            "",
            new Figures(times).ToString(),
            $"{lists} list call a cycle");
    }

    private static async Task LeaksAsync(HostedOnPodman hosted)
    {
        var began = Stopwatch.GetTimestamp();
        var outcome = await hosted.Scenario.Get<RunSelfTest>().RunAsync(CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Table.Row(
            $"{outcome.Attempts.Count} attempts to get out",
            "≥ 40, 0 through",
            "",
            $"{Number(took)} s with the start of the edge",
            $"{outcome.Attempts.Count(attempt => attempt.Leaked)} through");
    }

    private static async Task StartAsync(PodmanService podman, HostedOnPodman hosted)
    {
        var (scenario, bench) = (hosted.Scenario, hosted.Bench);
        var image = await hosted.ImageAsync("", ("health", "ok"), ("version", "one"));
        await bench.ReleaseAsync("1.0.0", image);
        var number = await bench.Installations.InstalledAsync();
        await UntilAsync(hosted, DeploymentState.Healthy);
        var (bare, with) = (new List<double>(), new List<double>());
        using var client = new HttpClient();
        for (var round = 0; round < Rounds; round++)
        {
            var spec = new ContainerSpec(FormattableString.Invariant($"bare-{round}"), image.ImageId, 0.25m, 256, Network: null)
            {
                Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PORT"] = "8080" },
            };
            var began = Stopwatch.GetTimestamp();
            var address = (await podman.Engine.StartAsync(spec, CancellationToken.None)).Address;
            while (!await IsHealthyAsync(client, address))
            {
                await Task.Delay(Look);
            }

            bare.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            await podman.Engine.RetireAsync(spec.Name, TimeSpan.Zero, CancellationToken.None);
            (await scenario.Get<RestartDeployment>().RunAsync(number, null, scenario.Gus, CancellationToken.None)).ThrowIfRefused();
            var generation = (await bench.DeploymentAsync()).LastGeneration + 1;
            began = Stopwatch.GetTimestamp();
            await CurrentAsync(hosted, generation);
            with.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            await SettleAsync(hosted);
        }

        var (without, kiket) = (new Figures(bare), new Figures(with));
        Table.Row(
            "Start to healthy, s",
            "≤ 1.5 × bare",
            without.ToString(),
            kiket.ToString(),
            Number(kiket.Median / without.Median) + " × bare, with edge and database");
        await SwitchAsync(podman, hosted, number);
        await MemoryAsync(hosted, number);
    }

    private static async Task SwitchAsync(PodmanService podman, HostedOnPodman hosted, long number)
    {
        var ingress = await hosted.IngressAsync();
        var key = (await hosted.Bench.DeploymentAsync()).Key;
        (await hosted.Scenario.Get<RestartDeployment>().RunAsync(number, null, hosted.Scenario.Gus, CancellationToken.None)).ThrowIfRefused();
        var generation = (await hosted.Bench.DeploymentAsync()).LastGeneration + 1;
        using var client = new HttpClient();
        var (failed, made, isOver) = (0, 0, false);
        var calling = Task.Run(async () =>
        {
            while (made < Calls || !isOver)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, ingress);
                request.Headers.Host = $"{key}.apps.localhost";
                using var response = await client.SendAsync(request);
                failed += response.StatusCode == HttpStatusCode.OK ? 0 : 1;
                made++;
            }
        });
        await CurrentAsync(hosted, generation);
        await SettleAsync(hosted);
        isOver = true;
        await calling;
        Table.Row($"{made:N0} calls across a switch", "0 of 1,000 fail", "", $"{failed} failed", failed == 0 ? "held" : "not held");
    }

    private static async Task MemoryAsync(HostedOnPodman hosted, long number)
    {
        await hosted.Bench.ReleaseAsync("1.1.0", await hosted.ImageAsync("exec /bin/busybox dd if=/dev/zero of=/dev/null bs=400M count=1;", ("health", "ok")));
        Scenario.Done(await hosted.Bench.Installations.UpgradeAsync(number));
        await hosted.Bench.Installations.WorkAsync();
        var began = Stopwatch.GetTimestamp();
        var rejected = await Wait.UntilAsync(async () =>
        {
            await CycleAsync(hosted.Scenario);
            return (await hosted.Bench.GenerationsAsync()).Find(one => one.State == GenerationState.Rejected);
        }, found => found is not null);
        Table.Row("Over its memory, in words, s", "≤ 10 s", "", Number(Stopwatch.GetElapsedTime(began).TotalSeconds), rejected!.Problem!);
    }

    /// <summary>Without an edge, because the portal refuses a Docker that gives the host an address.</summary>
    private static async Task MemoryOnDockerAsync()
    {
        var docker = new DockerService();
        await docker.InitializeAsync();
        try
        {
            var spec = new ContainerSpec("kx-memory", docker.Busybox.Value, 0.25m, 256, Network: null)
            {
                Command = ["/bin/sh", "-c", "exec dd if=/dev/zero of=/dev/null bs=400M count=1"],
            };
            var began = Stopwatch.GetTimestamp();
            await docker.Engine.StartAsync(spec, CancellationToken.None);
            var end = await Wait.UntilAsync(() => docker.Engine.EndAsync(spec.Name, CancellationToken.None), found => found is not null);
            var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
            await docker.Engine.RetireAsync(spec.Name, TimeSpan.Zero, CancellationToken.None);
            Table.Row("The same on Docker, s", "≤ 10 s", "", Number(took), end is { ExitCode: 137, IsOutOfMemory: true } ? "out of memory" : $"{end}");
        }
        finally
        {
            await docker.DisposeAsync();
        }
    }

    private static async Task<bool> IsHealthyAsync(HttpClient client, IPAddress address)
    {
        try
        {
            using var response = await client.GetAsync(new UriBuilder("http", address.ToString(), 8080, "/health").Uri);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static Task CurrentAsync(HostedOnPodman hosted, int generation) => Wait.UntilAsync(async () =>
    {
        await CycleAsync(hosted.Scenario);
        return (await hosted.Bench.GenerationsAsync()).Exists(one => one.Number == generation && one.State == GenerationState.Current);
    }, isSo => isSo);

    private static async Task SettleAsync(HostedOnPodman hosted)
    {
        hosted.Scenario.Clock.Advance(Generation.DrainTime);
        await CycleAsync(hosted.Scenario);
    }

    private static async Task UntilAsync(HostedOnPodman hosted, DeploymentState state) => await Wait.UntilAsync(async () =>
    {
        await CycleAsync(hosted.Scenario);
        return await hosted.Bench.DeploymentAsync();
    }, deployment => deployment.State == state);

    private static async Task CycleAsync(Scenario scenario)
    {
        scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        await scenario.Get<ReconcileDeployments>().RunAsync(CancellationToken.None);
    }

    private static string Number(double number) => number.ToString("#,0.##", CultureInfo.InvariantCulture);
}
