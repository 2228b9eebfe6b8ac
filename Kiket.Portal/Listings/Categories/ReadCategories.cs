using System.Data.Common;

namespace Kiket.Portal.Listings.Categories;

/// <summary>
/// Reads the categories before the first page is served, and again every minute in case the signal of another node is
/// lost.
/// </summary>
internal sealed partial class ReadCategories(CategoryShelf shelf, TimeProvider clock, ILogger<ReadCategories> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await shelf.RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await shelf.RefreshAsync(stoppingToken);
            }
            catch (DbException exception)
            {
                // The categories that were read last stay in use. It tries again a minute later.
                LogNotRead(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The categories could not be read again")]
    private partial void LogNotRead(Exception exception);
}
