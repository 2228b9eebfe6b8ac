using System.Net;
using System.Net.Sockets;
using System.Text;
using Kiket.Portal.Checks.Sanity;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Checks.Sanity;

/// <summary>Real sockets on loopback; names that lie come from a resolver of the test's own.</summary>
public sealed class HealthClientTests : IAsyncDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private int _connections;

    public HealthClientTests() => _server.Start();

    private Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_server.LocalEndpoint).Port}/health");

    [Theory]
    [InlineData("https://127.0.0.1/health")]
    [InlineData("https://localhost/health")]
    [InlineData("https://[::1]/health")]
    [InlineData("https://[::ffff:127.0.0.1]/health")]
    [InlineData("https://[64:ff9b::7f00:1]/health")]
    [InlineData("https://[2002:7f00:1::]/health")]
    [InlineData("https://[2001:0:7f00:1::]/health")]
    [InlineData("https://0x7f000001/health")]
    [InlineData("https://2130706433/health")]
    [InlineData("https://127.1/health")]
    [InlineData("https://①②⑦.⓪.⓪.①/")]
    [InlineData("https://100.64.0.1/health")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://10.0.0.1/health")]
    [Asvs("V1.3.6")]
    public async Task An_address_that_is_not_public_is_not_called(string address)
    {
        using var client = new HealthClient(Dns.GetHostAddressesAsync, allowLoopback: false, new LoopbackStandIns());

        Assert.Equal("not called: the address isn't public", (await client.CallAsync(new Uri(address), CancellationToken.None)).Label);
    }

    [Theory]
    [InlineData("http://①②⑦.⓪.⓪.①/", "not called: the address doesn't use https")]
    [InlineData("http://example.com/health", "not called: the address doesn't use https")]
    [InlineData("ftp://example.com/health", "not called: the address doesn't use https")]
    [InlineData("https://user:secret@example.com/health", "not called: the address contains a user name")]
    [InlineData("https://example.com:8443/health", "not called: the address uses port 8443, but only port 443 is allowed")]
    [InlineData("https://example.com:22/health", "not called: the address uses port 22, but only port 443 is allowed")]
    [InlineData("https://a\u200Cb.com/x", "not called: the address has no host name that all programs read alike")]
    [InlineData("https://xn--a-ä.pt/x", "not called: the address has no host name that all programs read alike")]
    [InlineData("https://a⒈com/x", "not called: the address has no host name that all programs read alike")]
    [Asvs("V1.3.6")]
    [Asvs("V1.5.3")]
    [Asvs("V13.2.4")]
    public async Task Other_schemes_ports_and_user_names_are_not_called(string address, string why)
    {
        using var client = new HealthClient(Never, allowLoopback: false, new LoopbackStandIns());

        Assert.Equal(why, (await client.CallAsync(new Uri(address), CancellationToken.None)).Label);
    }

    /// <summary>One bad address among good ones is enough, because any of them might be used for the connection.</summary>
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("93.184.215.14,10.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("")]
    [Asvs("V1.3.6")]
    public async Task A_name_is_refused_when_any_of_its_addresses_is_not_public(string responses)
    {
        var asked = 0;
        using var client = new HealthClient(
            (_, _) =>
            {
                asked++;
                return Task.FromResult(responses.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse).ToArray());
            },
            allowLoopback: false,
            new LoopbackStandIns());

        Assert.Equal(
            "not called: the address isn't public",
            (await client.CallAsync(new Uri("https://rebinding.acme.io/health"), CancellationToken.None)).Label);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_could_not_be_connected_to()
    {
        using var client = new HealthClient((_, _) => throw new SocketException((int)SocketError.HostNotFound), allowLoopback: false, new LoopbackStandIns());

        Assert.Equal("could not connect", (await client.CallAsync(new Uri("https://nobody.acme.io/health"), CancellationToken.None)).Label);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "healthy")]
    [InlineData("HTTP/1.1 503 Nope\r\nContent-Length: 0\r\n\r\n", "returned 503")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n", "returned 302")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", "returned 204")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "didn't return valid HTTPS")]
    [Asvs("V15.3.2")]
    public async Task A_response_is_reported_as_a_class(string response, string words)
    {
        _ = ServeAsync(stream => stream.WriteAsync(Encoding.ASCII.GetBytes(response), _stop.Token).AsTask());

        Assert.Equal(words, (await CallAsync()).Label);
        Assert.Equal(1, _connections);
    }

    [Fact]
    public async Task A_body_without_an_end_is_cut()
    {
        var sent = 0L;
        _ = ServeAsync(async stream =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"u8.ToArray(), _stop.Token);
            while (true)
            {
                await stream.WriteAsync(new byte[4096], _stop.Token);
                sent += 4096;
            }
        });

        Assert.Equal("returned more than 64 KiB", (await CallAsync()).Label);
        Assert.True(sent < 16 * 1024 * 1024, $"{sent:N0} bytes were taken.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")]
    [Trait(Slow.TraitName, Slow.TraitValue)]
    public async Task What_hangs_or_drips_takes_too_long(string head)
    {
        _ = ServeAsync(async stream =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
            while (head.Length > 0)
            {
                await stream.WriteAsync("."u8.ToArray(), _stop.Token);
                await Task.Delay(300, _stop.Token);
            }

            await Task.Delay(Timeout.Infinite, _stop.Token);
        });

        Assert.Equal("took too long", (await CallAsync()).Label);
    }

    [Fact]
    public async Task Without_the_switch_a_stand_in_is_not_called()
    {
        var standIns = new LoopbackStandIns();
        standIns.Add("alerts.acme.test", Address);
        using var client = new HealthClient((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), allowLoopback: false, standIns);

        Assert.Equal(HealthClass.NotCalled, (await client.CallAsync(new Uri("https://alerts.acme.test/health"), CancellationToken.None)).Class);
        Assert.Equal(0, _connections);
    }

    [Fact]
    public async Task With_the_switch_a_local_server_replaces_a_name_that_does_not_exist()
    {
        _ = ServeAsync(stream => stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop.Token).AsTask());
        var standIns = new LoopbackStandIns();
        standIns.Add("alerts.acme.test", new Uri(Address, "/well"));
        using var client = new HealthClient(Never, allowLoopback: true, standIns);

        Assert.Equal(HealthClass.Healthy, (await client.CallAsync(new Uri("https://alerts.acme.test/health"), CancellationToken.None)).Class);
    }

    [Fact]
    public async Task With_the_switch_other_private_addresses_stay_closed()
    {
        using var client = new HealthClient(Dns.GetHostAddressesAsync, allowLoopback: true, new LoopbackStandIns());

        Assert.Equal(HealthClass.NotCalled, (await client.CallAsync(new Uri("https://10.0.0.1/health"), CancellationToken.None)).Class);
        Assert.Equal(HealthClass.NotCalled, (await client.CallAsync(new Uri("http://192.168.0.1/health"), CancellationToken.None)).Class);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _server.Stop();
        _stop.Dispose();
    }

    private static Task<IPAddress[]> Never(string host, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"{host} must not be resolved.");

    private async Task<HealthResponse> CallAsync()
    {
        using var client = new HealthClient(Never, allowLoopback: true, new LoopbackStandIns());
        return await client.CallAsync(Address, CancellationToken.None);
    }

    private async Task ServeAsync(Func<NetworkStream, Task> response)
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await _server.AcceptTcpClientAsync(_stop.Token);
            Interlocked.Increment(ref _connections);
            try
            {
                await using var stream = client.GetStream();
                var buffer = new byte[4096];
                _ = await stream.ReadAsync(buffer, _stop.Token);
                await response(stream);
            }
            catch (IOException)
            {
                // The other side hung up, which is what some of these tests are about.
            }
        }
    }
}
