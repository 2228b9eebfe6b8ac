using Kiket.Portal.Data;

namespace Kiket.Portal.Installations;

/// <summary>Where installations of managed extensions are called.</summary>
public interface IHostedAddresses
{
    /// <summary>The address that stands for <c>${EXTENSION_BASE_URL}</c>; null while nothing runs that could answer.</summary>
    /// <param name="releaseId">Only while this release runs; null for any.</param>
    Task<Uri?> FindAsync(PortalDb db, Guid installationId, Guid? releaseId, CancellationToken cancellationToken);
}

/// <summary>A portal that hosts nothing.</summary>
internal sealed class NoHostedAddresses : IHostedAddresses
{
    public Task<Uri?> FindAsync(PortalDb db, Guid installationId, Guid? releaseId, CancellationToken cancellationToken) => Task.FromResult<Uri?>(null);
}
