using System.Net.Http.Headers;
using System.Text.Json;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Edge;

/// <summary>Calls an edge from the portal. An edge that doesn't respond is a refusal, because it may just be starting.</summary>
public sealed class EdgeClient : IDisposable
{
    private readonly HttpClient _client;

    /// <param name="address">Of the edge's admin port.</param>
    public EdgeClient(Uri address, string key)
    {
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(2) })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromSeconds(10),
        };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public Task<Result<EdgeStatus>> StatusAsync(CancellationToken cancellationToken) => TryAsync(
        async () => (Result<EdgeStatus>)(await _client.GetFromJsonAsync(EdgeAdmin.StatusPath, EdgeJson.Default.EdgeStatus, cancellationToken))!,
        cancellationToken);

    public Task<Result<BlockedReport>> BlockedAsync(CancellationToken cancellationToken) => TryAsync(
        async () => (Result<BlockedReport>)(await _client.GetFromJsonAsync(EdgeAdmin.BlockedPath, EdgeJson.Default.BlockedReport, cancellationToken))!,
        cancellationToken);

    public Task<Result<EdgeStatus>> ReplaceAsync(EdgeSnapshot snapshot, CancellationToken cancellationToken) => TryAsync<EdgeStatus>(
        async () =>
        {
            using var response = await _client.PutAsJsonAsync(EdgeAdmin.SnapshotPath, snapshot, EdgeJson.Default.EdgeSnapshot, cancellationToken);
            return response.IsSuccessStatusCode
                ? new EdgeStatus(snapshot.Number)
                : Error.Conflict("snapshot_refused", $"The edge refused the snapshot: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        },
        cancellationToken);

    /// <summary>What containers answer at <c>/health</c>.</summary>
    public Task<Result<HealthReport>> HealthAsync(HealthRequest request, CancellationToken cancellationToken) => TryAsync<HealthReport>(
        async () =>
        {
            using var response = await _client.PostAsJsonAsync(EdgeAdmin.HealthPath, request, EdgeJson.Default.HealthRequest, cancellationToken);
            response.EnsureSuccessStatusCode();
            return (await response.Content.ReadFromJsonAsync(EdgeJson.Default.HealthReport, cancellationToken))!;
        },
        cancellationToken);

    public void Dispose() => _client.Dispose();

    private static async Task<Result<T>> TryAsync<T>(Func<Task<Result<T>>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Error.Unavailable("edge_unreachable", $"The edge doesn't respond: {exception.Message}");
        }
    }
}
