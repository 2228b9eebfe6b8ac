using Kiket.Portal.Data;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Checks.Running;

/// <summary>The queue of reports that wait for a worker.</summary>
public sealed class CheckQueue(
    IDbContextFactory<PortalDb> databases, WorkOnReport work, TimeProvider clock) : IWorkQueue
{
    public const string QueueName = "checks";

    public string Name => QueueName;

    /// <summary>Each worker fetches four files from GitHub at a time; more would make people in the browser wait.</summary>
    public int Workers => 2;

    /// <summary>Works on the report that has been due the longest. False when none is due.</summary>
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
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// At startup. SQLite has one portal, so every report that is marked as running was left by the previous process. With
    /// several portals only an expired lease shows that, and <see cref="RunNextAsync"/> takes those anyway.
    /// </summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!db.Database.IsSqlite())
        {
            return;
        }

        var left = await db.Set<CheckReport>()
            .Include(report => report.Runs)
            .Where(report => report.State == CheckReportState.Running)
            .ToListAsync(cancellationToken);
        foreach (var report in left)
        {
            report.Resume(clock.GetUtcNow());
        }

        await db.SaveChangesAsync(cancellationToken);
    }
}
