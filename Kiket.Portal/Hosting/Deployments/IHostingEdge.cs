using Kiket.Portal.Containers;
using Kiket.Portal.Edge;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>The edge as the reconciler uses it.</summary>
public interface IHostingEdge
{
    /// <summary>Of the edge's container.</summary>
    string Name { get; }

    /// <summary>Starts it unless it runs as it should.</summary>
    /// <returns>Whether its container is another one than before, which is in no network yet.</returns>
    Task<Result<bool>> EnsureAsync(IReadOnlyList<Observed> observed, CancellationToken cancellationToken);

    Task<Result<EdgeStatus>> StatusAsync(CancellationToken cancellationToken);

    Task<Result<EdgeStatus>> ReplaceAsync(EdgeSnapshot snapshot, CancellationToken cancellationToken);

    Task<Result<BlockedReport>> BlockedAsync(CancellationToken cancellationToken);

    Task<Result<HealthReport>> HealthAsync(HealthRequest request, CancellationToken cancellationToken);
}

/// <summary>The edge in its container.</summary>
internal sealed class HostingEdge(EdgeContainer container) : IHostingEdge, IDisposable
{
    private EdgeClient? _client;
    private long _starts;

    public string Name => container.Name;

    public async Task<Result<bool>> EnsureAsync(IReadOnlyList<Observed> observed, CancellationToken cancellationToken)
    {
        if (!(await container.EnsureAsync(observed, cancellationToken)).TryGet(out var edge, out var error))
        {
            return error;
        }

        _client?.Dispose();
        _client = edge.Client;
        var isNew = edge.Starts != _starts;
        _starts = edge.Starts;
        return isNew;
    }

    public Task<Result<EdgeStatus>> StatusAsync(CancellationToken cancellationToken) => Client.StatusAsync(cancellationToken);

    public Task<Result<EdgeStatus>> ReplaceAsync(EdgeSnapshot snapshot, CancellationToken cancellationToken) =>
        Client.ReplaceAsync(snapshot, cancellationToken);

    public Task<Result<BlockedReport>> BlockedAsync(CancellationToken cancellationToken) => Client.BlockedAsync(cancellationToken);

    public Task<Result<HealthReport>> HealthAsync(HealthRequest request, CancellationToken cancellationToken) =>
        Client.HealthAsync(request, cancellationToken);

    public void Dispose() => _client?.Dispose();

    private EdgeClient Client => _client ?? throw new InvalidOperationException("Ensure the edge first.");
}
