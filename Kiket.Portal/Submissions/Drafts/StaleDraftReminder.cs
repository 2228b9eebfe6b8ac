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
                // A reminder can wait; the portal goes on.
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Stale drafts could not be reminded of. The next try follows in some hours.")]
    private partial void LogFailed(Exception exception);
}
