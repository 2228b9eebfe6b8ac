using System.Collections.Concurrent;
using Kiket.Portal.Containers;
using Kiket.Portal.Data;
using Kiket.Portal.Edge;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>
/// Compares what should run with what runs, and takes the next steps. The rows decide, the engine is asked once a cycle, and a process that is
/// killed anywhere leaves nothing that the next one doesn't finish.
/// </summary>
public sealed class ReconcileDeployments(
    IContainerEngine engine,
    IHostingEdge edge,
    EdgeSnapshots snapshots,
    ContainerSpecs specs,
    PrepareGeneration prepare,
    TakeStep take,
    StoreBlockedCalls blocked,
    UnitOfWork unit,
    IDbContextFactory<PortalDb> databases,
    HostingTopic topic,
    InstallationTopic installations,
    IOptions<HostingOptions> options,
    TimeProvider clock)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>While something starts.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private const int AtOnce = 8;
    private const int SoonTries = 10;
    private static readonly TimeSpan Recently = TimeSpan.FromMinutes(5);

    private readonly Guid _process = Guid.NewGuid();
    private readonly LostNotice _lost = new();

    /// <summary>Networks that the edge of now was connected to by this process.</summary>
    private readonly ConcurrentDictionary<Guid, bool> _connected = new();

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _checked = new();
    private EdgeSnapshot? _pushed;
    private int _failures;

    /// <summary>One cycle.</summary>
    /// <returns>How long to wait before the next one, unless something happens.</returns>
    public async Task<TimeSpan> RunAsync(CancellationToken cancellationToken)
    {
        if (!await TakeLeaseAsync(cancellationToken))
        {
            return Interval;
        }

        try
        {
            var next = await CompareAsync(cancellationToken);
            _failures = 0;
            await NoteAsync(lease => lease.Compared(_lost.Text, clock.GetUtcNow()), cancellationToken);
            return next;
        }
        catch (EngineException exception)
        {
            // Nothing is known, so nothing is declared lost. Most often the engine is back within seconds.
            await NoteAsync(lease => lease.Unreachable(exception.Message, clock.GetUtcNow()), cancellationToken);
            return _failures++ < SoonTries ? Soon : Interval;
        }
    }

    /// <summary>While a cycle takes long, or another process would take over.</summary>
    public Task RenewLeaseAsync(CancellationToken cancellationToken) => TakeLeaseAsync(cancellationToken);

    private async Task<bool> TakeLeaseAsync(CancellationToken cancellationToken)
    {
        var result = await unit.RunAsync<bool>(
            async work =>
            {
                var lease = await work.Db.Set<HostLease>().SingleOrDefaultAsync(cancellationToken);
                if (lease is null)
                {
                    lease = HostLease.New();
                    work.Db.Add(lease);
                }

                return lease.Take(_process, work.Now);
            },
            cancellationToken);
        return result is { Succeeded: true, Value: true };
    }

    /// <summary>SQLite has one portal, so the process that had the lease is gone.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (db.Database.IsSqlite())
        {
            await db.Set<HostLease>().ExecuteDeleteAsync(cancellationToken);
        }
    }

    private async Task<TimeSpan> CompareAsync(CancellationToken cancellationToken)
    {
        var observed = await engine.ObserveAsync(cancellationToken);
        var hasLost = _lost.Keep(engine.TakeLost(), clock.GetUtcNow());
        var ensured = await edge.EnsureAsync(observed, cancellationToken);
        if (!ensured.TryGet(out var isNew, out var error))
        {
            throw new EngineException($"The edge doesn't start. {error.Message}");
        }

        if (isNew || hasLost)
        {
            _connected.Clear();
            _pushed = null;
        }

        var isOn = await IsOnAsync(cancellationToken);
        var rows = await ReadAsync(cancellationToken);
        if (isOn && await PrepareAsync(rows, cancellationToken))
        {
            rows = await ReadAsync(cancellationToken);
        }

        var containers = observed
            .Where(container => container.Labels.ContainsKey(NextSteps.InstallationLabel))
            .ToLookup(container => container.Labels[NextSteps.InstallationLabel], StringComparer.Ordinal);
        await ConnectAsync(rows, containers, cancellationToken);
        await PushAsync(cancellationToken);
        var health = await HealthAsync(rows, containers, cancellationToken);
        var now = clock.GetUtcNow();
        var plans = rows.ConvertAll(row => new Plan(row, Withheld(
            NextSteps.Of(row.Deployment, row.Generations, [.. containers[row.Deployment.Key]], health[row.Deployment.Key], now), isOn)));
        await AdmitAsync(plans, cancellationToken);
        await Parallel.ForEachAsync(
            plans.Where(plan => plan.Steps.Count > 0),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (plan, stop) => await RunAsync(plan, stop));
        await RetireUnknownAsync(rows, containers, cancellationToken);
        if (plans.Exists(plan => plan.Steps.Any(step => step is DeploymentStep.TakeOver or DeploymentStep.Fail or DeploymentStep.RemoveNetwork)))
        {
            await PushAsync(cancellationToken);
        }

        await StoreBlockedAsync(cancellationToken);
        return plans.Exists(plan => plan.IsUnderWay(now)) ? Soon : Interval;
    }

    /// <summary>Stores which calls the edge refused, also between two cycles, so that they are listed within seconds.</summary>
    public async Task StoreBlockedAsync(CancellationToken cancellationToken)
    {
        if (_pushed is not null && (await edge.BlockedAsync(cancellationToken)).TryGet(out var report, out _))
        {
            await blocked.RunAsync(report, cancellationToken);
        }
    }

    private async Task<bool> IsOnAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await HostingQueries.ReadAsync(db, cancellationToken)).IsOn;
    }

    private async Task<List<DeployedRows>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var deployments = await db.Set<Deployment>().AsNoTracking()
            .Where(deployment => deployment.State != DeploymentState.Removed)
            .OrderBy(deployment => deployment.Since).ThenBy(deployment => deployment.InstallationId)
            .ToListAsync(cancellationToken);
        // Those that ended a moment ago may have a container, whose last words are to be stored.
        var recently = clock.GetUtcNow() - Recently;
        var generations = (await db.Set<Generation>().AsNoTracking()
            .Where(generation => generation.State == GenerationState.Candidate || generation.State == GenerationState.Current || generation.EndedAt > recently)
            .ToListAsync(cancellationToken)).ToLookup(generation => generation.InstallationId);
        return deployments.ConvertAll(deployment => new DeployedRows(deployment, [.. generations[deployment.InstallationId]]));
    }

    private async Task<bool> PrepareAsync(List<DeployedRows> rows, CancellationToken cancellationToken)
    {
        var isAny = false;
        foreach (var row in rows.Where(row => row.Deployment is { NeedsGeneration: true, IsWanted: true }))
        {
            isAny |= await prepare.RunAsync(row.Deployment.InstallationId, cancellationToken);
        }

        return isAny;
    }

    /// <summary>Connects a new edge to the networks of what runs.</summary>
    private async Task ConnectAsync(List<DeployedRows> rows, ILookup<string, Observed> containers, CancellationToken cancellationToken)
    {
        foreach (var deployment in rows.Select(row => row.Deployment))
        {
            if (deployment is { NetworkIndex: not null, IsWanted: true } && containers.Contains(deployment.Key)
                && !_connected.ContainsKey(deployment.InstallationId))
            {
                await engine.EnsureNetworkAsync(specs.Network(deployment, edge.Name), cancellationToken);
                _connected[deployment.InstallationId] = true;
            }
        }
    }

    private async Task PushAsync(CancellationToken cancellationToken)
    {
        if (!(await edge.StatusAsync(cancellationToken)).TryGet(out var status, out var error))
        {
            throw new EngineException(error.Message);
        }

        var snapshot = await snapshots.ReadAsync(status.Snapshot, cancellationToken);
        if (_pushed is { } pushed && pushed.Number == status.Snapshot && IsSame(pushed, snapshot))
        {
            return;
        }

        var replaced = await edge.ReplaceAsync(snapshot, cancellationToken);
        if (!replaced.Succeeded)
        {
            throw new EngineException(replaced.Error.Message);
        }

        _pushed = snapshot;
    }

    private static bool IsSame(EdgeSnapshot one, EdgeSnapshot other) =>
        System.Text.Json.JsonSerializer.Serialize(one with { Number = 0 }, EdgeJson.Default.EdgeSnapshot)
        == System.Text.Json.JsonSerializer.Serialize(other with { Number = 0 }, EdgeJson.Default.EdgeSnapshot);

    /// <summary>By the key of the deployment and the generation. Those that are healthy are asked every 10 seconds, the others in each cycle.</summary>
    private async Task<Dictionary<string, IReadOnlyDictionary<int, HealthResult>>> HealthOfAsync(
        List<HealthTarget> targets, CancellationToken cancellationToken)
    {
        if (targets.Count == 0 || !(await edge.HealthAsync(new HealthRequest(targets), cancellationToken)).TryGet(out var report, out _))
        {
            return [];
        }

        return report.Results.GroupBy(result => result.Key, StringComparer.Ordinal).ToDictionary(
            results => results.Key,
            results => (IReadOnlyDictionary<int, HealthResult>)results.ToDictionary(result => result.Generation),
            StringComparer.Ordinal);
    }

    private async Task<Healths> HealthAsync(List<DeployedRows> rows, ILookup<string, Observed> containers, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var targets = new List<HealthTarget>();
        foreach (var (deployment, generations) in rows.Where(row => row.Deployment is { IsWanted: true, NetworkIndex: not null }))
        {
            var network = EdgeNetworks.At(options.Value.Whole, deployment.NetworkIndex!.Value);
            var running = containers[deployment.Key].Where(container => container.IsRunning)
                .Select(container => container.Name).ToHashSet(StringComparer.Ordinal);
            var isQuiet = deployment.State is DeploymentState.Healthy or DeploymentState.Degraded
                && _checked.TryGetValue(deployment.InstallationId, out var at) && at + NextSteps.CheckInterval > now;
            foreach (var generation in generations.Where(one => one is { IsLive: true, StartedAt: not null } && running.Contains(one.ContainerName)))
            {
                if (generation.State == GenerationState.Candidate || !isQuiet)
                {
                    targets.Add(new HealthTarget(
                        deployment.Key, generation.Number, EdgeNetworks.Container(network, generation.Number).ToString(), generation.Port));
                }
            }

            if (!isQuiet)
            {
                _checked[deployment.InstallationId] = now;
            }
        }

        return new Healths(await HealthOfAsync(targets, cancellationToken));
    }

    /// <summary>Where hosting isn't on, nothing is started; what runs goes on.</summary>
    private static List<DeploymentStep> Withheld(IReadOnlyList<DeploymentStep> steps, bool isOn) =>
        [.. steps.Where(step => step is not DeploymentStep.Prepare && (isOn || step is not DeploymentStep.Start))];

    private async Task AdmitAsync(List<Plan> plans, CancellationToken cancellationToken)
    {
        var admission = new Admission(await CapacityAsync(cancellationToken));
        foreach (var plan in plans.Where(plan => plan.Rows.Deployment.HasPlace && plan.Rows.Main is not null))
        {
            admission.Count(plan.Rows.Main!);
        }

        foreach (var plan in plans.Where(plan => plan.Start is not null))
        {
            var (deployment, main, starting) = (plan.Rows.Deployment, plan.Rows.Main!, plan.Start!.Generation);
            if (deployment.HasPlace && main.Id == starting.Id)
            {
                continue;
            }

            if (admission.Admit(starting, main.Id == starting.Id ? null : main) is { } reason)
            {
                plan.Steps.Remove(plan.Start);
                await WaitAsync(deployment, main.Id == starting.Id, reason, cancellationToken);
            }
        }
    }

    private async Task WaitAsync(Deployment deployment, bool isAlone, string reason, CancellationToken cancellationToken)
    {
        if (!isAlone || (deployment.State == DeploymentState.WaitingForCapacity && deployment.Reason == reason))
        {
            return;
        }

        var result = await unit.RunAsync(
            async work =>
            {
                if (await DeploymentRows.FindAsync(work.Db, deployment.InstallationId, cancellationToken) is { IsWanted: true } row)
                {
                    row.Wait(DeploymentState.WaitingForCapacity, reason, work.Now);
                    work.Refresh(() => installations.PublishAsync(deployment.InstallationId));
                    work.Refresh(() => topic.PublishAsync(HostingTopic.Deployments));
                }

                return Result.Success();
            },
            cancellationToken);
        result.ThrowIfRefused();
    }

    private async Task<HostingCapacity> CapacityAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return HostingCapacity.Of(options.Value.Capacity, (await HostingQueries.ReadAsync(db, cancellationToken)).Last);
    }

    private async Task RunAsync(Plan plan, CancellationToken cancellationToken)
    {
        foreach (var step in plan.Steps)
        {
            await take.RunAsync(plan.Rows.Deployment, plan.Rows.Generations, step, cancellationToken);
            if (step is DeploymentStep.RemoveNetwork)
            {
                _connected.TryRemove(plan.Rows.Deployment.InstallationId, out _);
            }
            else if (step is DeploymentStep.Start)
            {
                _connected[plan.Rows.Deployment.InstallationId] = true;
            }
        }
    }

    /// <summary>Containers with our label whose deployment isn't in the rows any more.</summary>
    private async Task RetireUnknownAsync(List<DeployedRows> rows, ILookup<string, Observed> containers, CancellationToken cancellationToken)
    {
        var known = rows.Select(row => row.Deployment.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var container in containers.Where(one => !known.Contains(one.Key)).SelectMany(one => one))
        {
            await engine.RetireAsync(container.Name, NextSteps.Grace, cancellationToken);
        }
    }

    private async Task NoteAsync(Action<HostLease> note, CancellationToken cancellationToken)
    {
        var result = await unit.RunAsync(
            async work =>
            {
                if (await work.Db.Set<HostLease>().SingleOrDefaultAsync(cancellationToken) is { } lease && lease.Holder == _process)
                {
                    note(lease);
                }

                return Result.Success();
            },
            cancellationToken);
        result.ThrowIfRefused();
    }

    private sealed record DeployedRows(Deployment Deployment, IReadOnlyList<Generation> Generations)
    {
        /// <summary>The one whose share counts.</summary>
        public Generation? Main => Generations.FirstOrDefault(one => one.State == GenerationState.Current) ?? Generations.FirstOrDefault(one => one.IsLive);
    }

    private sealed record Plan(DeployedRows Rows, List<DeploymentStep> Steps)
    {
        public DeploymentStep.Start? Start => Steps.OfType<DeploymentStep.Start>().FirstOrDefault();

        /// <summary>Something changes within seconds.</summary>
        public bool IsUnderWay(DateTimeOffset now) =>
            Steps.Count > 0
            || Rows.Generations.Any(one => one is { State: GenerationState.Candidate, StartedAt: not null } || one.DrainUntil > now)
            || (Rows.Deployment.State is DeploymentState.Restarting && (Rows.Deployment.NextStartAt is not { } at || at <= now + Interval));
    }

    private sealed class Healths(Dictionary<string, IReadOnlyDictionary<int, HealthResult>> all)
    {
        private static readonly IReadOnlyDictionary<int, HealthResult> None = new Dictionary<int, HealthResult>();

        public IReadOnlyDictionary<int, HealthResult> this[string key] => all.GetValueOrDefault(key) ?? None;
    }
}
