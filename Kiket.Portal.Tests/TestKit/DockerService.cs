using System.Diagnostics;
using System.Globalization;
using Kiket.Portal.Containers;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>
/// A Docker of the tests' own: images, containers, networks and daemon in a fresh folder, once for all tests of
/// <see cref="Collection"/>, and all gone at the end. It changes neither the firewall nor the routes of the machine.
/// </summary>
public sealed class DockerService : IEngineService, IAsyncLifetime
{
    public const string Collection = "docker";

    private const int LastWords = 20;
    private const string Client = "/usr/bin/docker";
    private const string Busy = "/bin/busybox";

    private static readonly string[] Programs = ["/usr/sbin/dockerd", Client, "/usr/bin/containerd", "/usr/sbin/runc", Busy];

    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(20);

    private readonly string _folder = Places.Executable();
    private readonly string _bridge = string.Create(CultureInfo.InvariantCulture, $"kxd{Environment.ProcessId % 1_000_000}");
    private Process? _daemon;

    public Uri Endpoint => new("unix://" + Path.Combine(_folder, "docker.sock"));

    public DockerEngine Engine { get; private set; } = null!;

    public ImageId Busybox { get; private set; }

    public async Task InitializeAsync()
    {
        if (ContainerFactAttribute.Obstacle is not null)
        {
            return;
        }

        if (!Array.TrueForAll(Programs, File.Exists))
        {
            await Shell.InstallAsync("docker.io", "busybox-static");
        }

        // Docker's own bridge has the same name in every Docker of a machine.
        await Shell.RunAsync(Busy, "ip", "link", "add", "name", _bridge, "type", "bridge");
        await Shell.RunAsync(Busy, "ip", "address", "add", $"10.{Random.Shared.Next(100, 250)}.1.1/24", "dev", _bridge);
        await Shell.RunAsync(Busy, "ip", "link", "set", _bridge, "up");
        await StartAsync();
        using var archive = ImageArchives.Busybox();
        Busybox = (await Engine.LoadAsync(archive, default)).Value;
    }

    public async Task<string> RunAsync(params string[] arguments)
    {
        var (exitCode, output) = await Shell.TryRunAsync(Client, ["--host", Endpoint.ToString(), .. arguments]);
        return exitCode == 0 ? output : throw new InvalidOperationException($"docker {string.Join(' ', arguments)}: {output}");
    }

    public async Task DisposeAsync()
    {
        if (_daemon is not null)
        {
            var left = (await RunAsync("ps", "--all", "--quiet")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (left.Length > 0)
            {
                await RunAsync(["rm", "--force", .. left]);
            }

            // Their bridges would outlive it.
            await RunAsync("network", "prune", "--force");
            Engine.Dispose();
            // Asked, it ends its containerd, and takes back its mounts.
            await Shell.RunAsync(Busy, "kill", "-TERM", _daemon.Id.ToString(CultureInfo.InvariantCulture));
            await _daemon.WaitForExitAsync().WaitAsync(Goodbye).ContinueWith(_ => { }, TaskScheduler.Default);
            await EndAsync();
            _daemon.Dispose();
            await Shell.TryRunAsync(Busy, "ip", "link", "delete", _bridge);
        }

        Places.Remove(_folder);
    }

    private async Task StartAsync()
    {
        var settings = Path.Combine(_folder, "daemon.json");
        await File.WriteAllTextAsync(settings, "{}");
        _daemon = Process.Start(new ProcessStartInfo(
            "/usr/sbin/dockerd",
            [
                "--config-file", settings, "--host", Endpoint.ToString(), "--pidfile", Path.Combine(_folder, "docker.pid"),
                "--data-root", Path.Combine(_folder, "root"), "--exec-root", Path.Combine(_folder, "run"),
                "--bridge", _bridge, "--iptables=false", "--ip6tables=false", "--ip-forward=false",
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = new Queue<string>();
        _daemon.OutputDataReceived += (_, _) => { };
        _daemon.ErrorDataReceived += (_, line) =>
        {
            lock (said)
            {
                said.Enqueue(line.Data ?? "");
                if (said.Count > LastWords)
                {
                    said.Dequeue();
                }
            }
        };
        _daemon.BeginOutputReadLine();
        _daemon.BeginErrorReadLine();
        Engine = new DockerEngine(new DockerEndpoint(Endpoint, PodmanService.Owner));
        await Wait.UntilAsync(() => Engine.ProbeAsync(default), state => state.Name.Length > 0 || _daemon.HasExited);
        if (_daemon.HasExited)
        {
            throw new InvalidOperationException($"dockerd ended:\n{string.Join('\n', said)}");
        }
    }

    /// <summary>What a daemon leaves that didn't end by itself: its containerd, what watches containers, and mounts.</summary>
    private async Task EndAsync()
    {
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                if (IsOurs(process.Id))
                {
                    process.Kill();
                    await process.WaitForExitAsync();
                }
            }
        }

        var mounts = (await File.ReadAllLinesAsync("/proc/self/mounts")).Select(line => line.Split(' ')[1]);
        foreach (var mount in mounts.Where(mount => mount.StartsWith(_folder + "/", StringComparison.Ordinal)).Reverse())
        {
            await Shell.TryRunAsync("umount", "--lazy", mount);
        }
    }

    private bool IsOurs(int process)
    {
        try
        {
            var words = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/cmdline")).Split('\0');
            return process != Environment.ProcessId && words.Any(word => word.Contains(_folder + "/", StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return false;
        }
    }
}

[CollectionDefinition(DockerService.Collection)]
public sealed class DockerTests : ICollectionFixture<DockerService>;
