using System.Globalization;
using Kiket.Portal.Containers;
using Kiket.Portal.Data;
using Kiket.Portal.Edge;
using Kiket.Portal.Extensions;
using Kiket.Portal.Installations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>The container of a generation, exactly.</summary>
public sealed class ContainerSpecs(
    IDbContextFactory<PortalDb> databases,
    PublisherSecrets secrets,
    SecretLinks links,
    HostedAddresses addresses,
    IEnumerable<IContainerVariables> features,
    IOptions<HostingOptions> options)
{
    /// <summary>Where the edge takes <c>CONNECT</c>.</summary>
    private const int ProxyPort = 3128;

    public static string NetworkName(string key) => $"kx-{key}";

    public NetworkSpec Network(Deployment deployment, string edgeContainer)
    {
        var network = EdgeNetworks.At(options.Value.Whole, deployment.NetworkIndex!.Value);
        return new NetworkSpec(NetworkName(deployment.Key), network.Subnet, edgeContainer, network.Edge, EdgeNetworks.EdgeMac(deployment.Key));
    }

    public async Task<ContainerSpec> OfAsync(Deployment deployment, Generation generation, CancellationToken cancellationToken)
    {
        var network = EdgeNetworks.At(options.Value.Whole, deployment.NetworkIndex!.Value);
        return new ContainerSpec(
            generation.ContainerName,
            generation.ImageId,
            generation.Cpu,
            generation.MemoryMiB,
            new ContainerNetwork(NetworkName(deployment.Key), EdgeNetworks.Container(network, generation.Number), network.Edge)
            {
                Mac = EdgeNetworks.ContainerMac(deployment.Key, generation.Number),
            })
        {
            User = generation.User,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [NextSteps.InstallationLabel] = deployment.Key,
                [NextSteps.GenerationLabel] = generation.Number.ToString(CultureInfo.InvariantCulture),
            },
            Environment = await EnvironmentAsync(deployment, generation, network, cancellationToken),
        };
    }

    private async Task<Dictionary<string, string>> EnvironmentAsync(
        Deployment deployment, Generation generation, EdgeNetwork network, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var manifest = await InstallationAnswers.ManifestAsync(db, generation.ReleaseId, cancellationToken);
            var extension = await db.Set<Extension>().AsNoTracking().SingleAsync(one => one.Id == deployment.ExtensionKey, cancellationToken);
            if (manifest.Callback?.Secret is { Length: > 4 } reference
                && await secrets.FindAsync(db, extension, reference, cancellationToken) is { } secret)
            {
                // "env.NAME": the program reads it from this variable.
                variables[reference[4..]] = secret.Reveal();
            }
        }

        foreach (var feature in features)
        {
            foreach (var (name, value) in await feature.ForAsync(deployment, generation, cancellationToken))
            {
                variables[name] = value;
            }
        }

        // After the secret, whose name is the publisher's.
        variables["PORT"] = generation.Port.ToString(CultureInfo.InvariantCulture);
        variables["EXTENSION_BASE_URL"] = addresses.Of(deployment.InstallationId).GetLeftPart(UriPartial.Authority);
        variables["HTTPS_PROXY"] = string.Create(CultureInfo.InvariantCulture, $"http://{network.Edge}:{ProxyPort}");
        variables["NODE_USE_ENV_PROXY"] = "1";
        if (links.Root is { } portal)
        {
            variables["KIKET_BASE_URL"] = portal.GetLeftPart(UriPartial.Authority);
        }

        return variables;
    }
}
