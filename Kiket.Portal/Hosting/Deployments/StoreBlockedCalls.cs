using Kiket.Portal.Edge;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>Stores which calls the edge refused.</summary>
public sealed class StoreBlockedCalls(UnitOfWork unit, InstallationTopic topic)
{
    public async Task RunAsync(BlockedReport report, CancellationToken cancellationToken)
    {
        var byInstallation = report.Counts
            .Where(count => Guid.TryParseExact(count.Installation, "N", out _))
            .GroupBy(count => Guid.ParseExact(count.Installation, "N"));
        foreach (var counts in byInstallation)
        {
            (await StoreAsync(counts.Key, report.Run, [.. counts], cancellationToken)).ThrowIfRefused();
        }
    }

    private Task<Result> StoreAsync(Guid installationId, Guid run, IReadOnlyList<BlockedCount> counts, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            // The self-test's aren't anybody's.
            if (!await work.Db.Set<Deployment>().AnyAsync(deployment => deployment.InstallationId == installationId, cancellationToken))
            {
                return Result.Success();
            }

            var known = await work.Db.Set<BlockedCall>().Where(call => call.InstallationId == installationId).ToListAsync(cancellationToken);
            var isNews = false;
            // Cut names may be alike, and the edge's own order counts for nothing.
            foreach (var count in counts.DistinctBy(count => (BlockedCall.HostOf(count), count.Reason)))
            {
                if (known.Find(call => call.Host == BlockedCall.HostOf(count) && call.Reason == count.Reason) is { } call)
                {
                    isNews |= call.Add(count, run);
                }
                else
                {
                    work.Db.Add(BlockedCall.Of(installationId, count, run));
                    isNews = true;
                }
            }

            if (isNews)
            {
                work.Refresh(() => topic.PublishAsync(installationId));
            }

            return Result.Success();
        },
        cancellationToken);
}
