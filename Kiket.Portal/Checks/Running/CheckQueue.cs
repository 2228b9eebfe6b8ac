using Kiket.Portal.Data;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Checks.Running;

/// <summary>The queue of reports that wait for a worker.</summary>
public sealed partial class CheckQueue(
    IDbContextFactory<PortalDb> databases, WorkOnReport work, IEnumerable<IWhenChecked> next, TimeProvider clock, ILogger<CheckQueue> logger) : IWorkQueue
{
    public const string QueueName = "checks";

    public string Name => QueueName;

    /// <summary>GitHub is asked for four files at a time by each; more would keep the screens waiting.</summary>
    public int Workers => 2;

    /// <summary>Works on the report that is due longest. False when none is.</summary>
    public async Task<bool> RunNextAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var due = await db.Set<CheckReport>().AsNoTracking()
            .Where(report => ((report.State == CheckReportState.Queued || report.State == CheckReportState.Waiting) && report.DueAt <= now)
                || (report.State == CheckReportState.Running && report.LeaseUntil < now))
            .OrderBy(report => report.DueAt)
            .Select(report => report.Id)
            .Take(8)
            .ToListAsync(cancellationToken);
        foreach (var id in due)
        {
            if (await work.TryAsync(id, WorkPart.All, cancellationToken))
            {
                await TellAsync(id, cancellationToken);
                return true;
            }
        }

        return false;
    }

    /// <summary>The results are stored by now: whoever breaks over them must not keep the others waiting.</summary>
    private async Task TellAsync(Guid reportId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var report = await db.Set<CheckReport>().AsNoTracking().SingleOrDefaultAsync(candidate => candidate.Id == reportId, cancellationToken);
        if (report is not { State: CheckReportState.Finished })
        {
            return;
        }

        foreach (var listener in next)
        {
            try
            {
                await listener.RunAsync(report.RepositoryId, report.Commit, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Broken(logger, exception, reportId);
            }
        }
    }

    /// <summary>
    /// After a start: on SQLite there is one portal, so whatever is marked as running was left by the one before. Beside
    /// other portals only a lease that ran out says so, and <see cref="RunNextAsync"/> takes those anyway.
    /// </summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        foreach (var listener in next)
        {
            await listener.ResumeAsync(cancellationToken);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!db.Database.IsSqlite())
        {
            return;
        }

        var left = await db.Set<CheckReport>().Include(report => report.Runs).Where(report => report.State == CheckReportState.Running).ToListAsync(cancellationToken);
        foreach (var report in left)
        {
            report.Resume(clock.GetUtcNow());
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Error, "What follows the checks of report {Report} broke.")]
    private static partial void Broken(ILogger logger, Exception exception, Guid report);
}
