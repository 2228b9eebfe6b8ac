using Kiket.Portal.Data;

namespace Kiket.Portal.Installations;

/// <summary>Where installations of managed extensions are called.</summary>
public interface IHostedAddresses
{
    /// <summary>The address that stands for <c>${EXTENSION_BASE_URL}</c>; null while nothing runs that could answer.</summary>
    Task<Uri?> FindAsync(PortalDb db, Guid installationId, CancellationToken cancellationToken);
}

/// <summary>A portal that hosts nothing.</summary>
internal sealed class NoHostedAddresses : IHostedAddresses
{
    public Task<Uri?> FindAsync(PortalDb db, Guid installationId, CancellationToken cancellationToken) => Task.FromResult<Uri?>(null);
}
