using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Kiket.Portal.Edge;

/// <summary>The network of one installation: the edge, the container, and no address of the host.</summary>
/// <param name="Subnet">A /29.</param>
/// <param name="Edge">The edge's address in it.</param>
/// <param name="Container">The container's address in it.</param>
public sealed record EdgeNetwork(IPNetwork Subnet, IPAddress Edge, IPAddress Container);

/// <summary>Divides the hosting network into networks of installations.</summary>
public static class EdgeNetworks
{
    /// <summary>The value of <c>Hosting:Network</c> unless it is set.</summary>
    public const string Default = "10.201.0.0/16";

    private const int EdgeHost = 6;
    private const int ContainerHost = 2;

    /// <summary>Addresses from <see cref="ContainerHost"/> to before the edge's.</summary>
    private const int Containers = 4;

    private const int Size = 1 << (32 - EdgePolicies.NetworkPrefix);

    /// <summary>How many networks of installations fit.</summary>
    public static int Count(IPNetwork whole) => 1 << (EdgePolicies.NetworkPrefix - whole.PrefixLength);

    /// <param name="index">From 0 up to <see cref="Count"/>, exclusive.</param>
    public static EdgeNetwork At(IPNetwork whole, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count(whole));
        var first = BinaryPrimitives.ReadUInt32BigEndian(whole.BaseAddress.GetAddressBytes()) + ((uint)index * Size);
        return new(new IPNetwork(Address(first), EdgePolicies.NetworkPrefix), Address(first + EdgeHost), Address(first + ContainerHost));
    }

    /// <summary>
    /// The edge's MAC address in a network, always the same: a container that knows another one for the edge's address reaches
    /// nothing for half a minute.
    /// </summary>
    /// <param name="key">Of the installation, as 32 hex digits.</param>
    public static string EdgeMac(string key) => $"02:{key[..2]}:{key[2..4]}:{key[4..6]}:{key[6..8]}:{key[8..10]}".ToLowerInvariant();

    /// <summary>
    /// The address of a generation's container. Neighbours in number have different ones, because one replaces the other while both run.
    /// </summary>
    public static IPAddress Container(EdgeNetwork network, int generation)
    {
        var bytes = network.Subnet.BaseAddress.GetAddressBytes();
        bytes[3] += (byte)(ContainerHost + (generation % Containers));
        return new IPAddress(bytes);
    }

    /// <summary>
    /// The MAC address of a generation's container: one for each address, because the edge remembers it for a while, and would not find the fourth
    /// generation after one that it had called.
    /// </summary>
    /// <param name="key">Of the installation, as 32 hex digits.</param>
    public static string ContainerMac(string key, int generation) =>
        string.Create(CultureInfo.InvariantCulture, $"06:{key[^8..^6]}:{key[^6..^4]}:{key[^4..^2]}:{key[^2..]}:{generation % Containers:x2}")
            .ToLowerInvariant();

    private static IPAddress Address(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return new IPAddress(bytes);
    }
}
