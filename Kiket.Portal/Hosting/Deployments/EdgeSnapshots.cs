using Kiket.Portal.Data;
using Kiket.Portal.Edge;
using Kiket.Portal.Hosting.Builds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>Collects what the edge must know, from the rows.</summary>
public sealed class EdgeSnapshots(
    IDbContextFactory<PortalDb> databases, IEnumerable<IContainerVariables> features, IOptions<HostingOptions> options, TimeProvider clock) : IEdgeSnapshots
{
    public async Task<EdgeSnapshot> ReadAsync(long known, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var deployments = await db.Set<Deployment>().AsNoTracking()
            .Where(deployment => deployment.NetworkIndex != null && deployment.State != DeploymentState.Removed)
            .OrderBy(deployment => deployment.InstallationId)
            .ToListAsync(cancellationToken);
        var generations = (await db.Set<Generation>().AsNoTracking()
            .Where(generation => generation.State == GenerationState.Candidate || generation.State == GenerationState.Current)
            .ToListAsync(cancellationToken)).ToLookup(generation => generation.InstallationId);
        // Rises with the clock, so that it also rises for another portal that takes over the edge.
        var number = Math.Max(clock.GetUtcNow().ToUnixTimeMilliseconds(), known + 1);
        return new EdgeSnapshot(
            number,
            [
                RunSelfTest.Installation(options.Value),
                .. BuildNetwork.Installations(options.Value),
                .. deployments.Select(deployment => Of(deployment, [.. generations[deployment.InstallationId]])),
            ],
            [.. options.Value.PlatformHosts.Union(features.Select(feature => feature.Host).OfType<string>(), StringComparer.OrdinalIgnoreCase)]);
    }

    private EdgeInstallation Of(Deployment deployment, IReadOnlyList<Generation> generations)
    {
        var network = EdgeNetworks.At(options.Value.Whole, deployment.NetworkIndex!.Value);
        var current = generations.FirstOrDefault(generation => generation.State == GenerationState.Current);
        // While a candidate starts beside the current one, both are in the network, and the customer agreed to the hosts of both.
        var egress = generations.SelectMany(generation => generation.Egress).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new EdgeInstallation(deployment.Key, network.Edge.ToString(), [.. egress])
        {
            Route = current is null
                ? null
                : new EdgeRoute(EdgeNetworks.Container(network, current.Number).ToString(), current.Port, current.TimeoutMs),
        };
    }
}
