using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>Changes of a deployment that touch its other rows as well, inside the caller's change.</summary>
internal static class DeploymentRows
{
    public static Task<Deployment?> FindAsync(PortalDb db, Guid installationId, CancellationToken cancellationToken) =>
        db.Set<Deployment>().SingleOrDefaultAsync(deployment => deployment.InstallationId == installationId, cancellationToken);

    public static Task<List<Generation>> LiveAsync(PortalDb db, Guid installationId, CancellationToken cancellationToken) => db.Set<Generation>()
        .Where(generation => generation.InstallationId == installationId
            && (generation.State == GenerationState.Candidate || generation.State == GenerationState.Current))
        .ToListAsync(cancellationToken);

    /// <summary>It stops running here, and nothing is charged any more.</summary>
    public static async Task EndAsync(PortalDb db, Guid installationId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        foreach (var generation in await LiveAsync(db, installationId, cancellationToken))
        {
            generation.Retire(drains: false, at);
        }

        (await OpenPeriodAsync(db, installationId, cancellationToken))?.End(at);
    }

    /// <summary>It is hosted in this tier from now on.</summary>
    public static async Task ChargeAsync(PortalDb db, Generation generation, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var open = await OpenPeriodAsync(db, generation.InstallationId, cancellationToken);
        if (open?.Tier == generation.Tier)
        {
            return;
        }

        if (open is not null)
        {
            open.End(at);
            // The index knows one that runs, so this one must have ended first.
            await db.SaveChangesAsync(cancellationToken);
        }

        db.Add(HostingPeriod.Begin(generation.InstallationId, generation.Tier, at));
    }

    private static Task<HostingPeriod?> OpenPeriodAsync(PortalDb db, Guid installationId, CancellationToken cancellationToken) =>
        db.Set<HostingPeriod>().SingleOrDefaultAsync(period => period.InstallationId == installationId && period.To == null, cancellationToken);
}
