using Kiket.Portal.Edge;
using Kiket.Portal.Foundation;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Hosting;

/// <summary>Part of what the edge must know. A feature registers its part as this interface.</summary>
public interface IEdgeInstallations
{
    Task<IReadOnlyList<EdgeInstallation>> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>Gives the edge all that it must know, which it replaces as a whole.</summary>
public sealed class EdgeSnapshots(IEnumerable<IEdgeInstallations> parts, IOptions<HostingOptions> options, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    public async Task<Result> PushAsync(EdgeClient client, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var installations = new List<EdgeInstallation>();
            foreach (var part in parts)
            {
                installations.AddRange(await part.ReadAsync(cancellationToken));
            }

            var status = await client.StatusAsync(cancellationToken);
            var number = Math.Max(clock.GetUtcNow().ToUnixTimeMilliseconds(), status.Succeeded ? status.Value.Snapshot + 1 : 0);
            var replaced = await client.ReplaceAsync(new EdgeSnapshot(number, installations, options.Value.PlatformHosts), cancellationToken);
            return replaced.Succeeded ? Result.Success() : replaced.Error;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
