using Kiket.Portal.Edge;

namespace Kiket.Portal.Hosting;

/// <summary>Collects what the edge must know: all installations that may have a container, and the self-test.</summary>
public interface IEdgeSnapshots
{
    /// <param name="known">The number of the snapshot that the edge has; the new one is higher.</param>
    Task<EdgeSnapshot> ReadAsync(long known, CancellationToken cancellationToken);
}
