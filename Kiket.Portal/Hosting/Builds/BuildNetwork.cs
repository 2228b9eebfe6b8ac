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
    IContainerEngine engine, EdgeContainer edge, EdgeSnapshots snapshots, IOptions<HostingOptions> options, PortalInstance instance)
{
    private string Name => $"{BuildBox.Prefix}{instance.Id}";

    /// <returns>Null when builds have no network.</returns>
    public async Task<Result<ContainerNetwork?>> EnsureAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Build.Egress.Count == 0)
        {
            return (ContainerNetwork?)null;
        }

        if (!(await edge.EnsureAsync(cancellationToken)).TryGet(out var client, out var error))
        {
            return error;
        }

        using var owned = client;
        var network = BuildEgress.Network(options.Value);
        await engine.EnsureNetworkAsync(
            new NetworkSpec(Name, network.Subnet, edge.Name, network.Edge, EdgeNetworks.EdgeMac(instance.Id)), cancellationToken);
        var pushed = await snapshots.PushAsync(client, cancellationToken);
        return pushed.Succeeded ? new ContainerNetwork(Name, network.Container, network.Edge) : pushed.Error;
    }
}

/// <summary>What the edge must know of builds.</summary>
public sealed class BuildEgress(IOptions<HostingOptions> options) : IEdgeInstallations
{
    /// <summary>An installation that can't be: keys are random.</summary>
    private const string Key = "00000000000000000000000000000001";

    public Task<IReadOnlyList<EdgeInstallation>> ReadAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<EdgeInstallation>>(
        options.Value.Build.Egress is { Count: > 0 } hosts ? [new EdgeInstallation(Key, Network(options.Value).Edge.ToString(), hosts)] : []);

    /// <summary>The last one is the self-test's; installations are given the first that is free.</summary>
    internal static EdgeNetwork Network(HostingOptions options) => EdgeNetworks.At(options.Whole, EdgeNetworks.Count(options.Whole) - 2);
}
