using System.Net;
using System.Net.Sockets;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Checks.Sanity;

/// <summary>Turns a host name into addresses; replaced in tests of names that change their address.</summary>
public delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);

/// <summary>
/// Connects to addresses that strangers wrote: only https on port 443, only public addresses. The name is resolved once,
/// every address is checked, and the connection uses a checked address, so a name that changes in between has no effect.
/// No redirects, proxy, cookies or decompression.
/// </summary>
/// <param name="allowLoopback">Also this machine, over http and on any port. Development only.</param>
public sealed class GuardedConnections(ResolveHost resolve, bool allowLoopback, LoopbackStandIns standIns)
{
    private const int MaxHeaderKiB = 16;

    public SocketsHttpHandler NewHandler(TimeSpan connectTime) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = connectTime,
        MaxResponseHeadersLength = MaxHeaderKiB,
        PooledConnectionLifetime = TimeSpan.Zero, // each call resolves and checks again
        ConnectCallback = ConnectAsync,
    };

    /// <summary>The address to connect to: in the demo, the local stand-in of its host.</summary>
    public Uri Target(Uri address) => allowLoopback ? standIns.Find(address) ?? address : address;

    /// <summary>Why an address isn't called, worded as the end of a sentence.</summary>
    public string? Problem(Uri address)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("https" or "http"))
        {
            return "the address doesn't use https";
        }

        if (address.UserInfo.Length > 0)
        {
            return "the address contains a user name";
        }

        if (HostName.Of(address) is null)
        {
            return "the address has no host name that all programs read alike";
        }

        if (allowLoopback && IsLoopback(address))
        {
            return null;
        }

        return address.Scheme != "https" ? "the address doesn't use https"
            : address.Port != 443 ? $"the address uses port {address.Port}, but only port 443 is allowed"
            : null;
    }

    private static bool IsLoopback(Uri address) =>
        HostName.Of(address) is { } host && (host == "localhost" || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip)));

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var allowsLoopback = allowLoopback && IsLoopback(context.InitialRequestMessage.RequestUri!);
        var addresses = await ResolveAsync(context.DnsEndPoint.Host, cancellationToken);
        if (addresses.Length == 0
            || !Array.TrueForAll(addresses, address => allowsLoopback ? IPAddress.IsLoopback(address) : PublicAddresses.IsPublic(address)))
        {
            throw new NotPublicException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        IPAddress.TryParse(host.Trim('[', ']'), out var address) ? [address] : await resolve(host, cancellationToken);
}

/// <summary>The host of an address leads to a machine that isn't public.</summary>
public sealed class NotPublicException : IOException;
