using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Kiket.Portal.Checks;
using Kiket.Portal.Checks.Sanity;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Installations.Calls;

/// <summary>Posts to addresses of publishers through <see cref="GuardedConnections"/>; limited in time and size.</summary>
public sealed class CallClient : IDisposable
{
    /// <summary>An answer is a status, a sentence and a few output fields.</summary>
    public const int MaxBytes = 64 * 1024;

    public static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(10);

    /// <summary>The bounds of <c>callback.timeout</c>.</summary>
    public static readonly TimeSpan ShortestTime = TimeSpan.FromMilliseconds(100);

    public static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(5);

    private readonly GuardedConnections _guard;
    private readonly HttpClient _client;

    public CallClient(IOptions<ChecksOptions> options, LoopbackStandIns standIns)
        : this(new GuardedConnections(Dns.GetHostAddressesAsync, options.Value.AllowLoopback, standIns))
    {
    }

    /// <summary>For tests: name resolution.</summary>
    public CallClient(GuardedConnections guard)
    {
        _guard = guard;
        _client = new HttpClient(guard.NewHandler(ConnectTime)) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("Kiket-Portal");
        _client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
    }

    public static TimeSpan TimeOf(TimeSpan asked) =>
        asked <= TimeSpan.Zero ? UsualTime : asked < ShortestTime ? ShortestTime : asked > LongestTime ? LongestTime : asked;

    /// <summary>Never throws, except on cancellation.</summary>
    internal async Task<CallResponse> PostAsync(
        Uri address, byte[] body, IReadOnlyDictionary<string, string> headers, TimeSpan time, CancellationToken cancellationToken)
    {
        var target = _guard.Target(address);
        if (_guard.Problem(target) is { } problem)
        {
            return new CallResponse(CallResult.NotCalled, Detail: problem);
        }

        using var total = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        total.CancelAfter(time);
        try
        {
            using var request = Request(target, body, headers);
            // A stand-in of many names tells them by the host.
            request.Headers.Host = target == address ? null : address.IdnHost;
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, total.Token);
            return new CallResponse(null, (int)response.StatusCode, await ReadAsync(response, total.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CallResponse(CallResult.TookTooLong);
        }
        catch (HttpRequestException exception)
        {
            return Problem(exception);
        }
        catch (IOException)
        {
            return new CallResponse(CallResult.InvalidResponse);
        }
    }

    public void Dispose() => _client.Dispose();

    private static HttpRequestMessage Request(Uri target, byte[] body, IReadOnlyDictionary<string, string> headers)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json", "utf-8");
        var request = new HttpRequestMessage(HttpMethod.Post, target) { Version = HttpVersion.Version11, Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    /// <summary>Null when it is longer than allowed; the rest isn't read.</summary>
    private static async Task<byte[]?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > MaxBytes)
        {
            return null;
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxBytes + 1];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return read > MaxBytes ? null : buffer[..read];
    }

    private static CallResponse Problem(HttpRequestException exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case NotPublicException:
                    return new CallResponse(CallResult.NotCalled, Detail: "the address isn't public");
                case SocketException:
                    return new CallResponse(CallResult.CouldNotConnect);
                case AuthenticationException:
                    return new CallResponse(CallResult.InvalidResponse);
                case OperationCanceledException or TimeoutException:
                    return new CallResponse(CallResult.TookTooLong);
            }
        }

        return new CallResponse(
            exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                ? CallResult.CouldNotConnect
                : CallResult.InvalidResponse);
    }
}
