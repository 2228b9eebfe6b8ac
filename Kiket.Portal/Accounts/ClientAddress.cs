using System.Net;
using System.Net.Sockets;

namespace Kiket.Portal.Accounts;

/// <summary>
/// The one form in which an address is counted. A network hands each of its machines a whole /64 of IPv6, and often each
/// customer more than that: counted one by one, a single machine would have 2^64 budgets. IPv4 written as IPv6 counts as
/// IPv4, or the two spellings would be two callers.
/// </summary>
public static class ClientAddress
{
    private const string Unknown = "unknown";
    private const int NetworkBytes = 8;

    /// <summary>Whose request it is, as far as limits by address are concerned.</summary>
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
