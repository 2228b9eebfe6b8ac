using System.Net;
using System.Net.Sockets;
using System.Text;
using Kiket.Portal.Edge;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Edge;

/// <summary>What the edge lets through and what it refuses, over real connections on loopback.</summary>
public sealed class EdgeServerTests : IAsyncLifetime
{
    private readonly LoopbackEdge _edge = new();

    public Task InitializeAsync() => _edge.StartAsync();

    public async Task DisposeAsync() => await _edge.DisposeAsync();

    [Theory]
    [InlineData(LoopbackEdge.Declared)]
    [InlineData("a.b.wild.example")]
    public async Task A_declared_host_is_reached_and_sees_the_containers_own_TLS(string host)
    {
        _edge.Names[host] = [IPAddress.Loopback];
        using var socket = await _edge.ConnectAsync(EdgeListening.Tls);

        Assert.Equal("hello", await LoopbackEdge.EchoAsync(new NetworkStream(socket), host, "hello"));
        Assert.Empty(_edge.Blocked.Read().Counts);
    }

    [Fact]
    public async Task A_declared_host_is_reached_through_the_proxy()
    {
        using var socket = await _edge.ConnectAsync(EdgeListening.Proxy);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {LoopbackEdge.Declared}:443 HTTP/1.1\r\nHost: {LoopbackEdge.Declared}:443\r\n\r\n"));
        var head = new byte["HTTP/1.1 200 Connection established\r\n\r\n".Length];
        await stream.ReadExactlyAsync(head);

        Assert.StartsWith("HTTP/1.1 200", Encoding.ASCII.GetString(head), StringComparison.Ordinal);
        Assert.Equal("through", await LoopbackEdge.EchoAsync(stream, LoopbackEdge.Declared, "through"));
    }

    [Theory]
    [InlineData("evil.test")]
    [InlineData("example.com")]
    [InlineData("wild.example")]
    [InlineData("other.example.com")] // declared by the other installation
    public async Task An_undeclared_host_is_refused_without_asking_for_its_address(string host)
    {
        Assert.Equal(LoopbackEdge.AccessDenied, await _edge.ExchangeAsync(EdgeListening.Tls, TlsHello.Of(host)));
        await _edge.CountedAsync(Refusal.UndeclaredHost, host);
        Assert.Empty(_edge.Resolved);
    }

    [Fact]
    public async Task Each_installation_has_its_own_list()
    {
        Assert.Equal(LoopbackEdge.AccessDenied, await _edge.ExchangeAsync(EdgeListening.Tls, TlsHello.Of(LoopbackEdge.Declared), "127.0.0.14", "127.0.0.9"));
        await _edge.CountedAsync(Refusal.UndeclaredHost, LoopbackEdge.Declared, LoopbackEdge.Second);
    }

    [Fact]
    public async Task A_connection_without_a_server_name_is_refused()
    {
        Assert.Equal(LoopbackEdge.AccessDenied, await _edge.ExchangeAsync(EdgeListening.Tls, TlsHello.Without()));
        await _edge.CountedAsync(Refusal.NoServerName, "");
    }

    [Fact]
    public async Task A_connection_to_an_IP_address_is_refused()
    {
        Assert.Equal(LoopbackEdge.AccessDenied, await _edge.ExchangeAsync(EdgeListening.Tls, TlsHello.Of("169.254.169.254")));
        await _edge.CountedAsync(Refusal.NotAHostName, "");
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: api.example.com\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0001")] // begins like TLS and ends
    public async Task Anything_but_TLS_on_port_443_is_refused(string text)
    {
        Assert.Equal(LoopbackEdge.AccessDenied, await _edge.ExchangeAsync(EdgeListening.Tls, Encoding.Latin1.GetBytes(text)));
        await _edge.CountedAsync(Refusal.NotTls, "");
    }

    [Fact]
    [Trait(Slow.TraitName, Slow.TraitValue)]
    public async Task A_connection_that_never_says_where_to_ends_after_5_seconds()
    {
        Assert.Equal(LoopbackEdge.AccessDenied, await _edge.ExchangeAsync(EdgeListening.Tls, TlsHello.Of(LoopbackEdge.Declared)[..20], end: false));
        await _edge.CountedAsync(Refusal.NotTls, "");
    }

    [Theory]
    [InlineData("127.0.0.2")]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("100.64.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("fd00::1")]
    public async Task A_host_with_one_address_that_is_not_public_is_refused(string address)
    {
        _edge.Names[LoopbackEdge.Declared] = [IPAddress.Loopback, IPAddress.Parse(address)];

        Assert.Equal(LoopbackEdge.AccessDenied, await _edge.ExchangeAsync(EdgeListening.Tls, TlsHello.Of(LoopbackEdge.Declared)));
        await _edge.CountedAsync(Refusal.AddressNotPublic, LoopbackEdge.Declared);
    }

    [Fact]
    public async Task A_platform_host_may_have_a_private_address()
    {
        _edge.Replace(2, [], ["portal.internal"]);
        _edge.Names["portal.internal"] = [IPAddress.Parse("127.0.0.1"), IPAddress.Parse("127.0.0.3")];
        using var socket = await _edge.ConnectAsync(EdgeListening.Tls);

        Assert.Equal("platform", await LoopbackEdge.EchoAsync(new NetworkStream(socket), "portal.internal", "platform"));
    }

    [Fact]
    public async Task A_host_without_an_address_is_refused()
    {
        Assert.Equal(LoopbackEdge.AccessDenied, await _edge.ExchangeAsync(EdgeListening.Tls, TlsHello.Of("gone.wild.example")));
        await _edge.CountedAsync(Refusal.DnsFailed, "gone.wild.example");
    }

    [Fact]
    public async Task A_host_that_accepts_no_connections_is_refused()
    {
        _edge.Replace(2, [LoopbackEdge.Declared], [LoopbackEdge.Declared]);
        _edge.Names[LoopbackEdge.Declared] = [IPAddress.Parse("127.0.0.77")];

        Assert.Equal(LoopbackEdge.AccessDenied, await _edge.ExchangeAsync(EdgeListening.Tls, TlsHello.Of(LoopbackEdge.Declared)));
        await _edge.CountedAsync(Refusal.ConnectFailed, LoopbackEdge.Declared);
    }

    [Theory]
    [InlineData("CONNECT evil.test:443 HTTP/1.1\r\n\r\n", Refusal.UndeclaredHost, "evil.test")]
    [InlineData("CONNECT api.example.com:22 HTTP/1.1\r\n\r\n", Refusal.PortNot443, "api.example.com")]
    [InlineData("CONNECT api.example.com HTTP/1.1\r\n\r\n", Refusal.PortNot443, "api.example.com")]
    [InlineData("CONNECT api.example.com:0443 HTTP/1.1\r\n\r\n", Refusal.PortNot443, "api.example.com")]
    [InlineData("CONNECT 192.0.2.1:443 HTTP/1.1\r\n\r\n", Refusal.NotAHostName, "192.0.2.1")]
    [InlineData("CONNECT 2130706433:443 HTTP/1.1\r\n\r\n", Refusal.NotAHostName, "2130706433")]
    [InlineData("CONNECT [::1]:443 HTTP/1.1\r\n\r\n", Refusal.NotAHostName, "[::1]")]
    [InlineData("CONNECT api.example.com@evil.test:443 HTTP/1.1\r\n\r\n", Refusal.NotAHostName, "api.example.com@evil.test")]
    [InlineData("GET http://api.example.com/ HTTP/1.1\r\n\r\n", Refusal.NotHttps, "api.example.com")]
    [InlineData("nonsense\r\n\r\n", Refusal.NotHttps, "")]
    [InlineData("CONNECT gone.wild.example:443 HTTP/1.1\r\n\r\n", Refusal.DnsFailed, "gone.wild.example")]
    public async Task The_proxy_names_its_reason(string request, Refusal reason, string host)
    {
        var response = await _edge.ExchangeAsync(EdgeListening.Proxy, request);

        Assert.StartsWith("HTTP/1.1 403 Forbidden\r\n", response, StringComparison.Ordinal);
        Assert.Contains($"X-Kiket-Egress: {reason.Name()}\r\n", response, StringComparison.Ordinal);
        Assert.EndsWith(reason.Sentence() + "\n", response, StringComparison.Ordinal);
        await _edge.CountedAsync(reason, host);
    }

    [Theory]
    [InlineData("b.wild.example", Refusal.SniDiffers)]
    [InlineData("evil.test", Refusal.SniDiffers)]
    [InlineData(null, Refusal.NoServerName)]
    public async Task Behind_the_proxy_TLS_must_name_the_same_host(string? name, Refusal reason)
    {
        byte[] bytes =
        [
            .. Encoding.ASCII.GetBytes($"CONNECT {LoopbackEdge.Declared}:443 HTTP/1.1\r\n\r\n"), .. name is null ? TlsHello.Without() : TlsHello.Of(name),
        ];

        var received = await _edge.ExchangeAsync(EdgeListening.Proxy, bytes);

        Assert.Equal(LoopbackEdge.AccessDenied, received[^LoopbackEdge.AccessDenied.Length..]);
        await _edge.CountedAsync(reason, LoopbackEdge.Declared);
    }

    [Fact]
    public async Task Plain_HTTP_is_refused_with_a_sentence()
    {
        var response = await _edge.ExchangeAsync(EdgeListening.PlainHttp, "GET / HTTP/1.1\r\nHost: API.example.com\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 403", response, StringComparison.Ordinal);
        Assert.Contains("Only HTTPS is allowed", response, StringComparison.Ordinal);
        await _edge.CountedAsync(Refusal.NotHttps, LoopbackEdge.Declared);
    }

    [Fact]
    public async Task Every_name_leads_to_the_edge_and_undeclared_ones_are_counted()
    {
        Assert.Equal([IPAddress.Parse("127.0.0.6")], DnsQuery.Addresses((await _edge.AskAsync(DnsQuery.Of("c2VjcmV0.evil.test")))!));
        Assert.Equal([IPAddress.Parse("127.0.0.6")], DnsQuery.Addresses((await _edge.AskAsync(DnsQuery.Of(LoopbackEdge.Declared)))!));
        await _edge.CountedAsync(Refusal.UndeclaredNameAsked, "c2vjcmv0.evil.test");
        Assert.Single(_edge.Blocked.Read().Counts);
        Assert.Empty(_edge.Resolved);
    }

    [Theory]
    [InlineData("127.0.0.22", "127.0.0.17")] // no installation has this address
    [InlineData("127.0.0.6", "127.0.0.9")] // another installation's container at this one's address
    public async Task An_unknown_source_is_refused(string edge, string from)
    {
        Assert.Equal(LoopbackEdge.AccessDenied, await _edge.ExchangeAsync(EdgeListening.Tls, TlsHello.Of(LoopbackEdge.Declared), edge, from));
        await _edge.CountedAsync(Refusal.UnknownSource, from, "");
    }

    [Fact]
    public async Task An_unknown_source_gets_no_names()
    {
        Assert.Null(await _edge.AskAsync(DnsQuery.Of(LoopbackEdge.Declared), "127.0.0.22"));
        await _edge.CountedAsync(Refusal.UnknownSource, "127.0.0.1", "");
    }

    [Fact]
    public async Task Connections_above_the_limit_are_refused_and_count_again_when_others_end()
    {
        var open = new List<Socket>();
        for (var index = 0; index < EdgeServer.MaxConnections; index++)
        {
            open.Add(await _edge.ConnectAsync(EdgeListening.PlainHttp));
        }

        // The edge may count this one before some of those that wait at its other port.
        await Wait.UntilAsync(
            () => _edge.ExchangeAsync(EdgeListening.Tls, TlsHello.Of(LoopbackEdge.Declared)), reply => reply.SequenceEqual(LoopbackEdge.AccessDenied));
        await _edge.CountedAsync(Refusal.TooMany, "");
        open.ForEach(socket => socket.Dispose());
        Assert.Equal("again", await Wait.UntilAsync(EchoOrNothingAsync, echo => echo is not null));
    }

    [Fact]
    public async Task A_new_snapshot_counts_from_the_next_connection()
    {
        _edge.Replace(2, []);

        Assert.Equal(LoopbackEdge.AccessDenied, await _edge.ExchangeAsync(EdgeListening.Tls, TlsHello.Of(LoopbackEdge.Declared)));
    }

    private async Task<string?> EchoOrNothingAsync()
    {
        try
        {
            using var socket = await _edge.ConnectAsync(EdgeListening.Tls);
            return await LoopbackEdge.EchoAsync(new NetworkStream(socket), LoopbackEdge.Declared, "again");
        }
        catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
        {
            return null;
        }
    }
}
