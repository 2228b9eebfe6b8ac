using Kiket.Portal.Containers;
using Kiket.Portal.Edge;
using Kiket.Portal.Foundation;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>
/// The network of builds, when operators let them reach registries: as that of an installation, with the edge as the only neighbour.
/// There is one, because one build runs at a time.
/// </summary>
public sealed class BuildNetwork(
    IContainerEngine engine, EdgeContainer edge, IEdgeSnapshots snapshots, IOptions<HostingOptions> options, PortalInstance instance)
{
    /// <summary>An installation that can't be: keys are random.</summary>
    private const string Key = "00000000000000000000000000000001";

    private string Name => $"{BuildBox.Prefix}{instance.Id}";

    /// <returns>Null when builds have no network.</returns>
    public async Task<Result<ContainerNetwork?>> EnsureAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Build.Egress.Count == 0)
        {
            return (ContainerNetwork?)null;
        }

        if (!(await edge.EnsureAsync(await engine.ObserveAsync(cancellationToken), cancellationToken)).TryGet(out var running, out var error))
        {
            return error;
        }

        using var client = running.Client;
        var network = Network(options.Value);
        await engine.EnsureNetworkAsync(
            new NetworkSpec(Name, network.Subnet, edge.Name, network.Edge, EdgeNetworks.EdgeMac(instance.Id)), cancellationToken);
        var status = await client.StatusAsync(cancellationToken);
        var pushed = await client.ReplaceAsync(await snapshots.ReadAsync(status.Succeeded ? status.Value.Snapshot : 0, cancellationToken), cancellationToken);
        return pushed.Succeeded ? new ContainerNetwork(Name, network.Container, network.Edge) : pushed.Error;
    }

    /// <summary>What the edge must know of builds.</summary>
    public static IReadOnlyList<EdgeInstallation> Installations(HostingOptions options) =>
        options.Build.Egress is { Count: > 0 } hosts ? [new EdgeInstallation(Key, Network(options).Edge.ToString(), hosts)] : [];

    /// <summary>The last one is the self-test's; installations are given the first that is free.</summary>
    private static EdgeNetwork Network(HostingOptions options) => EdgeNetworks.At(options.Whole, EdgeNetworks.Count(options.Whole) - 2);
}
