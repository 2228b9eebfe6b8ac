using System.Net;
using System.Net.Sockets;
using Kiket.Portal.Foundation;
using Microsoft.Security.AntiSSRF;

namespace Kiket.Portal.Edge;

/// <summary>Turns a name into addresses; replaced in tests.</summary>
public delegate Task<IPAddress[]> ResolveName(string host, CancellationToken cancellationToken);

/// <summary>A connection to a host, or why there is none.</summary>
public readonly record struct Dialed(Socket? Socket, Refusal Reason);

/// <summary>
/// Connects to a host by name. The name is resolved once, every address is checked, and the connection uses a checked address, so
/// a name that changes in between has no effect.
/// </summary>
/// <param name="allowed">Ranges that count as public although they aren't. Never in Production.</param>
/// <param name="port">Another one than 443 only in tests.</param>
public sealed class EdgeDialer(ResolveName resolve, IReadOnlyList<IPNetwork> allowed, int port = EdgeDialer.Https)
{
    public const int Https = 443;

    private static readonly TimeSpan ResolveTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10);

    private static readonly IPNetwork[] Denied = [.. IPAddressRanges.recommendedLatest.Select(range => IPNetwork.Parse(range))];

    /// <summary>How the machine itself resolves names.</summary>
    public static Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken);

    /// <summary>Whether everyone can reach this address, so that calling it gives a container nothing special.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return PublicAddresses.IsPublic(plain)
            && !Array.Exists(Denied, range => range.BaseAddress.AddressFamily == plain.AddressFamily && range.Contains(plain));
    }

    /// <param name="mayBePrivate">The operator lists the host as part of the platform, so its address doesn't matter.</param>
    public async Task<Dialed> DialAsync(string host, bool mayBePrivate, CancellationToken cancellationToken)
    {
        var addresses = await ResolveOrNoneAsync(host, cancellationToken);
        if (addresses.Length == 0)
        {
            return new(null, Refusal.DnsFailed);
        }

        // One bad address among good ones is enough: somebody points the name at something inside.
        if (!mayBePrivate && !Array.TrueForAll(addresses, address => IsPublic(address) || allowed.Any(range => range.Contains(address))))
        {
            return new(null, Refusal.AddressNotPublic);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ConnectTime);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, limit.Token);
            return new(socket, default);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            return new(null, Refusal.ConnectFailed);
        }
    }

    private async Task<IPAddress[]> ResolveOrNoneAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await resolve(host, cancellationToken).WaitAsync(ResolveTime, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or TimeoutException or ArgumentException)
        {
            return [];
        }
    }
}
