using System.Net;
using System.Net.Sockets;
using Kiket.Portal.Containers;
using Kiket.Portal.Data;
using Kiket.Portal.Edge;
using Kiket.Portal.Hosting;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit.Abstractions;

namespace Kiket.Portal.Tests.Hosting;

/// <summary>The portal's own image as edge and as the container that tries to get out, on a real podman.</summary>
[Collection(PodmanService.Collection)]
public sealed class SelfTestOnPodmanTests(PodmanService podman, ITestOutputHelper output) : IAsyncLifetime
{
    private readonly string _folder = Places.Temporary();
    private ImageId _image;

    public async Task InitializeAsync()
    {
        if (ContainerFactAttribute.Obstacle is null)
        {
            await using var archive = ImageArchives.Portal();
            _image = (await podman.Engine.LoadAsync(archive, default)).Value;
        }
    }

    public Task DisposeAsync()
    {
        Places.Remove(_folder);
        return Task.CompletedTask;
    }

    [ContainerFact]
    public async Task Nothing_gets_out_of_a_container_and_a_network_with_the_host_in_it_is_noticed()
    {
        var (edge, run) = Parts(podman.Engine);

        var outcome = await run.RunAsync(default);

        output.WriteLine(string.Join('\n', outcome.Attempts.Select(attempt => $"{(attempt.Leaked ? "OUT " : "held")} {attempt.Name}: {attempt.Result}")));
        Assert.Empty(outcome.Reasons);
        Assert.DoesNotContain(outcome.Attempts, attempt => attempt.Leaked);
        Assert.True(outcome.Attempts.Count >= LeakProbe.Least);

        // Twice on the same edge: the network of the first run is gone, and the edge still runs.
        Assert.Empty((await run.RunAsync(default)).Reasons);
        Assert.DoesNotContain("kx-self-test", await podman.RunAsync("network", "ls"), StringComparison.Ordinal);
        Assert.Equal([edge.Name], (await podman.Engine.ObserveAsync(default)).Select(observed => observed.Name).Where(name => name == edge.Name));

        // The same test in a network as engines make them by themselves must fail, or it could not see a leak.
        using var ordinary = new EngineWithOrdinaryNetworks(podman);
        var (_, leaking) = Parts(ordinary);
        var leaks = await leaking.RunAsync(default);

        Assert.Contains("attempts to get out of a container succeeded", Assert.Single(leaks.Reasons), StringComparison.Ordinal);
        Assert.Contains(leaks.Attempts, attempt => attempt is { Leaked: true, Name: "Connect to neighbour 1 on port 80" });
        await podman.Engine.RetireAsync(edge.Name, TimeSpan.FromSeconds(1), default);
    }

    private (EdgeContainer Edge, RunSelfTest Run) Parts(IContainerEngine engine)
    {
        var hosting = Options.Create(new HostingOptions { Engine = HostingEngine.Docker, EdgeImage = _image.Value, Network = podman.Network.ToString() });
        var settings = Options.Create(new EdgeOptions());
        var environment = new TestEnvironment(_folder);
        var instance = new PortalInstance(new DataDirectory(Options.Create(new PortalOptions { DataDirectory = _folder }), environment), settings);
        var edge = new EdgeContainer(engine, hosting, settings, instance, environment);
        return (edge, new RunSelfTest(engine, edge, hosting, instance, TimeProvider.System));
    }

    /// <summary>Networks as engines make internal ones by themselves: the host has an address in them, and here a service on it.</summary>
    private sealed class EngineWithOrdinaryNetworks(PodmanService podman) : IContainerEngine, IDisposable
    {
        private TcpListener? _service;

        public void Dispose() => _service?.Dispose();

        public async Task EnsureNetworkAsync(NetworkSpec network, CancellationToken cancellationToken)
        {
            await podman.RunAsync("network", "create", "--internal", "--disable-dns", "--subnet", network.Subnet.ToString(), network.Name);
            await podman.RunAsync("network", "connect", "--ip", network.EdgeAddress.ToString(), network.Name, network.EdgeContainer);
            var first = network.Subnet.BaseAddress.GetAddressBytes();
            _service = new TcpListener(new IPAddress([.. first[..3], (byte)(first[3] + 1)]), 80);
            _service.Start();
        }

        public Task<EngineState> ProbeAsync(CancellationToken cancellationToken) => podman.Engine.ProbeAsync(cancellationToken);

        public Task RemoveNetworkAsync(string name, CancellationToken cancellationToken) => podman.Engine.RemoveNetworkAsync(name, cancellationToken);

        public Task<Kiket.Portal.Foundation.Result<ImageId>> LoadAsync(Stream archive, CancellationToken cancellationToken) =>
            podman.Engine.LoadAsync(archive, cancellationToken);

        public Task<BoxResult> RunBoxAsync(BoxSpec box, IProgress<LogLine> output, CancellationToken cancellationToken) =>
            podman.Engine.RunBoxAsync(box, output, cancellationToken);

        public Task<ContainerAddress> StartAsync(ContainerSpec container, CancellationToken cancellationToken) =>
            podman.Engine.StartAsync(container, cancellationToken);

        public Task RetireAsync(string name, TimeSpan grace, CancellationToken cancellationToken) => podman.Engine.RetireAsync(name, grace, cancellationToken);

        public Task<IReadOnlyList<Observed>> ObserveAsync(CancellationToken cancellationToken) => podman.Engine.ObserveAsync(cancellationToken);

        public IAsyncEnumerable<LogLine> LogsAsync(string name, DateTimeOffset since, CancellationToken cancellationToken) =>
            podman.Engine.LogsAsync(name, since, cancellationToken);
    }

    private sealed class TestEnvironment(string root) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Production;

        public string ApplicationName { get; set; } = "Kiket.Portal";

        public string ContentRootPath { get; set; } = root;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
