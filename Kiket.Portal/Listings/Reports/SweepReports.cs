using Kiket.Portal.Data;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Reports;

/// <summary>Deletes reports after a year, and the keys for counting their senders after two days.</summary>
public sealed class SweepReports(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IRegularWork
{
    private const int RetentionYears = 1;

    public string Name => "sweep-reports";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    /// <returns>How many reports were deleted.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (before, day) = (now.AddYears(-RetentionYears), ReportSender.DayOf(now - ReportSender.KeyLifetime));
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // Days in this form can be compared as text, and there are only a few.
        var keys = await db.Set<ReportDayKey>().Select(key => key.Day).ToListAsync(cancellationToken);
        var old = keys.Where(key => string.CompareOrdinal(key, day) < 0).ToList();
        await db.Set<ReportDayKey>().Where(key => old.Contains(key.Day)).ExecuteDeleteAsync(cancellationToken);
        return await db.Set<ListingReport>().Where(report => report.CreatedAt < before).ExecuteDeleteAsync(cancellationToken);
    }

    Task IRegularWork.RunAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);
}
