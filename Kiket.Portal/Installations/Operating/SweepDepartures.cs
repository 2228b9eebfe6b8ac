using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>Deletes the configuration and output fields of installations that were uninstalled 30 days ago.</summary>
public sealed class SweepDepartures(UnitOfWork unit, IDbContextFactory<PortalDb> databases, TimeProvider clock) : IRegularWork
{
    private const int PartSize = 100;

    public string Name => "sweep-departures";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await DueAsync(cancellationToken) is { Count: > 0 } part)
        {
            foreach (var number in part)
            {
                var swept = await unit.RunAsync(work => ForgetAsync(work, number, cancellationToken), cancellationToken);
                if (!swept.Succeeded)
                {
                    // Somebody changes it. The next run finds it again.
                    return;
                }
            }
        }
    }

    private async Task<List<long>> DueAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Installation>()
            .Where(installation => installation.DataUntil <= now)
            .OrderBy(installation => installation.DataUntil)
            .Select(installation => installation.Number)
            .Take(PartSize)
            .ToListAsync(cancellationToken);
    }

    private static async Task<Result> ForgetAsync(Work work, long number, CancellationToken cancellationToken)
    {
        var installation = await work.Db.Set<Installation>().SingleAsync(candidate => candidate.Number == number, cancellationToken);
        installation.ForgetData();
        await SwitchConfiguration.ForgetAsync(work.Db, installation, cancellationToken);
        return Result.Success();
    }
}
