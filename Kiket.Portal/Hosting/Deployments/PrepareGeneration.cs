using Kiket.Portal.Data;
using Kiket.Portal.Edge;
using Kiket.Portal.Events;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Installations;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Tiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>Makes the generation of what should run: its image, its tier, its network.</summary>
public sealed class PrepareGeneration(UnitOfWork unit, IOptions<HostingOptions> options, HostingTopic topic, InstallationTopic installations)
{
    /// <summary>For a callback without a time limit of its own.</summary>
    private const int UsualTimeoutMs = 10_000;

    private const int LongestTimeoutMs = 60_000;

    /// <returns>Whether there is one now.</returns>
    public async Task<bool> RunAsync(Guid installationId, CancellationToken cancellationToken)
    {
        var result = await unit.RunAsync<bool>(
            async work =>
            {
                var deployment = await DeploymentRows.FindAsync(work.Db, installationId, cancellationToken);
                if (deployment is not { NeedsGeneration: true, IsWanted: true })
                {
                    return false;
                }

                var live = await DeploymentRows.LiveAsync(work.Db, installationId, cancellationToken);
                var problem = await ProblemAsync(work.Db, deployment, cancellationToken);
                if (await ReleaseImages.FindAsync(work.Db, deployment.ReleaseId, cancellationToken) is not { } image)
                {
                    problem = (DeploymentState.Requested, "Its image isn't built yet.");
                }
                else if (problem is null)
                {
                    // The index knows one candidate, so the one before must be gone first.
                    live.Find(generation => generation.State == GenerationState.Candidate)?.Retire(drains: false, work.Now);
                    await work.Db.SaveChangesAsync(cancellationToken);
                    work.Db.Add(await MakeAsync(work, deployment, image, cancellationToken));
                    work.Refresh(() => topic.PublishAsync(HostingTopic.Deployments));
                    return true;
                }

                if (live.Count == 0)
                {
                    deployment.Wait(problem!.Value.State, problem.Value.Reason, work.Now);
                    work.Refresh(() => installations.PublishAsync(installationId));
                }

                return false;
            },
            cancellationToken);
        return result is { Succeeded: true, Value: true };
    }

    /// <summary>Gives it a network of its own, unless it has one.</summary>
    private async Task<(DeploymentState State, string Reason)?> ProblemAsync(PortalDb db, Deployment deployment, CancellationToken cancellationToken)
    {
        if (deployment.NetworkIndex is not null)
        {
            return null;
        }

        var used = await db.Set<Deployment>()
            .Where(other => other.NetworkIndex != null)
            .Select(other => other.NetworkIndex!.Value)
            .ToListAsync(cancellationToken);
        // The last one is the self-test's.
        var free = Enumerable.Range(0, EdgeNetworks.Count(options.Value.Whole) - 1).Except(used).Take(1).ToList();
        if (free.Count == 0)
        {
            return (DeploymentState.WaitingForCapacity, "Every network of this portal is in use.");
        }

        deployment.UseNetwork(free[0]);
        return null;
    }

    private static async Task<Generation> MakeAsync(Work work, Deployment deployment, ReleaseImage image, CancellationToken cancellationToken)
    {
        var terms = await work.Db.Set<Offer>().AsNoTracking()
            .Where(offer => offer.Id == deployment.OfferId)
            .Select(offer => offer.Terms)
            .SingleAsync(cancellationToken);
        return Generation.Make(
            deployment,
            image,
            HostingTiers.Find(terms.Hosting.Tier) ?? HostingTiers.Minimal,
            [.. terms.Egress.Select(host => host.Host)],
            terms.Callback?.Timeout is > 0 and var timeout ? Math.Min(timeout, LongestTimeoutMs) : UsualTimeoutMs,
            work.Now);
    }
}
