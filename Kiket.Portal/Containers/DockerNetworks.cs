using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Kiket.Portal.Containers;

/// <summary>Networks of Docker, whose version 28 and later can leave the host without an address in them.</summary>
internal static class DockerNetworks
{
    private const string HostsPart = "com.docker.network.bridge.gateway_mode_ipv4";
    private const string None = "isolated";

    /// <summary>Creates the network unless it is there; one of this name with another shape is refused, because it may have a way out.</summary>
    public static async Task EnsureAsync(
        IDockerClient client, NetworkSpec network, KeyValuePair<string, string> owner, CancellationToken cancellationToken)
    {
        if (await IsThereAsync(client, network, cancellationToken))
        {
            return;
        }

        try
        {
            await client.Networks.CreateNetworkAsync(
                new NetworksCreateParameters
                {
                    Name = network.Name,
                    Driver = "bridge",
                    Internal = true,
                    EnableIPv6 = false,
                    IPAM = new IPAM { Config = [new IPAMConfig { Subnet = network.Subnet.ToString() }] },
                    Options = new Dictionary<string, string>(StringComparer.Ordinal) { [HostsPart] = None },
                    Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [owner.Key] = owner.Value },
                },
                cancellationToken);
        }
        catch (DockerApiException exception) when (exception.StatusCode == HttpStatusCode.Conflict)
        {
            // Another node was faster.
            await IsThereAsync(client, network, cancellationToken);
        }
    }

    public static async Task ConnectAsync(IDockerClient client, NetworkSpec network, CancellationToken cancellationToken)
    {
        try
        {
            await client.Networks.ConnectNetworkAsync(
                network.Name,
                new NetworkConnectParameters
                {
                    Container = network.EdgeContainer,
                    EndpointConfig = new EndpointSettings
                    {
                        IPAMConfig = new EndpointIPAMConfig { IPv4Address = network.EdgeAddress.ToString() },
                        MacAddress = network.EdgeMac,
                    },
                },
                cancellationToken);
        }
        catch (DockerApiException exception) when (exception.Message.Contains("already exists in network", StringComparison.Ordinal))
        {
            // It is connected already.
        }
    }

    private static async Task<bool> IsThereAsync(IDockerClient client, NetworkSpec network, CancellationToken cancellationToken)
    {
        try
        {
            var found = await client.Networks.InspectNetworkAsync(network.Name, cancellationToken);
            return found is { Internal: true, EnableIPv6: false, IPAM.Config: [var subnet] } && subnet.Subnet == network.Subnet.ToString()
                && found.Options?.TryGetValue(HostsPart, out var part) == true && part == None
                    ? true
                    : throw new EngineException($"The network {network.Name} exists and isn't as it must be. Remove it.");
        }
        catch (DockerApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }
}
