using Kiket.Portal.Containers;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>
/// Runs on each process that has the role host: reconciles every 10 seconds and when something happens, renews its lease, and stores what
/// containers print. Not a job of <c>Jobs</c>, because those run on any node, and only this one has the engine.
/// </summary>
internal sealed partial class DeploymentWorker(
    ReconcileDeployments reconcile,
    StoreOutput output,
    MemoryUse memory,
    IContainerEngine engine,
    HostingTopic topic,
    IDbContextFactory<PortalDb> databases,
    IOptions<HostingOptions> options,
    TimeProvider clock,
    ILogger<DeploymentWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Renew = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Refused = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Collect = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Measure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Sweep = TimeSpan.FromHours(1);

    private readonly EarlyHint _hint = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Engine == HostingEngine.None)
        {
            return;
        }

        using var asked = topic.Subscribe(HostingTopic.Work, _hint.GiveAsync);
        using var tested = topic.Subscribe(HostingTopic.SelfTest, _hint.GiveAsync);
        await TryAsync(() => reconcile.ResumeAsync(stoppingToken), stoppingToken);
        await Task.WhenAll(
            RepeatAsync(ReconcileAsync, stoppingToken),
            RepeatAsync(RenewAsync, stoppingToken),
            RepeatAsync(WatchAsync, stoppingToken),
            RepeatAsync(CollectAsync, stoppingToken),
            RepeatAsync(MeasureAsync, stoppingToken),
            RepeatAsync(SweepAsync, stoppingToken));
    }

    public override void Dispose()
    {
        _hint.Dispose();
        base.Dispose();
    }

    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        var wait = ReconcileDeployments.Interval;
        await TryAsync(async () => wait = await reconcile.RunAsync(cancellationToken), cancellationToken);
        while (wait > TimeSpan.Zero && !await _hint.WaitAsync(wait < Refused ? wait : Refused, cancellationToken))
        {
            wait -= Refused;
            await TryAsync(() => reconcile.StoreBlockedAsync(cancellationToken), cancellationToken);
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Renew, clock, cancellationToken);
        await reconcile.RenewLeaseAsync(cancellationToken);
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        await foreach (var happened in engine.WatchAsync(cancellationToken))
        {
            if (happened.Action is "die" or "died" or "remove" or "destroy" or "kill" or "oom")
            {
                await _hint.GiveAsync();
            }
        }

        await Task.Delay(ReconcileDeployments.Interval, clock, cancellationToken);
    }

    private async Task CollectAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Collect, clock, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var running = await db.Set<Generation>().AsNoTracking()
            .Where(generation => generation.StartedAt != null
                && (generation.State == GenerationState.Candidate || generation.State == GenerationState.Current))
            .ToListAsync(cancellationToken);
        foreach (var generation in running)
        {
            await output.RunAsync(generation, cancellationToken);
        }
    }

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Measure, clock, cancellationToken);
        await memory.MeasureAsync(cancellationToken);
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        await output.SweepAsync(cancellationToken);
        await Task.Delay(Sweep, clock, cancellationToken);
    }

    private async Task RepeatAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!await TryAsync(() => work(stoppingToken), stoppingToken))
            {
                await Task.Delay(ReconcileDeployments.Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> TryAsync(Func<Task> work, CancellationToken stoppingToken)
    {
        try
        {
            await work();
            return true;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return true;
        }
        catch (EngineException exception)
        {
            Unreachable(logger, exception.Message);
        }
        catch (Exception exception)
        {
            Failed(logger, exception);
        }

        return false;
    }

    [LoggerMessage(LogLevel.Warning, "{Problem} It is tried again.")]
    private static partial void Unreachable(ILogger logger, string problem);

    [LoggerMessage(LogLevel.Error, "Running the containers failed. It is tried again.")]
    private static partial void Failed(ILogger logger, Exception exception);
}
