using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Kiket.Portal.Containers;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>
/// A podman of the tests' own: images, containers, networks and service in a fresh folder, once for all tests of
/// <see cref="Collection"/>, and all gone at the end.
/// </summary>
public sealed class PodmanService : IEngineService, IAsyncLifetime
{
    public const string Collection = "podman";

    private static readonly string[] Packages = ["podman", "runc", "conmon", "netavark", "aardvark-dns", "iptables", "uidmap", "busybox-static", "buildah"];

    private static readonly string[] Programs =
        ["/usr/bin/podman", "/usr/bin/conmon", "/usr/sbin/runc", "/usr/lib/podman/netavark", "/bin/busybox", "/usr/bin/buildah"];

    private readonly Lazy<Task<ImageId>> _builder;
    private readonly Lazy<Task<ImageId>> _portal;

    private readonly string _folder = Places.Executable();
    private Process? _service;

    /// <summary>Copies all files of an image for each container, and works everywhere.</summary>
    private string _storage = "vfs";

    /// <summary>A network that no other of this machine is likely to have.</summary>
    private readonly byte _second = (byte)Random.Shared.Next(100, 250);

    public PodmanService()
    {
        _builder = new(() => LoadAsync(ImageArchives.Builder()));
        _portal = new(() => LoadAsync(ContainerImages.Portal()));
    }

    public static KeyValuePair<string, string> Owner { get; } = new("dev.kiket.portal", "tests");

    /// <summary>The name of a registry at <see cref="Gateway"/>.</summary>
    public const string Registry = "registry.kiket.test";

    /// <summary>Where such containers reach this machine, once one has run.</summary>
    public IPAddress Gateway => new([10, _second, 0, 1]);

    public Uri Endpoint => new("unix://" + Socket);

    public DockerEngine Engine { get; private set; } = null!;

    public ImageId Busybox { get; private set; }

    /// <summary>An image with buildah.</summary>
    public Task<ImageId> Builder => _builder.Value;

    /// <summary>An image with the portal, from which the edge runs.</summary>
    public Task<ImageId> Portal => _portal.Value;

    private string Socket => Path.Combine(_folder, "podman.sock");

    public async Task InitializeAsync()
    {
        if (ContainerFactAttribute.Obstacle is not null)
        {
            return;
        }

        if (!Array.TrueForAll(Programs, File.Exists))
        {
            await Shell.InstallAsync(Packages);
        }

        await File.WriteAllTextAsync(
            Path.Combine(_folder, "containers.conf"),
            string.Create(CultureInfo.InvariantCulture, $"[network]\nnetwork_backend = \"netavark\"\ndefault_subnet = \"10.{_second}.0.0/24\"\n"
                + $"[containers]\nbase_hosts_file = \"{Path.Combine(_folder, "hosts")}\"\n"));
        await NameRegistryAsync(isThere: false);
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "networks")).FullName, "podman.json"), DefaultNetwork());
        _storage = await SharesFilesAsync() ? "overlay" : "vfs";
        Engine = new DockerEngine(new DockerEndpoint(Endpoint, Owner));
        await StartServiceAsync();
        Busybox = await LoadAsync(ImageArchives.Busybox());
    }

    /// <summary>Whether containers that start from now on find <see cref="Registry"/> without asking anybody.</summary>
    public Task NameRegistryAsync(bool isThere) =>
        File.WriteAllTextAsync(Path.Combine(_folder, "hosts"), "127.0.0.1 localhost\n" + (isThere ? Gateway.ToString() + " " + Registry + "\n" : ""));

    /// <summary>Kills the service, which ends no container, and starts it again.</summary>
    public async Task RestartServiceAsync()
    {
        _service!.Kill();
        await _service.WaitForExitAsync();
        _service.Dispose();
        File.Delete(Socket);
        await StartServiceAsync();
    }

    private async Task StartServiceAsync()
    {
        var service = _service = Process.Start(Podman("system", "service", "--time=0", Endpoint.ToString()))!;
        // Nobody reads them, and a full pipe would stop it.
        service.OutputDataReceived += (_, _) => { };
        service.ErrorDataReceived += (_, _) => { };
        service.BeginOutputReadLine();
        service.BeginErrorReadLine();
        await Wait.UntilAsync(() => File.Exists(Socket) || service.HasExited);
    }

    public async Task<ImageId> LoadAsync(Stream archive)
    {
        await using (archive)
        {
            return (await Engine.LoadAsync(archive, default)).Value;
        }
    }

    /// <summary>Whether containers can share the files of their image on this machine, which makes a start twice as fast.</summary>
    private async Task<bool> SharesFilesAsync()
    {
        using var process = Process.Start(Podman(Path.Combine(_folder, "try"), "overlay", ["images", "--quiet"]))!;
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    public async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(Podman(arguments))!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"podman {string.Join(' ', arguments)}: {await errors}");
    }

    /// <summary>Has podman's store lose the files of a container, as it does by itself when a removal meets a creation. Its processes run on.</summary>
    public async Task LoseAsync(string container)
    {
        var id = (await RunAsync("inspect", "--format", "{{.Id}}", container)).Trim();
        var store = Path.Combine(_folder, "root", _storage + "-containers");
        var list = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(store, "containers.json")))!.AsArray();
        Assert.Equal(1, list.RemoveAll(one => one!["id"]!.GetValue<string>() == id));
        await File.WriteAllTextAsync(Path.Combine(store, "containers.json"), list.ToJsonString());
        // What tells podman that somebody else wrote the list.
        await File.WriteAllBytesAsync(Path.Combine(store, "containers.lock"), RandomNumberGenerator.GetBytes(64));
    }

    public async Task DisposeAsync()
    {
        if (_service is not null)
        {
            Engine.Dispose();
            await RunAsync("rm", "--all", "--force", "--time=0");
            await RunAsync("network", "prune", "--force");
            _service.Kill();
            await _service.WaitForExitAsync();
            _service.Dispose();
        }

        Places.Remove(_folder);
    }

    /// <summary>Podman's own default network has the same bridge in every podman of a machine, and reaches nothing where another one uses it.</summary>
    private string DefaultNetwork() => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {
          "name": "podman", "id": "2f259bab93aaaaa2542ba43ef33eb990d0999ee1b9924b557b7be53c0b7a1bb9", "driver": "bridge",
          "network_interface": "kxt{{Environment.ProcessId % 1_000_000}}", "created": "2026-01-01T00:00:00Z",
          "subnets": [{ "subnet": "10.{{_second}}.0.0/24", "gateway": "10.{{_second}}.0.1" }],
          "ipv6_enabled": false, "internal": false, "dns_enabled": false, "ipam_options": { "driver": "host-local" }
        }
        """);

    private ProcessStartInfo Podman(params string[] arguments) => Podman(_folder, _storage, arguments);

    private ProcessStartInfo Podman(string folder, string storage, string[] arguments)
    {
        var start = new ProcessStartInfo(
            "podman",
            [
                "--root", Path.Combine(folder, "root"), "--runroot", Path.Combine(folder, "run"), "--tmpdir", Path.Combine(folder, "tmp"),
                "--network-config-dir", Path.Combine(_folder, "networks"), "--storage-driver", storage, "--cgroup-manager", "cgroupfs",
                "--events-backend", "file",
                .. arguments,
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CONTAINERS_CONF"] = Path.Combine(_folder, "containers.conf");
        return start;
    }
}

[CollectionDefinition(PodmanService.Collection)]
public sealed class PodmanTests : ICollectionFixture<PodmanService>;
