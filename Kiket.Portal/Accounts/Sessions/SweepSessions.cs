using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Accounts.Sessions;

/// <summary>Deletes the rows of sign-ins that are too old, or whose cookie expired without use.</summary>
public sealed class SweepSessions(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>The number of deleted rows.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // A day longer than the cookie, so that another process's clock doesn't end a sign-in in use.
        var unused = now - SignInSession.IdleLifetime - TimeSpan.FromDays(1);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<SignInSession>()
            .Where(session => session.ExpiresAt <= now || session.LastUsedAt < unused)
            .ExecuteDeleteAsync(cancellationToken);
    }
}

/// <summary>Writes last uses a few times a minute, and sweeps once an hour, while the portal runs.</summary>
internal sealed partial class SessionTender(SessionUses uses, SweepSessions sweep, TimeProvider clock, ILogger<SessionTender> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(uses.SaveAsync, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var swept = clock.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, clock, stoppingToken);
            await TryAsync(uses.SaveAsync, stoppingToken);
            if (clock.GetUtcNow() - swept >= BetweenSweeps)
            {
                swept = clock.GetUtcNow();
                await TryAsync(sweep.RunAsync, stoppingToken);
            }
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Broken(logger, exception);
        }
    }

    [LoggerMessage(LogLevel.Error, "Updating the rows of sign-ins failed. It is tried again soon.")]
    private static partial void Broken(ILogger logger, Exception exception);
}
