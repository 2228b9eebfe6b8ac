using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Containers;
using Kiket.Portal.Edge;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Installations;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Hosting.Deployments;

/// <summary>From an installation to its container and back, with an engine in memory and a real database.</summary>
public sealed class ReconcileTests : IAsyncLifetime
{
    private static readonly ReleaseImage Image = new("sha256:" + new string('1', 64), 8080, null);
    private static readonly ReleaseImage Newer = new("sha256:" + new string('2', 64), 9090, "1000:1000");

    private readonly EngineInMemory _engine = new();
    private Scenario _scenario = null!;
    private HostedBench _bench = null!;
    private ReconcileDeployments _reconcile = null!;

    public async Task InitializeAsync()
    {
        _scenario = await Scenario.OpenAsync(more: services => HostedBench.Register(services, _engine, _engine));
        _bench = new HostedBench(_scenario);
        _reconcile = NewProcess();
        await _bench.SwitchOnAsync();
    }

    public async Task DisposeAsync() => await _scenario.DisposeAsync();

    [Fact]
    public async Task Installed_it_starts_and_gets_calls_when_it_is_healthy()
    {
        await _bench.ReleaseAsync("1.0.0", Image);
        await _bench.Installations.InstalledAsync();
        _engine.Health = _ => HealthResult.Refused;
        await CycleAsync();

        var deployment = await _bench.DeploymentAsync();
        Assert.Equal(DeploymentState.Starting, deployment.State);
        Assert.Null(HostedBench.RouteOf(_engine.Snapshot, deployment));
        Assert.Empty(await _bench.PeriodsAsync());
        var spec = Assert.Single(_engine.Containers).Value.Spec;
        Assert.Equal(($"kx-{deployment.Key}-g1", Image.ImageId, 0.25m, 256), (spec.Name, spec.Image, spec.Cpu, spec.MemoryMiB));
        Assert.Equal((deployment.Key, "1"), (spec.Labels["dev.kiket.installation"], spec.Labels["dev.kiket.generation"]));
        Assert.Equal("8080", spec.Environment["PORT"]);
        Assert.Equal($"https://{deployment.Key}.apps.localhost", spec.Environment["EXTENSION_BASE_URL"]);
        Assert.Equal($"http://{spec.Network!.Edge}:3128", spec.Environment["HTTPS_PROXY"]);
        Assert.Equal("1", spec.Environment["NODE_USE_ENV_PROXY"]);
        Assert.Equal(["api.acme.test"], _engine.Snapshot.Installations.Single(one => one.Key == deployment.Key).Egress);

        _engine.Health = _ => null;
        await CycleAsync();

        deployment = await _bench.DeploymentAsync();
        Assert.Equal(DeploymentState.Healthy, deployment.State);
        Assert.Equal(spec.Network.Address.ToString(), HostedBench.RouteOf(_engine.Snapshot, deployment)!.Address);
        Assert.Equal(("minimal", null), Assert.Single(await _bench.PeriodsAsync()) is var period ? (period.Tier, period.To) : default);
        var target = await _scenario.QueryAsync(async db => await _scenario.Get<CallTargets>().ReadAsync(
            db, await db.Set<Installation>().SingleAsync(), (await db.Set<Installation>().SingleAsync()).Current, CancellationToken.None));
        Assert.Equal($"https://{deployment.Key}.apps.localhost/hooks", target.Target!.Callback.AbsoluteUri);
    }

    [Fact]
    public async Task Without_an_image_or_with_hosting_off_nothing_starts()
    {
        await _bench.ReleaseAsync("1.0.0", image: null);
        await _bench.Installations.InstalledAsync();
        await CycleAsync();
        Assert.Equal("Its image isn't built yet.", (await _bench.DeploymentAsync()).Reason);

        await _bench.BuiltAsync("1.0.0", Image);
        await _scenario.QueryAsync(db => db.Set<Kiket.Portal.Hosting.SelfTest>().ExecuteDeleteAsync());
        await CycleAsync();
        Assert.Empty(_engine.Containers);

        await _bench.SwitchOnAsync();
        await SettleAsync();
        Assert.Single(_engine.Containers);
    }

    [Fact]
    public async Task What_crashes_is_started_again_and_its_customer_reads_why()
    {
        var number = await HealthyAsync();
        _engine.Output = [new LogLine(_scenario.Clock.GetUtcNow(), true, "sh: can't create /x: Read-only file system")];
        _engine.End(Assert.Single(_engine.Containers).Key, 1);
        await CycleAsync();

        var hosting = Scenario.Done(await _scenario.Get<DeploymentQueries>().FindAsync(number, null, _scenario.Gus, CancellationToken.None))!;
        Assert.Equal(DeploymentState.Restarting, hosting.Deployment.State);
        Assert.Equal("It ended with exit code 1. Only /tmp can be written.", Assert.Single(hosting.Recent).Reason);
        var printed = Scenario.Done(await _scenario.Get<DeploymentQueries>().OutputAsync(number, null, new(1, 10), _scenario.Gus, CancellationToken.None));
        Assert.Equal("sh: can't create /x: Read-only file system", Assert.Single(printed.Items).Text);
        Assert.Empty(_engine.Containers);

        await CycleAsync(TimeSpan.FromSeconds(10));
        await CycleAsync();
        Assert.Equal(DeploymentState.Healthy, (await _bench.DeploymentAsync()).State);
        Assert.Equal(2, _engine.Starts.Count);
        Assert.Null(Assert.Single(await _bench.PeriodsAsync()).To);
    }

    [Fact]
    public async Task An_upgrade_starts_beside_switches_and_then_ends_the_old_one()
    {
        var number = await HealthyAsync();
        var old = Assert.Single(_engine.Containers).Key;
        await _bench.ReleaseAsync("1.1.0", Newer);
        Scenario.Done(await _bench.Installations.UpgradeAsync(number));
        await _bench.Installations.WorkAsync();
        _engine.Health = name => name == old ? null : HealthResult.Refused;
        await CycleAsync();

        var deployment = await _bench.DeploymentAsync();
        Assert.Equal(2, _engine.Containers.Count);
        Assert.Equal((8080, DeploymentState.Healthy), (HostedBench.RouteOf(_engine.Snapshot, deployment)!.Port, deployment.State));

        _engine.Health = _ => null;
        await CycleAsync();
        Assert.Equal((9090, 2), (HostedBench.RouteOf(_engine.Snapshot, deployment)!.Port, _engine.Containers.Count));

        await CycleAsync(TimeSpan.FromSeconds(10));
        var left = Assert.Single(_engine.Containers).Value.Spec;
        Assert.Equal((Newer.ImageId, "1000:1000"), (left.Image, left.User));
        Assert.Equal([GenerationState.Retired, GenerationState.Current], (await _bench.GenerationsAsync()).Select(one => one.State));
        Assert.Single(await _bench.PeriodsAsync());
    }

    [Fact]
    public async Task A_version_that_does_not_get_up_leaves_the_one_before()
    {
        var number = await HealthyAsync();
        var old = Assert.Single(_engine.Containers).Key;
        await _bench.ReleaseAsync("1.1.0", Newer);
        Scenario.Done(await _bench.Installations.UpgradeAsync(number));
        await _bench.Installations.WorkAsync();
        _engine.Health = name => name == old ? null : HealthResult.Refused;
        await CycleAsync();
        await CycleAsync(TimeSpan.FromSeconds(121));
        await CycleAsync();

        Assert.Equal(old, Assert.Single(_engine.Containers).Key);
        var hosting = Scenario.Done(await _scenario.Get<DeploymentQueries>().FindAsync(number, null, _scenario.Gus, CancellationToken.None))!;
        Assert.Equal((DeploymentState.Healthy, "1.0.0", "1.1.0"), (hosting.Deployment.State, hosting.Version, hosting.Rejected?.Version));
        Assert.Contains("0.0.0.0:$PORT", hosting.Rejected!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_tier_is_another_period()
    {
        var number = await HealthyAsync();
        await _bench.ReleaseAsync("1.1.0", Newer, tier: "standard");
        var refused = Scenario.Done(await _bench.Installations.UpgradeAsync(number));
        Scenario.Done(await _bench.Installations.UpgradeAsync(number, consent: refused.Missing!.Difference.Hash));

        await _bench.Installations.WorkAsync();
        await SettleAsync();

        var periods = await _bench.PeriodsAsync();
        Assert.Equal(["minimal", "standard"], periods.Select(period => period.Tier));
        Assert.Equal(periods[1].From, periods[0].To);
    }

    [Fact]
    public async Task Uninstalled_nothing_is_left_and_nothing_is_charged()
    {
        var number = await HealthyAsync();
        Scenario.Done(await Ok(_bench.Installations.UninstallAsync(number)));
        await _bench.Installations.WorkAsync();
        var ended = Assert.Single(await _bench.PeriodsAsync()).To;
        Assert.NotNull(ended);
        await CycleAsync();
        await CycleAsync();

        Assert.Empty(_engine.Containers);
        Assert.Empty(_engine.Networks);
        var deployment = await _bench.DeploymentAsync();
        Assert.Equal((DeploymentState.Removed, null), (deployment.State, deployment.NetworkIndex));
        Assert.DoesNotContain(_engine.Snapshot.Installations, installation => installation.Key == deployment.Key);
        var month = BillingMonth.Of(_scenario.Clock.GetUtcNow());
        var spans = await _scenario.QueryAsync(db => _scenario.Get<IHostingPeriods>().ReadAsync(db, [deployment.InstallationId], month, default));
        Assert.Equal(ended, Assert.Single(spans[deployment.InstallationId]).To);
    }

    [Fact]
    public async Task Suspended_it_does_not_run_and_resumed_it_does()
    {
        await HealthyAsync();
        var (id, suspend) = ((await _bench.DeploymentAsync()).InstallationId, _scenario.Get<SuspendDeployment>());
        Assert.Equal("not_found", (await suspend.RunAsync(id, "It mines.", _scenario.Gus, default)).Error?.Code);
        Assert.False((await suspend.RunAsync(id, " ", _scenario.Olu, default)).Succeeded);
        Assert.True((await suspend.RunAsync(id, "It mines.", _scenario.Olu, default)).Succeeded);
        await CycleAsync();
        Assert.Empty(_engine.Containers);
        Assert.NotNull(Assert.Single(await _bench.PeriodsAsync()).To);

        Assert.True((await suspend.ResumeAsync(id, _scenario.Olu, default)).Succeeded);
        await SettleAsync();
        Assert.Equal(DeploymentState.Healthy, (await _bench.DeploymentAsync()).State);
        Assert.Equal(2, (await _bench.PeriodsAsync()).Count);
    }

    [Fact]
    public async Task What_is_not_paid_stops_without_a_charge_and_starts_again_with_the_payment()
    {
        await HealthyAsync();
        var (deployment, follow) = (await _bench.DeploymentAsync(), _scenario.Get<DeployInstallations>());
        var (id, organization, extension) = (deployment.InstallationId, deployment.OrganizationId, deployment.ExtensionKey);
        for (var time = 0; time < 2; time++)
        {
            await follow.RunAsync(new InstallationSuspended(id, organization, extension), _scenario.Clock.GetUtcNow(), default);
        }

        await CycleAsync();
        deployment = await _bench.DeploymentAsync();
        Assert.Equal((DeploymentState.Suspended, "An invoice isn't paid. It starts again when the payment arrives."), (deployment.State, deployment.Reason));
        Assert.Empty(_engine.Containers);
        Assert.NotNull(Assert.Single(await _bench.PeriodsAsync()).To);

        await follow.RunAsync(new InstallationResumed(id, organization, extension), _scenario.Clock.GetUtcNow(), default);
        await SettleAsync();
        Assert.Equal(DeploymentState.Healthy, (await _bench.DeploymentAsync()).State);
        Assert.Equal(2, (await _bench.PeriodsAsync()).Count);
    }

    [Fact]
    public async Task Where_there_is_no_room_it_waits_and_says_so()
    {
        _scenario.Get<Microsoft.Extensions.Options.IOptions<Kiket.Portal.Hosting.HostingOptions>>().Value.Capacity.MemoryMiB = 255;
        await _bench.ReleaseAsync("1.0.0", Image);
        await _bench.Installations.InstalledAsync();
        await CycleAsync();

        var deployment = await _bench.DeploymentAsync();
        Assert.Equal(DeploymentState.WaitingForCapacity, deployment.State);
        Assert.Contains("no room", deployment.Reason, StringComparison.Ordinal);
        Assert.Empty(_engine.Containers);

        _scenario.Get<Microsoft.Extensions.Options.IOptions<Kiket.Portal.Hosting.HostingOptions>>().Value.Capacity.MemoryMiB = 256;
        await SettleAsync();
        Assert.Equal(DeploymentState.Healthy, (await _bench.DeploymentAsync()).State);
    }

    [Fact]
    public async Task While_the_engine_is_down_nothing_is_declared_lost()
    {
        await HealthyAsync();
        _engine.IsDown = true;
        await CycleAsync(TimeSpan.FromMinutes(30));

        Assert.Equal(DeploymentState.Healthy, (await _bench.DeploymentAsync()).State);
        var hosting = Scenario.Done(await _scenario.Get<DeploymentQueries>().OperatedAsync(_scenario.Olu, CancellationToken.None));
        Assert.Equal((_scenario.Clock.GetUtcNow(), 256, 0.25m), (hosting.UnknownSince, hosting.UsedMemoryMiB, hosting.UsedCpu));

        _engine.IsDown = false;
        await CycleAsync();
        Assert.Null(Scenario.Done(await _scenario.Get<DeploymentQueries>().OperatedAsync(_scenario.Olu, CancellationToken.None)).UnknownSince);
        Assert.Single(_engine.Starts);
    }

    [Fact]
    public async Task A_second_process_waits_until_the_first_is_gone()
    {
        await _bench.ReleaseAsync("1.0.0", Image);
        await CycleAsync();
        await _bench.Installations.InstalledAsync();
        var second = NewProcess();
        await second.RunAsync(CancellationToken.None);
        Assert.Empty(_engine.Containers);

        _scenario.Clock.Advance(HostLease.Length);
        await second.RunAsync(CancellationToken.None);
        Assert.Single(_engine.Containers);
    }

    [Fact]
    public async Task Killed_anywhere_the_next_process_ends_with_one_healthy_container()
    {
        var number = await HealthyAsync();
        for (var kill = 1; kill <= 14; kill++)
        {
            Assert.True((await _scenario.Get<RestartDeployment>().RunAsync(number, null, _scenario.Gus, CancellationToken.None)).Succeeded);
            _engine.CountAnew();
            (_engine.KillAt, _engine.KillsAfterwards) = ((kill + 1) / 2, kill % 2 == 0);
            var wasKilled = false;
            for (var cycle = 0; cycle < 4 && !wasKilled; cycle++)
            {
                try
                {
                    await CycleAsync(TimeSpan.FromSeconds(10));
                }
                catch (KilledException)
                {
                    wasKilled = true;
                }
            }

            Assert.True(wasKilled, $"Nothing was called for the {kill}th time.");
            _engine.KillAt = null;
            _scenario.Clock.Advance(HostLease.Length);
            _reconcile = NewProcess();
            await SettleAsync();

            var (deployment, generations) = (await _bench.DeploymentAsync(), await _bench.GenerationsAsync());
            var current = Assert.Single(generations, generation => generation.IsLive);
            Assert.Equal((DeploymentState.Healthy, GenerationState.Current, kill + 1), (deployment.State, current.State, current.Number));
            Assert.Equal(current.ContainerName, Assert.Single(_engine.Containers).Key);
            Assert.Single(_engine.Networks);
            Assert.Single(await _bench.PeriodsAsync());
        }
    }

    [Fact]
    public async Task Refused_calls_are_the_customers_with_their_names_and_the_publishers_from_three_customers_on()
    {
        var number = await HealthyAsync();
        var deployment = await _bench.DeploymentAsync();
        var now = _scenario.Clock.GetUtcNow();
        _engine.Blocked = new BlockedReport(Guid.NewGuid(), [new BlockedCount(deployment.Key, "c2VjcmV0.evil.test", "undeclared_host", 2, now, now)]);
        await CycleAsync();
        await CycleAsync();

        var calls = Scenario.Done(await _scenario.Get<DeploymentQueries>().BlockedAsync(number, null, new(1, 10), _scenario.Gus, CancellationToken.None));
        Assert.Equal(("c2VjcmV0.evil.test", 2), Assert.Single(calls.Items) is var call ? (call.Host, call.Count) : default);
        var published = await _scenario.Get<DeploymentQueries>().PublishedAsync(deployment.ExtensionKey, CancellationToken.None);
        Assert.Empty(published.Blocked);
        Assert.Equal(new VersionCounts("1.0.0", 1, 0, 0, 0), Assert.Single(published.Versions));
        Assert.False((await _scenario.Get<DeploymentQueries>().BlockedAsync(number, null, new(1, 10), _scenario.Ada, CancellationToken.None)).Succeeded);
    }

    private static async Task<Kiket.Portal.Foundation.Result<bool>> Ok(Task<Kiket.Portal.Foundation.Result> result) =>
        await result is { Succeeded: false } refused ? refused.Error! : true;

    private async Task<long> HealthyAsync()
    {
        await _bench.ReleaseAsync("1.0.0", Image);
        var number = await _bench.Installations.InstalledAsync();
        await SettleAsync();
        Assert.Equal(DeploymentState.Healthy, (await _bench.DeploymentAsync()).State);
        return number;
    }

    /// <summary>Cycles until what was started has taken over and what was replaced is gone.</summary>
    private async Task SettleAsync()
    {
        for (var cycle = 0; cycle < 5; cycle++)
        {
            await CycleAsync(TimeSpan.FromSeconds(11));
        }
    }

    private async Task CycleAsync(TimeSpan? later = null)
    {
        _scenario.Clock.Advance(later ?? TimeSpan.FromSeconds(1));
        await _reconcile.RunAsync(CancellationToken.None);
    }

    private ReconcileDeployments NewProcess() => ActivatorUtilities.CreateInstance<ReconcileDeployments>(_scenario.Database.Services);
}
