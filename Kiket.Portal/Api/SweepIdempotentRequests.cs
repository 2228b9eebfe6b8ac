using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Api;

/// <summary>Deletes keyed requests whose day is over. None is answered from after that, so a late sweep costs room alone.</summary>
public sealed class SweepIdempotentRequests(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>How many were deleted.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var oldest = clock.GetUtcNow() - IdempotentRequest.Lifetime;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<IdempotentRequest>().Where(request => request.CreatedAt <= oldest).ExecuteDeleteAsync(cancellationToken);
    }
}

/// <summary>Sweeps when the portal starts and once an hour while it runs.</summary>
internal sealed partial class IdempotentRequestSweeper(SweepIdempotentRequests sweep, TimeProvider clock, ILogger<IdempotentRequestSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await sweep.RunAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Broken(logger, exception);
            }

            await Task.Delay(Pause, clock, stoppingToken);
        }
    }

    [LoggerMessage(LogLevel.Error, "Old keyed requests could not be deleted; trying again in an hour.")]
    private static partial void Broken(ILogger logger, Exception exception);
}
