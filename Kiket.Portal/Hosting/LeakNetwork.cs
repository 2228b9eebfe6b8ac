using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Kiket.Portal.Hosting;

/// <summary>Ways over the network out of a container. A <see cref="SocketException"/> is a refusal.</summary>
internal sealed class LeakNetwork(IPAddress edge)
{
    /// <summary>Above the 3 seconds after which the system gives up on a neighbour that isn't there.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    /// <summary>A connection that opens, or that nobody refuses, has found a way.</summary>
    public async Task<LeakResult> ConnectAsync(string address, int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(address), port, limit.Token);
            return LeakResult.Leak("Connected");
        }
        catch (OperationCanceledException)
        {
            return LeakResult.Leak("Not refused: packets leave, although nobody answered");
        }
    }

    /// <summary>An address of its own network, where nobody but the edge may be. No answer is as good as none.</summary>
    public async Task<LeakResult> ConnectNeighbourAsync(int number, int port)
    {
        var bytes = edge.GetAddressBytes();
        bytes[3] = (byte)((bytes[3] & 0xf8) + number);
        var result = await ConnectAsync(new IPAddress(bytes).ToString(), port);
        return result.Text == "Connected" ? result : LeakResult.Refused("Nobody there");
    }

    /// <summary>A datagram that the system accepts has a route.</summary>
    public async Task<LeakResult> SendAsync(string address, int port)
    {
        var target = IPAddress.Parse(address);
        using var socket = new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.SendToAsync("leak"u8.ToArray(), SocketFlags.None, new IPEndPoint(target, port));
        if (IPAddress.IsLoopback(target))
        {
            // Accepted by the container itself; only an answer would be a way out.
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            try
            {
                await socket.ReceiveFromAsync(new byte[512], SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), limit.Token);
                return LeakResult.Leak("Answered");
            }
            catch (OperationCanceledException)
            {
                return LeakResult.Refused("No answer");
            }
        }

        return LeakResult.Leak("Sent");
    }

    public Task<LeakResult> OwnIPv6Async()
    {
        var own = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .FirstOrDefault(address => address.Address.AddressFamily == AddressFamily.InterNetworkV6 && !IPAddress.IsLoopback(address.Address));
        return Task.FromResult(own is null ? LeakResult.Refused("None") : LeakResult.Leak(own.Address.ToString()));
    }

    public static async Task<LeakResult> DefaultRouteAsync()
    {
        var routes = await File.ReadAllLinesAsync("/proc/net/route");
        return routes.Skip(1).Any(route => route.Split('\t') is [_, "00000000", ..]) ? LeakResult.Leak("There is one") : LeakResult.Refused("None");
    }

    /// <summary>Only the edge's own address may come back.</summary>
    public async Task<LeakResult> AskAsync(string name, int type)
    {
        var response = await QueryAsync(name, type);
        var answers = response is null ? 0 : (response[6] << 8) | response[7];
        return answers == 0 ? LeakResult.Refused("Empty")
            : type == 1 && answers == 1 && new IPAddress(response.AsSpan()[^4..]).Equals(edge) ? LeakResult.Refused("The edge itself")
            : LeakResult.Leak($"{answers} answers");
    }

    public async Task<LeakResult> NamesLeadToEdgeAsync() =>
        await QueryAsync("control.example", 1) is { } response && response[7] == 1 && new IPAddress(response.AsSpan()[^4..]).Equals(edge)
            ? LeakResult.Refused("Yes")
            : LeakResult.Unclear("No: the edge doesn't answer");

    public async Task<LeakResult> TlsAsync(string name)
    {
        using var client = await ConnectEdgeAsync(443);
        await using var tls = new SslStream(new NetworkStream(client, ownsSocket: false), false, (_, _, _, _) => true);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = name }, limit.Token);
            return LeakResult.Leak("Connected");
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            return LeakResult.Refused("Refused");
        }
    }

    /// <summary>Sends a text to a port of the edge: only a refusal may come back.</summary>
    public async Task<LeakResult> RawAsync(int port, string text)
    {
        var response = await ExchangeAsync(port, text);
        return response.Length == 0 || response.StartsWith("HTTP/1.1 403", StringComparison.Ordinal) || response[0] == 21
            ? LeakResult.Refused(response.Length > 0 && response[0] == 'H' ? Reason(response) : "Refused")
            : LeakResult.Leak($"Answered: {response[..Math.Min(response.Length, 40)]}");
    }

    public async Task<LeakResult> ReasonAsync()
    {
        var reason = Reason(await ExchangeAsync(3128, "CONNECT control.example:443 HTTP/1.1\r\n\r\n"));
        return reason == "undeclared_host" ? LeakResult.Refused("Yes") : LeakResult.Unclear($"No: the edge said '{reason}'");
    }

    private static string Reason(string response) =>
        response.Split("\r\n").FirstOrDefault(line => line.StartsWith("X-Kiket-Egress: ", StringComparison.Ordinal))?[16..] ?? "Refused";

    private async Task<string> ExchangeAsync(int port, string text)
    {
        using var client = await ConnectEdgeAsync(port);
        await client.SendAsync(Encoding.Latin1.GetBytes(text));
        client.Shutdown(SocketShutdown.Send);
        var (all, buffer) = (new StringBuilder(), new byte[4096]);
        using var limit = new CancellationTokenSource(Patience);
        while (await client.ReceiveAsync(buffer, limit.Token) is > 0 and var read)
        {
            all.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return all.ToString();
    }

    private async Task<Socket> ConnectEdgeAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await socket.ConnectAsync(edge, port, limit.Token);
            return socket;
        }
        catch (Exception exception)
        {
            socket.Dispose();
            // Not a refusal: the edge must be there.
            throw new IOException($"The edge isn't there on port {port.ToString(CultureInfo.InvariantCulture)}.", exception);
        }
    }

    private async Task<byte[]?> QueryAsync(string name, int type)
    {
        byte[] query =
        [
            0x4b, 0x58, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0,
            .. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0, (byte)(type >> 8), (byte)type, 0, 1,
        ];
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(edge, 53);
        await socket.SendAsync(query);
        var buffer = new byte[4096];
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            return buffer[..await socket.ReceiveAsync(buffer, limit.Token)];
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
