using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Kiket.Portal.Edge;

/// <summary>Where the edge listens for containers.</summary>
/// <param name="Address">All addresses in a container of its own, because a network is added with each installation.</param>
/// <param name="Port">The port for each of the edge's services; tests shift them all.</param>
public sealed record EdgeListening(IPAddress Address, Func<int, int> Port)
{
    public const int Dns = 53;
    public const int Tls = 443;
    public const int Proxy = 3128;
    public const int PlainHttp = 80;

    public static EdgeListening Everywhere { get; } = new(IPAddress.Any, port => port);
}

/// <summary>
/// The only neighbour of a container, and its only way out: lets through TLS on port 443 to hosts that its installation declares,
/// and refuses, counts and names everything else.
/// </summary>
public sealed partial class EdgeServer(
    EdgePolicies policies, BlockedCalls blocked, EdgeDialer dialer, EdgeListening listening, ILogger<EdgeServer> logger) : BackgroundService
{
    /// <summary>Connections of one installation at the same time, decided or not.</summary>
    public const int MaxConnections = 256;

    private const int Backlog = 512;
    private const int MaxDatagram = 4096;

    /// <summary>A TLS record with a fatal alert, 49: access denied.</summary>
    private static readonly byte[] AccessDenied = [21, 3, 3, 0, 2, 2, 49];

    private readonly ConcurrentDictionary<string, int> _open = new(StringComparer.Ordinal);
    private readonly List<Socket> _sockets = [];
    private readonly List<Func<CancellationToken, Task>> _loops = [];

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        Listen(EdgeListening.Tls, TransparentAsync, RefuseTlsAsync);
        Listen(EdgeListening.Proxy, ProxyAsync, RefuseHttpAsync);
        Listen(EdgeListening.PlainHttp, PlainHttpAsync, RefuseHttpAsync);
        var names = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _sockets.Add(names);
        names.Bind(new IPEndPoint(listening.Address, listening.Port(EdgeListening.Dns)));
        _loops.Add(cancel => AnswerNamesAsync(names, cancel));
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_loops.Select(loop => loop(stoppingToken)));

    private void Listen(int port, Handle handle, Refuse refuse)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(listener);
        listener.Bind(new IPEndPoint(listening.Address, listening.Port(port)));
        listener.Listen(Backlog);
        _loops.Add(cancel => AcceptAsync(listener, handle, refuse, cancel));
    }

    private async Task AcceptAsync(Socket listener, Handle handle, Refuse refuse, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptAsync(cancellationToken);
                _ = ServeAsync(socket, handle, refuse, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException exception)
            {
                // A connection that ended before it was accepted, or no file handle left: the next one may work.
                NotAccepted(logger, exception);
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ServeAsync(Socket socket, Handle handle, Refuse refuse, CancellationToken cancellationToken)
    {
        using var owned = socket;
        var counted = (string?)null;
        try
        {
            socket.NoDelay = true;
            var (local, remote) = (((IPEndPoint)socket.LocalEndPoint!).Address, ((IPEndPoint)socket.RemoteEndPoint!).Address);
            var connection = new EdgeConnection(socket, local, remote);
            var rules = policies.Find(local, remote);
            counted = rules?.Key ?? "";
            var refusal = _open.AddOrUpdate(counted, 1, (_, count) => count + 1) > MaxConnections ? new Refused(Refusal.TooMany, "")
                : rules is null ? new Refused(Refusal.UnknownSource, remote.ToString())
                : await handle(connection, rules, cancellationToken);
            if (refusal is { } refused)
            {
                blocked.Add(counted, refused.Host, refused.Reason);
                await refuse(connection, refused.Reason, cancellationToken);
                await connection.EndAsync(cancellationToken);
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The container or the host has gone, or the edge stops.
        }
        catch (Exception exception)
        {
            Failed(logger, exception);
        }
        finally
        {
            if (counted is not null)
            {
                _open.AddOrUpdate(counted, 0, (_, count) => count - 1);
            }
        }
    }

    private async Task<Refused?> TransparentAsync(EdgeConnection connection, EdgeRules rules, CancellationToken cancellationToken)
    {
        var hello = await HelloAsync(connection, cancellationToken);
        if (hello is null)
        {
            return null;
        }

        if (hello.Value.State != HelloState.Complete)
        {
            return new(hello.Value.Reason, "");
        }

        return await PassAsync(connection, rules, hello.Value.ServerName!, cancellationToken);
    }

    private async Task<Refused?> PassAsync(EdgeConnection connection, EdgeRules rules, string host, CancellationToken cancellationToken)
    {
        if (!rules.Allows(host))
        {
            return new(Refusal.UndeclaredHost, host);
        }

        var dialed = await dialer.DialAsync(host, rules.IsPlatform(host), cancellationToken);
        if (dialed.Socket is not { } target)
        {
            return new(dialed.Reason, host);
        }

        using (target)
        {
            await connection.RelayAsync(target, cancellationToken);
            return null;
        }
    }

    private async Task<Refused?> ProxyAsync(EdgeConnection connection, EdgeRules rules, CancellationToken cancellationToken)
    {
        var complete = await connection.ReadAsync(read => EdgeRequest.HeadLength(read.Received) is not null, cancellationToken);
        var request = EdgeRequest.OfProxy(connection.Received);
        if (!complete || request.Reason is not null)
        {
            return new(request.Reason ?? Refusal.NotHttps, request.Host);
        }

        if (!rules.Allows(request.Host))
        {
            return new(Refusal.UndeclaredHost, request.Host);
        }

        // Before 200, so that the program gets a reason that it can show.
        var dialed = await dialer.DialAsync(request.Host, rules.IsPlatform(request.Host), cancellationToken);
        if (dialed.Socket is not { } target)
        {
            return new(dialed.Reason, request.Host);
        }

        using (target)
        {
            connection.Consume(EdgeRequest.HeadLength(connection.Received)!.Value);
            await connection.SendAsync("HTTP/1.1 200 Connection established\r\n\r\n", cancellationToken);
            if (await HelloAsync(connection, cancellationToken) is not { } hello)
            {
                return null;
            }

            if (hello.State == HelloState.Complete && hello.ServerName == request.Host)
            {
                await connection.RelayAsync(target, cancellationToken);
                return null;
            }

            // The connection speaks TLS by now, so the refusal does too.
            blocked.Add(rules.Key, request.Host, hello.State == HelloState.Complete ? Refusal.SniDiffers : hello.Reason);
            await connection.SendAsync(AccessDenied, cancellationToken);
            await connection.EndAsync(cancellationToken);
            return null;
        }
    }

    private static async Task<Refused?> PlainHttpAsync(EdgeConnection connection, EdgeRules rules, CancellationToken cancellationToken)
    {
        await connection.ReadAsync(read => EdgeRequest.HeadLength(read.Received) is not null, cancellationToken);
        var request = EdgeRequest.OfPlainHttp(connection.Received);
        return new(request.Reason!.Value, request.Host);
    }

    /// <returns>Null when the connection ended without a byte, as a probe does.</returns>
    private static async Task<ClientHello?> HelloAsync(EdgeConnection connection, CancellationToken cancellationToken)
    {
        await connection.ReadAsync(read => ClientHello.Read(read.Received).State != HelloState.Incomplete, cancellationToken);
        var hello = ClientHello.Read(connection.Received);
        return connection.Received.IsEmpty ? null
            : hello.State == HelloState.Incomplete ? hello with { State = HelloState.Refused, Reason = Refusal.NotTls }
            : hello;
    }

    private static Task RefuseTlsAsync(EdgeConnection connection, Refusal reason, CancellationToken cancellationToken) =>
        connection.SendAsync(AccessDenied, cancellationToken);

    private static Task RefuseHttpAsync(EdgeConnection connection, Refusal reason, CancellationToken cancellationToken)
    {
        var sentence = reason.Sentence() + "\n";
        return connection.SendAsync(
            $"HTTP/1.1 403 Forbidden\r\nX-Kiket-Egress: {reason.Name()}\r\nContent-Type: text/plain; charset=utf-8\r\n" +
            FormattableString.Invariant($"Content-Length: {sentence.Length}\r\nConnection: close\r\n\r\n{sentence}"),
            cancellationToken);
    }

    private async Task AnswerNamesAsync(Socket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxDatagram];
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var query = await socket.ReceiveMessageFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), cancellationToken);
                var (local, remote) = (query.PacketInformation.Address, (IPEndPoint)query.RemoteEndPoint);
                if (policies.Find(local, remote.Address) is not { } rules)
                {
                    blocked.Add("", remote.Address.ToString(), Refusal.UnknownSource);
                    continue;
                }

                var response = DnsResponse.To(buffer.AsSpan(0, query.ReceivedBytes), local);
                if (response.Name is { Length: > 0 } name && !rules.Allows(name))
                {
                    blocked.Add(rules.Key, EdgeRequest.Printable(name), Refusal.UndeclaredNameAsked);
                }

                if (response.Bytes is { } bytes)
                {
                    await socket.SendToAsync(bytes, SocketFlags.None, remote, cancellationToken);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception)
            {
                NotAccepted(logger, exception);
            }
        }
    }

    private delegate Task<Refused?> Handle(EdgeConnection connection, EdgeRules rules, CancellationToken cancellationToken);

    private delegate Task Refuse(EdgeConnection connection, Refusal reason, CancellationToken cancellationToken);

    private readonly record struct Refused(Refusal Reason, string Host);

    [LoggerMessage(LogLevel.Debug, "A call of a container could not be accepted.")]
    private static partial void NotAccepted(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Error, "A call of a container failed.")]
    private static partial void Failed(ILogger logger, Exception exception);
}
