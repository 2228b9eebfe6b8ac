using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kiket.Portal.Edge;

/// <summary>A container whose health the portal asks for.</summary>
/// <param name="Key">Of its installation.</param>
/// <param name="Address">In the installation's network.</param>
public sealed record HealthTarget(string Key, int Generation, string Address, int Port);

public sealed record HealthRequest(IReadOnlyList<HealthTarget> Targets);

/// <summary>What a container answered at <c>/health</c>.</summary>
/// <param name="Problem">Null when it is healthy: <c>refused</c>, <c>timeout</c>, <c>status_500</c>, <c>failed</c>.</param>
public sealed record HealthResult(string Key, int Generation, string? Problem)
{
    public const string Refused = "refused";
    public const string Timeout = "timeout";
    public const string Failed = "failed";
    public const string Status = "status_";

    public bool IsHealthy => Problem is null;
}

public sealed record HealthReport(IReadOnlyList<HealthResult> Results);

/// <summary>Asks containers at <c>/health</c>. Only the edge can: nobody else is in their networks.</summary>
public sealed class EdgeHealth(EdgePolicies policies) : IDisposable
{
    public const string Path = "/health";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(3),
        PooledConnectionLifetime = TimeSpan.FromSeconds(30),
    });

    public async Task<HealthReport> CheckAsync(HealthRequest request, CancellationToken cancellationToken) =>
        new(await Task.WhenAll(request.Targets.Select(target => CheckAsync(target, cancellationToken))));

    public void Dispose() => _client.Dispose();

    private async Task<HealthResult> CheckAsync(HealthTarget target, CancellationToken cancellationToken)
    {
        if (policies.FindKey(target.Key) is not { } rules
            || !IPAddress.TryParse(target.Address, out var address) || !rules.Network.Contains(address))
        {
            return new HealthResult(target.Key, target.Generation, HealthResult.Failed);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{address}:{target.Port}{Path}")));
            using var response = await _client.SendAsync(request, limit.Token);
            return new HealthResult(
                target.Key,
                target.Generation,
                response.IsSuccessStatusCode ? null : string.Create(CultureInfo.InvariantCulture, $"{HealthResult.Status}{(int)response.StatusCode}"));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthResult(target.Key, target.Generation, HealthResult.Timeout);
        }
        catch (HttpRequestException exception)
        {
            var isRefused = exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
            return new HealthResult(target.Key, target.Generation, isRefused ? HealthResult.Refused : HealthResult.Failed);
        }
    }
}
