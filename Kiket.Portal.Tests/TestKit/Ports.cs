using System.Net;
using System.Net.Sockets;

namespace Kiket.Portal.Tests.TestKit;

internal static class Ports
{
    /// <summary>Below the ports that systems give out by themselves, so that no server of another test gets one of these meanwhile.</summary>
    private const int First = 20_000;

    private const int Count = 12_000;

    private static int _next = Random.Shared.Next(Count);

    /// <summary>A loopback port that nobody uses, for programs that cannot choose one themselves. Each is given once.</summary>
    public static int Free()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody uses it.
            }
        }

        throw new InvalidOperationException("No port is free.");
    }
}
