using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Kiket.Portal.Foundation;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Checks.Sanity;

/// <summary>Turns a host name into addresses; replaced in tests of names that change their address.</summary>
public delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);

/// <summary>
/// Calls health endpoints at addresses that strangers wrote: only https on port 443, only public addresses. The name is
/// resolved once, every address is checked, and the connection uses a checked address, so a name that changes in between
/// has no effect. No redirects, proxy, cookies or decompression; limited in time and size.
/// </summary>
public sealed class HealthClient : IDisposable
{
    public const int MaxBytes = 64 * 1024;

    private const int MaxHeaderKiB = 16;

    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TotalTime = TimeSpan.FromSeconds(5);

    private readonly ResolveHost _resolve;
    private readonly bool _allowLoopback;
    private readonly LoopbackStandIns _standIns;
    private readonly HttpClient _client;

    public HealthClient(IOptions<ChecksOptions> options, LoopbackStandIns standIns)
        : this(Dns.GetHostAddressesAsync, options.Value.AllowLoopback, standIns)
    {
    }

    /// <summary>For tests: name resolution.</summary>
    public HealthClient(ResolveHost resolve, bool allowLoopback, LoopbackStandIns standIns)
    {
        (_resolve, _allowLoopback, _standIns) = (resolve, allowLoopback, standIns);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = ConnectTime,
            MaxResponseHeadersLength = MaxHeaderKiB,
            PooledConnectionLifetime = TimeSpan.Zero, // each call resolves and checks again
            ConnectCallback = ConnectAsync,
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("Kiket-Portal");
    }

    /// <summary>Calls one address. Never throws, except on cancellation.</summary>
    public async Task<HealthResponse> CallAsync(Uri address, CancellationToken cancellationToken)
    {
        var target = _allowLoopback ? _standIns.Find(address) ?? address : address;
        if (Problem(target) is { } problem)
        {
            return HealthResponse.NotCalled(problem);
        }

        using var total = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        total.CancelAfter(TotalTime);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, target) { Version = HttpVersion.Version11 };
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, total.Token);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return new HealthResponse(HealthClass.OtherStatus, (int)response.StatusCode);
            }

            return await IsShortAsync(response, total.Token)
                ? new HealthResponse(HealthClass.Healthy, 200)
                : new HealthResponse(HealthClass.OversizedResponse, 200);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthResponse(HealthClass.TookTooLong);
        }
        catch (HttpRequestException exception)
        {
            return Class(exception);
        }
        catch (IOException)
        {
            return new HealthResponse(HealthClass.InvalidResponse);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Why an address isn't called, worded as the end of a sentence.</summary>
    private string? Problem(Uri address)
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

        if (_allowLoopback && IsLoopback(address))
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
        var allowsLoopback = _allowLoopback && IsLoopback(context.InitialRequestMessage.RequestUri!);
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
        IPAddress.TryParse(host.Trim('[', ']'), out var address) ? [address] : await _resolve(host, cancellationToken);

    private static async Task<bool> IsShortAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[8192];
        for (var read = 0; read <= MaxBytes;)
        {
            var count = await body.ReadAsync(buffer, cancellationToken);
            if (count == 0)
            {
                return true;
            }

            read += count;
        }

        return false;
    }

    private static HealthResponse Class(HttpRequestException exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case NotPublicException:
                    return HealthResponse.NotCalled("the address isn't public");
                case SocketException:
                    return new HealthResponse(HealthClass.CouldNotConnect);
                case AuthenticationException:
                    return new HealthResponse(HealthClass.InvalidResponse);
                case OperationCanceledException or TimeoutException:
                    return new HealthResponse(HealthClass.TookTooLong);
            }
        }

        return new HealthResponse(
            exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                ? HealthClass.CouldNotConnect
                : HealthClass.InvalidResponse);
    }

    private sealed class NotPublicException : IOException;
}
