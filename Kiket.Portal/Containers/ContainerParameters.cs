using System.Globalization;
using Docker.DotNet.Models;

namespace Kiket.Portal.Containers;

/// <summary>What a container gets from the engine: its limits, and no right that it doesn't need.</summary>
internal static class ContainerParameters
{
    private const int MaxUserProcesses = 512;
    private const string MaxLog = "10m";
    private const long MiB = 1024 * 1024;

    /// <summary>mode=1777, because some engines create it for root alone. It counts as memory of the container.</summary>
    private const string TemporaryFolder = "rw,noexec,nosuid,nodev,size=64m,mode=1777";

    public static CreateContainerParameters Of(ContainerSpec container, DockerEndpoint endpoint, bool isPodman)
    {
        var memory = container.MemoryMiB * MiB;
        var host = new HostConfig
        {
            NanoCPUs = (long)(container.Cpu * 1_000_000_000),
            Memory = memory,
            MemorySwap = memory,
            PidsLimit = container.MaxProcesses,
            ReadonlyRootfs = !container.IsWritable,
            Tmpfs = new Dictionary<string, string>(StringComparer.Ordinal) { ["/tmp"] = TemporaryFolder },
            CapDrop = ["ALL"],
            CapAdd = [.. container.Capabilities],
            SecurityOpt = ["no-new-privileges"],
            Sysctls = Sysctls(container),
            // Always set: without them, starts fail on some machines.
            Ulimits =
            [
                new Ulimit { Name = "nofile", Soft = container.MaxFiles, Hard = container.MaxFiles },
                new Ulimit { Name = "nproc", Soft = MaxUserProcesses, Hard = MaxUserProcesses },
            ],
            LogConfig = new LogConfig
            {
                Type = isPodman ? "k8s-file" : "local",
                Config = new Dictionary<string, string>(StringComparer.Ordinal) { ["max-size"] = MaxLog },
            },
            RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.No },
        };
        if (endpoint.Runtime.Length > 0)
        {
            host.Runtime = endpoint.Runtime;
        }

        if (container.Storage is { } storage)
        {
            host.Binds = [$"{storage.Volume}:{storage.Path}"];
        }

        var parameters = new CreateContainerParameters
        {
            Name = container.Name,
            Image = container.Image,
            User = container.User ?? ContainerSpec.DefaultUser,
            Env = [.. container.Environment.Select(variable => $"{variable.Key}={variable.Value}")],
            Labels = new Dictionary<string, string>(container.Labels, StringComparer.Ordinal) { [endpoint.Owner.Key] = endpoint.Owner.Value },
            HostConfig = host,
        };
        if (container.Command is { } command)
        {
            parameters.Cmd = [.. command];
        }

        if (container.Published is { } published)
        {
            var inside = string.Create(CultureInfo.InvariantCulture, $"{published.Inside}/tcp");
            parameters.ExposedPorts = new Dictionary<string, EmptyStruct>(StringComparer.Ordinal) { [inside] = default };
            host.PortBindings = new Dictionary<string, IList<PortBinding>>(StringComparer.Ordinal)
            {
                [inside] =
                [
                    new PortBinding
                    {
                        HostIP = published.Outside.Address.ToString(),
                        HostPort = published.Outside.Port.ToString(CultureInfo.InvariantCulture),
                    },
                ],
            };
        }

        if (container.HasNoNetwork)
        {
            host.NetworkMode = "none";
        }
        else if (container.NetworkOf is { } other)
        {
            host.NetworkMode = $"container:{other}";
        }
        else if (container.Network is { } network)
        {
            host.NetworkMode = network.Name;
            host.DNS = [network.Edge.ToString()];
            parameters.NetworkingConfig = new NetworkingConfig
            {
                EndpointsConfig = new Dictionary<string, EndpointSettings>(StringComparer.Ordinal)
                {
                    [network.Name] = new()
                    {
                        IPAMConfig = new EndpointIPAMConfig { IPv4Address = network.Address.ToString() },
                        MacAddress = network.Mac ?? "",
                    },
                },
            };
        }

        return parameters;
    }

    private static Dictionary<string, string> Sysctls(ContainerSpec container)
    {
        if (container.NetworkOf is not null)
        {
            // The network has those of the other container.
            return [];
        }

        var sysctls = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // A bridge has an IPv6 address of the host even when the network has none.
            ["net.ipv6.conf.all.disable_ipv6"] = "1",
            ["net.ipv6.conf.default.disable_ipv6"] = "1",
            ["net.ipv4.ip_unprivileged_port_start"] = "0",
        };
        if (container.Network is null)
        {
            // The edge is in many networks and must not become a router between them.
            sysctls["net.ipv4.ip_forward"] = "0";
        }

        return sysctls;
    }
}
