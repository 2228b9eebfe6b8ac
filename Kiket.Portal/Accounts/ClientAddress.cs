using System.Net;
using System.Net.Sockets;

namespace Kiket.Portal.Accounts;

/// <summary>
/// The form in which addresses are counted. A network assigns each machine a whole /64 of IPv6, and often each customer
/// more than that, so counting single addresses would give one machine 2^64 budgets. IPv4 written as IPv6 counts as IPv4,
/// because the two spellings are the same caller.
/// </summary>
public static class ClientAddress
{
    private const string Unknown = "unknown";
    private const int NetworkBytes = 8;

    /// <summary>The caller of a request, for limits by address.</summary>
    public static string Key(HttpContext context) => Key(context.Connection.RemoteIpAddress);

    public static string Key(IPAddress? address)
    {
        if (address is null)
        {
            return Unknown;
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, NetworkBytes, bytes.Length - NetworkBytes);
        return new IPAddress(bytes) + "/64";
    }
}
