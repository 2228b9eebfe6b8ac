using Kiket.Portal.Data;
using Kiket.Portal.Installations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>Where managed extensions are called.</summary>
public sealed class HostedAddresses(IOptions<HostingOptions> options) : IHostedAddresses
{
    public Uri Of(Guid installationId) => new($"https://{Deployment.KeyOf(installationId)}.{options.Value.BaseDomain}/");

    public async Task<Uri?> FindAsync(PortalDb db, Guid installationId, Guid? releaseId, CancellationToken cancellationToken) =>
        await db.Set<Generation>().AnyAsync(
            generation => generation.InstallationId == installationId && generation.State == GenerationState.Current
                && (releaseId == null || generation.ReleaseId == releaseId),
            cancellationToken)
            ? Of(installationId)
            : null;
}
