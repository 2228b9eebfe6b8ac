using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Reports;

/// <summary>Deletes reports after a year, and the keys for counting their senders after two days.</summary>
public sealed class SweepReports(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    private const int RetentionYears = 1;

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
}

/// <summary>Sweeps once an hour while the portal runs.</summary>
internal sealed partial class ReportSweeper(SweepReports sweep, TimeProvider clock, ILogger<ReportSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, clock, stoppingToken);
            try
            {
                var deleted = await sweep.RunAsync(stoppingToken);
                if (deleted > 0)
                {
                    Swept(logger, deleted);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Broken(logger, exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} reports older than a year were deleted.")]
    private static partial void Swept(ILogger logger, int count);

    [LoggerMessage(LogLevel.Error, "Old reports could not be deleted. Trying again in an hour.")]
    private static partial void Broken(ILogger logger, Exception exception);
}
