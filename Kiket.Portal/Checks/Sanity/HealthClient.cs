using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Checks.Sanity;

/// <summary>
/// Calls health endpoints at addresses that strangers wrote, through <see cref="GuardedConnections"/>; limited in time and size.
/// </summary>
public sealed class HealthClient : IDisposable
{
    public const int MaxBytes = 64 * 1024;

    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TotalTime = TimeSpan.FromSeconds(5);

    private readonly GuardedConnections _guard;
    private readonly HttpClient _client;

    public HealthClient(IOptions<ChecksOptions> options, LoopbackStandIns standIns)
        : this(Dns.GetHostAddressesAsync, options.Value.AllowLoopback, standIns)
    {
    }

    /// <summary>For tests: name resolution.</summary>
    public HealthClient(ResolveHost resolve, bool allowLoopback, LoopbackStandIns standIns)
    {
        _guard = new GuardedConnections(resolve, allowLoopback, standIns);
        _client = new HttpClient(_guard.NewHandler(ConnectTime)) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("Kiket-Portal");
    }

    /// <summary>Calls one address. Never throws, except on cancellation.</summary>
    public async Task<HealthResponse> CallAsync(Uri address, CancellationToken cancellationToken)
    {
        var target = _guard.Target(address);
        if (_guard.Problem(target) is { } problem)
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
}
