using System.Net;
using System.Net.Sockets;

namespace Kiket.Portal.Tests.TestKit;

internal static class Ports
{
    /// <summary>A loopback port that nobody used a moment ago, for programs that cannot choose one themselves.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
