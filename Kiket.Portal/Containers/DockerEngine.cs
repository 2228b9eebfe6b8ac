using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Kiket.Portal.Containers;

/// <summary>How to reach an engine, and whose containers are ours.</summary>
/// <param name="Endpoint"><c>unix:///run/podman/podman.sock</c> or <c>tcp://host:port</c>.</param>
/// <param name="Owner">The label of everything that this portal creates, and its value.</param>
/// <param name="Runtime">Such as <c>runsc</c>; empty for the engine's default.</param>
public sealed record DockerEndpoint(Uri Endpoint, KeyValuePair<string, string> Owner, string Runtime = "");

/// <summary>Podman and Docker, through the API that both have.</summary>
public sealed partial class DockerEngine : IContainerEngine, IDisposable
{
    /// <summary>Before it, an internal network gives the host an address in it.</summary>
    private const int DockerWithIsolatedNetworks = 28;

    private const int OldestPodman = 4;

    private readonly DockerEndpoint _endpoint;
    private readonly DockerClient _client;
    private readonly PodmanNetworks _podman;
    private readonly PodmanContainers _podmanContainers;
    private EngineKind? _kind;

    public DockerEngine(DockerEndpoint endpoint)
    {
        _endpoint = endpoint;
        // Calls such as waiting for a container take as long as they take; each has its own limit.
        _client = new DockerClientBuilder().WithEndpoint(endpoint.Endpoint).WithTimeout(Timeout.InfiniteTimeSpan).Build();
        _podman = new PodmanNetworks(endpoint.Endpoint);
        _podmanContainers = new PodmanContainers(endpoint.Endpoint);
    }

    private enum EngineKind
    {
        Podman,
        Docker,
    }

    public async Task<EngineState> ProbeAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            var version = await _client.System.GetVersionAsync(limit.Token);
            var info = await _client.System.GetSystemInfoAsync(limit.Token);
            var kind = KindOf(version);
            var name = kind == EngineKind.Podman ? "podman" : "Docker";
            return new EngineState(name, version.Version, (int)info.NCPU, info.MemTotal / 1024 / 1024, [.. Reasons(kind, version, info)]);
        }
        catch (Exception exception) when (IsUnreachable(exception) || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return EngineState.Unusable($"The engine at {_endpoint.Endpoint} doesn't respond: {exception.Message}");
        }
        catch (DockerApiException exception)
        {
            return EngineState.Unusable($"The engine at {_endpoint.Endpoint} refuses to say what it is: {exception.Message}");
        }
    }

    public Task EnsureNetworkAsync(NetworkSpec network, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        if (await KindAsync(cancellationToken) == EngineKind.Podman)
        {
            await _podman.EnsureAsync(network, _endpoint.Owner.Key, _endpoint.Owner.Value, cancellationToken);
            await _podman.ConnectAsync(network, cancellationToken);
            return true;
        }

        await DockerNetworks.EnsureAsync(_client, network, _endpoint.Owner, cancellationToken);
        await DockerNetworks.ConnectAsync(_client, network, cancellationToken);
        return true;
    });

    public Task RemoveNetworkAsync(string name, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        if (await KindAsync(cancellationToken) == EngineKind.Podman)
        {
            foreach (var container in await _podmanContainers.ListAsync("network", name, cancellationToken))
            {
                await _podman.DisconnectAsync(name, container.Id, cancellationToken);
            }

            await _podman.RemoveAsync(name, cancellationToken);
            return true;
        }

        var connected = await _client.Containers.ListContainersAsync(
            new ContainersListParameters { All = true, Filters = Filter("network", name) }, cancellationToken);
        foreach (var container in connected)
        {
            var parameters = new NetworkDisconnectParameters { Container = container.ID, Force = true };
            await _client.Networks.DisconnectNetworkAsync(name, parameters, cancellationToken);
        }

        await IgnoreMissingAsync(() => _client.Networks.DeleteNetworkAsync(name, cancellationToken));
        return true;
    });

    public Task<ContainerAddress> StartAsync(ContainerSpec container, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        await RunAsync(container, cancellationToken);
        return AddressOf(container, await _client.Containers.InspectContainerAsync(container.Name, cancellationToken));
    });

    /// <param name="input">Files that a new container gets before it starts.</param>
    private async Task<bool> RunAsync(ContainerSpec container, CancellationToken cancellationToken, (Stream Archive, string Folder)? input = null)
    {
        if (await ExistingAsync(container, cancellationToken) is not { } existing)
        {
            var podman = await KindAsync(cancellationToken) == EngineKind.Podman;
            try
            {
                await _client.Containers.CreateContainerAsync(ContainerParameters.Of(container, _endpoint, podman), cancellationToken);
            }
            catch (DockerApiException exception) when (IsNameTaken(exception))
            {
                // Another node was faster. It starts the same container.
            }
        }
        else if (existing.State is { Running: true })
        {
            return true;
        }

        try
        {
            if (input is { } files)
            {
                var into = new CopyToContainerParameters { Path = files.Folder };
                await _client.Containers.ExtractArchiveToContainerAsync(container.Name, into, files.Archive, cancellationToken);
            }

            await _client.Containers.StartContainerAsync(container.Name, new ContainerStartParameters(), cancellationToken);
        }
        catch
        {
            await RemoveAsync(container.Name, CancellationToken.None);
            throw;
        }

        return true;
    }

    public Task RetireAsync(string name, TimeSpan grace, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        try
        {
            await IgnoreMissingAsync(() => _client.Containers.StopContainerAsync(
                name, new ContainerStopParameters { WaitBeforeKillSeconds = (uint)grace.TotalSeconds }, cancellationToken));
        }
        catch (DockerApiException exception) when (IsLost(exception) || exception.Message.Contains("container state improper", StringComparison.Ordinal))
        {
            // On a busy machine podman may not see yet that the container has ended. The removal kills what still runs.
        }

        await RemoveAsync(name, cancellationToken);
        return true;
    });

    public Task<IReadOnlyList<Observed>> ObserveAsync(CancellationToken cancellationToken) => CallAsync(async () =>
    {
        IList<ContainerListResponse> containers;
        try
        {
            var filters = Filter("label", Label);
            containers = await _client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = filters }, cancellationToken);
        }
        catch (DockerApiException exception) when (IsLost(exception))
        {
            return await ObserveWithoutLostAsync(cancellationToken);
        }

        return (IReadOnlyList<Observed>)[.. containers.Select(container => new Observed(
            container.Names[0].TrimStart('/'),
            Prefixed(container.ImageID),
            container.State == "running",
            ExitCode().Match(container.Status ?? "") is { Success: true } exit ? int.Parse(exit.Groups["code"].ValueSpan, CultureInfo.InvariantCulture) : null,
            container.Labels.AsReadOnly()))];
    });

    public void Dispose()
    {
        _client.Dispose();
        _podman.Dispose();
        _podmanContainers.Dispose();
    }

    private static IEnumerable<string> Reasons(EngineKind kind, VersionResponse version, SystemInfoResponse info)
    {
        var major = int.TryParse(version.Version.Split('.')[0], CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (kind == EngineKind.Docker && major < DockerWithIsolatedNetworks)
        {
            yield return $"Docker {version.Version} gives the host an address in every network. Install Docker 28 or later, or podman.";
        }

        if (kind == EngineKind.Podman && major < OldestPodman)
        {
            yield return $"podman {version.Version} is too old. Install podman {OldestPodman} or later.";
        }

        if (!info.MemoryLimit)
        {
            yield return "The engine can't limit memory. Enable the memory controller of cgroups.";
        }

        if (!info.CPUCfsQuota)
        {
            yield return "The engine can't limit CPU time. Enable the cpu controller of cgroups.";
        }

        if (!info.PidsLimit)
        {
            yield return "The engine can't limit the number of processes. Enable the pids controller of cgroups.";
        }
    }

    private static EngineKind KindOf(VersionResponse version) =>
        version.Components?.Any(component => component.Name.Contains("Podman", StringComparison.OrdinalIgnoreCase)) == true
            ? EngineKind.Podman
            : EngineKind.Docker;

    private async Task<EngineKind> KindAsync(CancellationToken cancellationToken) =>
        _kind ??= KindOf(await _client.System.GetVersionAsync(cancellationToken));

    /// <summary>The container of this name; null when there is none. One with another image is a bug of the caller's.</summary>
    private async Task<ContainerInspectResponse?> ExistingAsync(ContainerSpec container, CancellationToken cancellationToken)
    {
        try
        {
            var existing = await _client.Containers.InspectContainerAsync(container.Name, cancellationToken);
            return !container.Image.StartsWith("sha256:", StringComparison.Ordinal) || Prefixed(existing.Image) == container.Image
                ? existing
                : throw new EngineException($"A container {container.Name} with another image exists. Retire it first.");
        }
        catch (DockerContainerNotFoundException)
        {
            return null;
        }
        catch (DockerApiException exception) when (IsLost(exception))
        {
            await RemoveLostAsync(container.Name, cancellationToken);
            return null;
        }
    }

    private static ContainerAddress AddressOf(ContainerSpec container, ContainerInspectResponse found)
    {
        // The edge is in the networks of the installations too, where the host doesn't reach it.
        var address = container.Network?.Address.ToString() ?? (container.HasNoNetwork ? IPAddress.Loopback.ToString() : null)
            ?? found.NetworkSettings?.Networks?
                .OrderBy(network => network.Key.StartsWith(NetworkSpec.Prefix, StringComparison.Ordinal))
                .Select(network => network.Value.IPAddress)
                .FirstOrDefault(text => !string.IsNullOrEmpty(text));
        return IPAddress.TryParse(address, out var parsed)
            ? new ContainerAddress(container.Name, parsed)
            // Docker takes the address back from one that has ended.
            : throw new EngineException(found.State is { Running: false } ended
                ? string.Create(CultureInfo.InvariantCulture, $"{container.Name} ended right after its start, with exit code {ended.ExitCode}.")
                : $"The engine gave {container.Name} no address.");
    }

    private Task RemoveAsync(string name, CancellationToken cancellationToken) => IgnoreMissingAsync(() =>
        _client.Containers.RemoveContainerAsync(name, new ContainerRemoveParameters { Force = true, RemoveVolumes = false }, cancellationToken));

    private static async Task IgnoreMissingAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (DockerApiException exception) when (exception.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.NotModified)
        {
            // Gone, or stopped, already.
        }
    }

    /// <summary>Docker answers 409, podman 500.</summary>
    private static bool IsNameTaken(DockerApiException exception) =>
        exception.StatusCode == HttpStatusCode.Conflict || exception.Message.Contains("already in use", StringComparison.Ordinal);

    private static bool IsUnreachable(Exception exception) =>
        exception is HttpRequestException or IOException or TimeoutException or System.Net.Sockets.SocketException;

    private static async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (DockerApiException exception)
        {
            throw new EngineException($"The engine refused: {exception.Message}", exception);
        }
        catch (Exception exception) when (IsUnreachable(exception))
        {
            throw new EngineException($"The engine doesn't respond: {exception.Message}", exception);
        }
    }

    private static Dictionary<string, IDictionary<string, bool>> Filter(string name, string value) =>
        new(StringComparer.Ordinal) { [name] = new Dictionary<string, bool>(StringComparer.Ordinal) { [value] = true } };

    /// <summary>Podman leaves <c>sha256:</c> out in some responses.</summary>
    private static string Prefixed(string id) => id.StartsWith("sha256:", StringComparison.Ordinal) ? id : "sha256:" + id;

    [GeneratedRegex(@"^Exited \((?<code>-?\d+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExitCode();
}
