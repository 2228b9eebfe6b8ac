using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Documentation;

/// <summary>Records the pictures of documentation that was rendered before the portal recorded them. Runs once.</summary>
public sealed class RecordOldPictures(IDbContextFactory<PortalDb> databases)
{
    private const int Batch = 20;

    /// <returns>The number of sets that were checked.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        for (var done = 0; ;)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var sets = await db.Set<DocumentSet>().Include(set => set.Pages).Include(set => set.Pictures)
                .Where(set => !set.HasPicturesRecorded)
                .OrderBy(set => set.Id)
                .Take(Batch)
                .AsSplitQuery()
                .ToListAsync(cancellationToken);
            if (sets.Count == 0)
            {
                return done;
            }

            sets.ForEach(set => set.RecordPictures());
            await db.SaveChangesAsync(cancellationToken);
            done += sets.Count;
        }
    }
}

/// <summary>Runs it when the portal starts. Until it is done, no one sees old pictures.</summary>
internal sealed partial class OldPictureRecorder(RecordOldPictures record, TimeProvider clock, ILogger<OldPictureRecorder> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await record.RunAsync(stoppingToken);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Broken(logger, exception);
                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Recording the pictures of older documentation failed. It is tried again in a minute.")]
    private static partial void Broken(ILogger logger, Exception exception);
}
