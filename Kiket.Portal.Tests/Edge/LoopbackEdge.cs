using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kiket.Portal.Edge;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kiket.Portal.Tests.Edge;

/// <summary>
/// An edge on loopback with two installations, and a TLS server outside. The first installation's network is 127.0.0.0/29 with the
/// edge at .6; the second one's is 127.0.0.8/29 with the edge at .14.
/// </summary>
public sealed class LoopbackEdge : IAsyncDisposable
{
    public const string Declared = "api.example.com";
    public const string First = "11111111111111111111111111111111";
    public const string Second = "22222222222222222222222222222222";

    /// <summary>What the edge sends before it ends a TLS connection.</summary>
    public static readonly byte[] AccessDenied = [21, 3, 3, 0, 2, 2, 49];

    private static readonly X509Certificate2 Certificate = NewCertificate();

    private readonly Dictionary<int, int> _ports = new[] { EdgeListening.Dns, EdgeListening.Tls, EdgeListening.Proxy, EdgeListening.PlainHttp }
        .ToDictionary(port => port, _ => Ports.Free());

    private readonly TcpListener _outside = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly EdgeServer _server;

    public LoopbackEdge()
    {
        _outside.Start();
        Names[Declared] = [IPAddress.Loopback];
        Replace(1, [Declared, "*.wild.example"]);
        _ = ServeAsync();
        var dialer = new EdgeDialer(ResolveAsync, [IPNetwork.Parse("127.0.0.1/32")], Outside.Port);
        _server = new EdgeServer(Policies, Blocked, dialer, new EdgeListening(IPAddress.Any, port => _ports[port]), NullLogger<EdgeServer>.Instance);
    }

    /// <summary>The server outside, as one reaches it that has no edge before it.</summary>
    public IPEndPoint Outside => (IPEndPoint)_outside.LocalEndpoint;

    public EdgePolicies Policies { get; } = new(null);

    public BlockedCalls Blocked { get; } = new(TimeProvider.System);

    /// <summary>The addresses of hosts; a host that isn't here has none.</summary>
    public ConcurrentDictionary<string, IPAddress[]> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>How often each name was resolved.</summary>
    public ConcurrentBag<string> Resolved { get; } = [];

    public Task StartAsync() => _server.StartAsync(CancellationToken.None);

    public void Replace(long number, string[] egress, string[]? platform = null) => Policies.Replace(new EdgeSnapshot(
        number, [new(First, "127.0.0.6", egress), new(Second, "127.0.0.14", ["other.example.com"])], platform ?? [])).ThrowIfRefused();

    /// <summary>Connects as the container of an installation does.</summary>
    public async Task<Socket> ConnectAsync(int port, string edge = "127.0.0.6", string from = "127.0.0.1")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Parse(edge), _ports[port]);
        return socket;
    }

    /// <summary>Sends bytes, and returns all that comes back.</summary>
    public async Task<byte[]> ExchangeAsync(int port, byte[] bytes, string edge = "127.0.0.6", string from = "127.0.0.1", bool end = true)
    {
        using var socket = await ConnectAsync(port, edge, from);
        await socket.SendAsync(bytes);
        if (end)
        {
            socket.Shutdown(SocketShutdown.Send);
        }

        return await ReadToEndAsync(socket);
    }

    public async Task<string> ExchangeAsync(int port, string text) => Encoding.UTF8.GetString(await ExchangeAsync(port, Encoding.UTF8.GetBytes(text)));

    public static async Task<byte[]> ReadToEndAsync(Socket socket)
    {
        var (all, buffer) = (new List<byte>(), new byte[4096]);
        while (await socket.ReceiveAsync(buffer) is > 0 and var read)
        {
            all.AddRange(buffer[..read]);
        }

        return [.. all];
    }

    /// <summary>The response to one datagram; null when none comes.</summary>
    public async Task<byte[]?> AskAsync(byte[] query, string edge = "127.0.0.6")
    {
        using var client = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await client.SendAsync(query, new IPEndPoint(IPAddress.Parse(edge), _ports[EdgeListening.Dns]));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(edge == "127.0.0.6" ? 60 : 1));
        try
        {
            return (await client.ReceiveAsync(patience.Token)).Buffer;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>A TLS connection to the server outside, which sends back what it gets.</summary>
    /// <param name="stream">Leads there, however.</param>
    public static async Task<string> EchoAsync(Stream stream, string host, string text)
    {
        await using var tls = await OpenAsync(stream, host);
        await tls.WriteAsync(Encoding.UTF8.GetBytes(text));
        var buffer = new byte[Encoding.UTF8.GetByteCount(text)];
        await tls.ReadExactlyAsync(buffer);
        return Encoding.UTF8.GetString(buffer);
    }

    /// <summary>A TLS connection to the server outside.</summary>
    public static async Task<SslStream> OpenAsync(Stream stream, string host)
    {
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = host,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.GetCertHashString() == Certificate.GetCertHashString(),
        });
        return tls;
    }

    /// <summary>Waits until a refusal is counted.</summary>
    public Task<BlockedCount?> CountedAsync(Refusal reason, string host, string installation = First) => Wait.UntilAsync(
        () => Task.FromResult(Blocked.Read().Counts.FirstOrDefault(
            count => count.Reason == reason.Name() && count.Host == host && count.Installation == installation)),
        count => count is not null);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _server.StopAsync(CancellationToken.None);
        _server.Dispose();
        _outside.Dispose();
        _stop.Dispose();
    }

    private Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        Resolved.Add(host);
        return Names.TryGetValue(host, out var addresses) ? Task.FromResult(addresses) : throw new SocketException((int)SocketError.HostNotFound);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = EchoAsync(await _outside.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test has ended.
        }
    }

    private async Task EchoAsync(TcpClient client)
    {
        try
        {
            using var owned = client;
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, _stop.Token);
            await tls.CopyToAsync(tls, _stop.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The other side left.
        }
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=outside", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
