namespace Kiket.Portal.Submissions.Drafts;

/// <summary>Looks for stale drafts a few times a day.</summary>
internal sealed partial class StaleDraftReminder(RemindOfStaleDrafts remind, TimeProvider clock, ILogger<StaleDraftReminder> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);
    private static readonly TimeSpan FirstAfter = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = FirstAfter; ; wait = Interval)
        {
            await Task.Delay(wait, clock, stoppingToken);
            try
            {
                await remind.RunAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // A reminder can wait; the portal keeps running.
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Reminders of stale drafts could not be sent. The next attempt is in a few hours.")]
    private partial void LogFailed(Exception exception);
}
