using Kiket.Portal.Containers;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>
/// Takes one step for a deployment: on the engine first, then in the rows. After a kill in between, the next cycle sees the same and comes to the
/// same end.
/// </summary>
public sealed class TakeStep(
    IContainerEngine engine, IHostingEdge edge, ContainerSpecs specs, StoreOutput output, MemoryUse memory, NotifyOfMemory notify,
    UnitOfWork unit, HostingTopic topic, InstallationTopic installations)
{
    /// <exception cref="EngineException">The engine doesn't respond.</exception>
    public Task RunAsync(Deployment deployment, IReadOnlyCollection<Generation> generations, DeploymentStep step, CancellationToken cancellationToken) =>
        step switch
        {
            DeploymentStep.Start start => StartAsync(deployment, start, isAlone: generations.Count(one => one.IsLive) == 1, cancellationToken),
            DeploymentStep.Retire retire => RetireAsync(generations, retire, cancellationToken),
            DeploymentStep.TakeOver takeOver => TakeOverAsync(deployment, takeOver.Generation, cancellationToken),
            DeploymentStep.Reject reject => RejectAsync(deployment, reject.Generation, reject.Failure, cancellationToken),
            DeploymentStep.Fail fail => FailAsync(deployment, fail.Generation, fail.Failure, cancellationToken),
            DeploymentStep.Healthy => ChangeAsync(deployment, (_, row) =>
            {
                row.Deployment.Healthy(row.Now);
                return Task.CompletedTask;
            }, cancellationToken),
            DeploymentStep.FailCheck check => ChangeAsync(deployment, (_, row) =>
            {
                row.Deployment.FailCheck(FailureText.HealthOf(check.Health, check.Generation), row.Now);
                return Task.CompletedTask;
            }, cancellationToken),
            DeploymentStep.RemoveNetwork => RemoveNetworkAsync(deployment, cancellationToken),
            _ => Task.CompletedTask,
        };

    private async Task StartAsync(Deployment deployment, DeploymentStep.Start start, bool isAlone, CancellationToken cancellationToken)
    {
        var generation = start.Generation;
        if (start.ClearsName)
        {
            await engine.RetireAsync(generation.ContainerName, TimeSpan.Zero, cancellationToken);
        }

        try
        {
            await engine.EnsureNetworkAsync(specs.Network(deployment, edge.Name), cancellationToken);
            await engine.StartAsync(await specs.OfAsync(deployment, generation, cancellationToken), cancellationToken);
        }
        catch (EngineException) when (!cancellationToken.IsCancellationRequested)
        {
            if (!(await engine.ProbeAsync(cancellationToken)).IsUsable)
            {
                throw;
            }

            var failure = new Failure(FailureCause.NotStarted);
            await (isAlone ? FailAsync(deployment, generation, failure, cancellationToken) : RejectAsync(deployment, generation, failure, cancellationToken));
            return;
        }

        await ChangeAsync(deployment, (live, row) =>
        {
            if (live.Find(one => one.Id == generation.Id) is { StartedAt: null } started)
            {
                started.Start(row.Now);
                if (isAlone)
                {
                    row.Deployment.Started(isFirst: started.State == GenerationState.Candidate, row.Now);
                }
            }

            return Task.CompletedTask;
        }, cancellationToken);
    }

    private async Task RetireAsync(IReadOnlyCollection<Generation> generations, DeploymentStep.Retire retire, CancellationToken cancellationToken)
    {
        if (generations.FirstOrDefault(generation => generation.ContainerName == retire.Container) is { } generation)
        {
            await output.RunAsync(generation, cancellationToken);
        }

        await engine.RetireAsync(retire.Container, retire.Grace, cancellationToken);
    }

    private Task TakeOverAsync(Deployment deployment, Generation generation, CancellationToken cancellationToken) =>
        ChangeAsync(deployment, async (live, row) =>
        {
            if (!row.Deployment.IsWanted || live.Find(one => one.Id == generation.Id) is not { State: GenerationState.Candidate } candidate)
            {
                return;
            }

            live.Find(one => one.State == GenerationState.Current)?.Retire(drains: true, row.Now);
            // The index knows one that is current, so the one before must be gone first.
            await row.Work.Db.SaveChangesAsync(cancellationToken);
            candidate.TakeOver(row.Now);
            row.Deployment.Healthy(row.Now);
            await DeploymentRows.ChargeAsync(row.Work.Db, candidate, row.Now, cancellationToken);
            row.Work.Raise(new DeploymentTookOver(deployment.InstallationId, candidate.ReleaseId, candidate.Number));
        }, cancellationToken);

    private async Task RejectAsync(Deployment deployment, Generation generation, Failure failure, CancellationToken cancellationToken)
    {
        var (problem, tail, _) = await ClearAsync(generation, failure, cancellationToken);
        await ChangeAsync(deployment, (live, row) =>
        {
            if (live.Find(one => one.Id == generation.Id) is { State: GenerationState.Candidate } candidate)
            {
                candidate.Reject(problem, tail, row.Now);
            }

            return Task.CompletedTask;
        }, cancellationToken);
    }

    private async Task FailAsync(Deployment deployment, Generation generation, Failure failure, CancellationToken cancellationToken)
    {
        var (problem, tail, isOutOfMemory) = await ClearAsync(generation, failure, cancellationToken);
        await ChangeAsync(deployment, async (live, row) =>
        {
            if (!row.Deployment.IsWanted || live.Find(one => one.Id == generation.Id) is not { } failed || failed.StartedAt != generation.StartedAt)
            {
                return;
            }

            failed.StartAgain(problem, tail);
            if (isOutOfMemory)
            {
                await notify.AddAsync(row.Work, row.Deployment, failed, cancellationToken);
            }

            if (row.Deployment.Fail(problem, row.Now))
            {
                row.Work.Db.Add(DeploymentRestart.Of(row.Deployment, failed.ReleaseId, problem, by: null, row.Now));
            }
            else
            {
                await DeploymentRows.EndAsync(row.Work.Db, row.Deployment.InstallationId, row.Now, cancellationToken);
            }
        }, cancellationToken);
    }

    /// <summary>Stores what the container printed, and removes it.</summary>
    private async Task<Cleared> ClearAsync(Generation generation, Failure failure, CancellationToken cancellationToken)
    {
        var end = await engine.EndAsync(generation.ContainerName, cancellationToken);
        await output.RunAsync(generation, cancellationToken);
        await engine.RetireAsync(generation.ContainerName, end is null ? NextSteps.Grace : TimeSpan.Zero, cancellationToken);
        var tail = await output.TailAsync(generation, cancellationToken);
        var known = end is null || failure.Cause != FailureCause.Ended ? failure : failure with { ExitCode = (int)end.ExitCode };
        var isOutOfMemory = memory.TakeWasFull(generation) || end is { IsOutOfMemory: true };
        return new Cleared(FailureText.Of(known, generation, isOutOfMemory, tail), tail, FailureText.IsOutOfMemory(known, isOutOfMemory));
    }

    private async Task RemoveNetworkAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        await engine.RemoveNetworkAsync(ContainerSpecs.NetworkName(deployment.Key), cancellationToken);
        await ChangeAsync(deployment, (_, row) =>
        {
            // Meanwhile it may be wanted again: then its network is created again.
            if (row.Deployment.State == DeploymentState.Stopped)
            {
                row.Deployment.Remove(row.Now);
            }
            else if (row.Deployment.GivesNetworkBack(row.Now))
            {
                row.Deployment.GiveNetworkBack();
            }

            return Task.CompletedTask;
        }, cancellationToken);
    }

    private async Task ChangeAsync(Deployment deployment, Func<List<Generation>, Row, Task> change, CancellationToken cancellationToken)
    {
        var result = await unit.RunAsync(
            async work =>
            {
                if (await DeploymentRows.FindAsync(work.Db, deployment.InstallationId, cancellationToken) is { } row)
                {
                    await change(await DeploymentRows.LiveAsync(work.Db, deployment.InstallationId, cancellationToken), new Row(work, row));
                }

                work.Refresh(() => installations.PublishAsync(deployment.InstallationId));
                work.Refresh(() => topic.PublishAsync(HostingTopic.Deployments));
                return Result.Success();
            },
            cancellationToken);
        result.ThrowIfRefused();
    }

    /// <summary>How a container that was removed had failed.</summary>
    private sealed record Cleared(string Problem, string Tail, bool IsOutOfMemory);

    private sealed record Row(Work Work, Deployment Deployment)
    {
        public DateTimeOffset Now => Work.Now;
    }
}
