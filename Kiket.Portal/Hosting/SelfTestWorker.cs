using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Hosting;

/// <summary>
/// Runs on each process that has the role host. At its start, and when an operator asks, it tests the engine. Not a job of
/// <c>Jobs</c>, because those run on any node, and only this one has the engine.
/// </summary>
internal sealed partial class SelfTestWorker(
    RunSelfTest run, UnitOfWork unit, HostingTopic topic, IOptions<HostingOptions> options, TimeProvider clock, ILogger<SelfTestWorker> logger)
    : BackgroundService
{
    /// <summary>Only the newest are of interest.</summary>
    private const int MaxTests = 20;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(3);

    /// <summary>How many tests in a row showed nothing.</summary>
    private int _unclear;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isReported = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                isReported = isReported || await ReportAsync(stoppingToken);
                if (options.Value.Engine != HostingEngine.None)
                {
                    await RequestAgainAsync(stoppingToken);
                    await RunNextAsync(stoppingToken);
                }
                else if (isReported)
                {
                    return;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Failed(logger, exception);
            }

            await Task.Delay(Look, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Says that this process is here: with an engine a self-test is due, without one hosting is off.</summary>
    private async Task<bool> ReportAsync(CancellationToken cancellationToken)
    {
        var result = await unit.RunAsync(
            async work =>
            {
                var state = await HostingQueries.ReadAsync(work.Db, cancellationToken);
                if (options.Value.Engine == HostingEngine.None)
                {
                    if (state.Pending is not null)
                    {
                        work.Db.Remove(state.Pending);
                    }

                    if (state.Last is not { State: SelfTestState.Off })
                    {
                        work.Db.Add(SelfTest.SwitchedOff(Containers.NoEngine.Reason, work.Now));
                    }
                }
                else if (state.Pending is { State: SelfTestState.Running } && work.Db.Database.IsSqlite())
                {
                    // SQLite has one portal, so the process that ran it is gone.
                    state.Pending.WaitAgain();
                }
                else if (state.Pending is null)
                {
                    work.Db.Add(SelfTest.Request(requestedBy: null, work.Now));
                }

                return Result.Success();
            },
            cancellationToken);
        return result.Succeeded;
    }

    /// <summary>An engine that was away for a moment doesn't keep hosting off until somebody looks.</summary>
    private async Task RequestAgainAsync(CancellationToken cancellationToken)
    {
        if (_unclear == 0)
        {
            return;
        }

        var requested = await unit.RunAsync(
            async work =>
            {
                var state = await HostingQueries.ReadAsync(work.Db, cancellationToken);
                if (state.Pending is null && state.Last?.IsDueAgain(_unclear, work.Now) == true)
                {
                    work.Db.Add(SelfTest.Request(requestedBy: null, work.Now));
                }

                return Result.Success();
            },
            cancellationToken);
        requested.ThrowIfRefused();
    }

    private async Task RunNextAsync(CancellationToken cancellationToken)
    {
        var taken = await unit.RunAsync(
            async work =>
            {
                var pending = (await HostingQueries.ReadAsync(work.Db, cancellationToken)).Pending;
                work.Refresh(() => topic.PublishSelfTestAsync());
                return pending is not null && pending.Start(work.Now)
                    ? pending.Id
                    : (Result<Guid>)Error.NotFound("no_self_test", "No self-test is due.");
            },
            cancellationToken);
        if (!taken.Succeeded)
        {
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(SelfTest.Limit);
        var outcome = await run.RunAsync(limit.Token);
        _unclear = outcome.ShowsNothing ? _unclear + 1 : 0;
        (await unit.RunAsync(work => FinishAsync(work, taken.Value, outcome, cancellationToken), cancellationToken)).ThrowIfRefused();
    }

    private async Task<Result> FinishAsync(Work work, Guid id, SelfTestOutcome outcome, CancellationToken cancellationToken)
    {
        var tests = await work.Db.Set<SelfTest>().OrderByDescending(test => test.RequestedAt).ThenByDescending(test => test.Id).ToListAsync(cancellationToken);
        tests.Find(test => test.Id == id)?.Finish(outcome, work.Now);
        work.Db.RemoveRange(tests.Skip(MaxTests));
        work.Refresh(() => topic.PublishSelfTestAsync());
        return Result.Success();
    }

    [LoggerMessage(LogLevel.Error, "The self-test of hosting failed. It is tried again.")]
    private static partial void Failed(ILogger logger, Exception exception);
}
