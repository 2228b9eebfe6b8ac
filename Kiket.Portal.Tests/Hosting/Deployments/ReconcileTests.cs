using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Containers;
using Kiket.Portal.Edge;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Installations;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Hosting.Deployments;

/// <summary>From an installation to its container and back, with an engine in memory and a real database.</summary>
public sealed class ReconcileTests : HostedInMemory
{
    private static readonly ReleaseImage Newer = new("sha256:" + new string('2', 64), 9090, "1000:1000");

    [Fact]
    public async Task Installed_it_starts_and_gets_calls_when_it_is_healthy()
    {
        await Bench.ReleaseAsync("1.0.0", Image);
        await Bench.Installations.InstalledAsync();
        Engine.Health = _ => HealthResult.Refused;
        await CycleAsync();

        var deployment = await Bench.DeploymentAsync();
        Assert.Equal(DeploymentState.Starting, deployment.State);
        Assert.Null(HostedBench.RouteOf(Engine.Snapshot, deployment));
        Assert.Empty(await Bench.PeriodsAsync());
        var spec = Assert.Single(Engine.Containers).Value.Spec;
        Assert.Equal(($"kx-{deployment.Key}-g1", Image.ImageId, 0.25m, 256), (spec.Name, spec.Image, spec.Cpu, spec.MemoryMiB));
        Assert.Equal((deployment.Key, "1"), (spec.Labels["dev.kiket.installation"], spec.Labels["dev.kiket.generation"]));
        Assert.Equal("8080", spec.Environment["PORT"]);
        Assert.Equal($"https://{deployment.Key}.apps.localhost", spec.Environment["EXTENSION_BASE_URL"]);
        Assert.Equal($"http://{spec.Network!.Edge}:3128", spec.Environment["HTTPS_PROXY"]);
        Assert.Equal("1", spec.Environment["NODE_USE_ENV_PROXY"]);
        Assert.Equal(["api.acme.test"], Engine.Snapshot.Installations.Single(one => one.Key == deployment.Key).Egress);

        Engine.Health = _ => null;
        await CycleAsync();

        deployment = await Bench.DeploymentAsync();
        Assert.Equal(DeploymentState.Healthy, deployment.State);
        Assert.Equal(spec.Network.Address.ToString(), HostedBench.RouteOf(Engine.Snapshot, deployment)!.Address);
        Assert.Equal(("minimal", null), Assert.Single(await Bench.PeriodsAsync()) is var period ? (period.Tier, period.To) : default);
        var target = await Scenario.QueryAsync(async db => await Scenario.Get<CallTargets>().ReadAsync(
            db, await db.Set<Installation>().SingleAsync(), (await db.Set<Installation>().SingleAsync()).Current, CancellationToken.None));
        Assert.Equal($"https://{deployment.Key}.apps.localhost/hooks", target.Target!.Callback.AbsoluteUri);
    }

    [Fact]
    public async Task Without_an_image_or_with_hosting_off_nothing_starts()
    {
        await Bench.ReleaseAsync("1.0.0", image: null);
        await Bench.Installations.InstalledAsync();
        await CycleAsync();
        Assert.Equal("Its image isn't built yet.", (await Bench.DeploymentAsync()).Reason);

        await Bench.BuiltAsync("1.0.0", Image);
        await Scenario.QueryAsync(db => db.Set<Kiket.Portal.Hosting.SelfTest>().ExecuteDeleteAsync());
        await CycleAsync();
        Assert.Empty(Engine.Containers);

        await Bench.SwitchOnAsync();
        await SettleAsync();
        Assert.Single(Engine.Containers);
    }

    [Fact]
    public async Task What_crashes_is_started_again_and_its_customer_reads_why()
    {
        var number = await HealthyAsync();
        Engine.Output = [new LogLine(Scenario.Clock.GetUtcNow(), true, "sh: can't create /x: Read-only file system")];
        Engine.End(Assert.Single(Engine.Containers).Key, 1);
        await CycleAsync();

        var hosting = Scenario.Done(await Scenario.Get<DeploymentQueries>().FindAsync(number, null, Scenario.Gus, CancellationToken.None))!;
        Assert.Equal(DeploymentState.Restarting, hosting.Deployment.State);
        Assert.Equal("It ended with exit code 1. Only /tmp can be written.", Assert.Single(hosting.Recent).Reason);
        var printed = Scenario.Done(await Scenario.Get<DeploymentQueries>().OutputAsync(number, null, new(1, 10), Scenario.Gus, CancellationToken.None));
        Assert.Equal("sh: can't create /x: Read-only file system", Assert.Single(printed.Items).Text);
        Assert.Empty(Engine.Containers);

        await CycleAsync(TimeSpan.FromSeconds(10));
        await CycleAsync();
        Assert.Equal(DeploymentState.Healthy, (await Bench.DeploymentAsync()).State);
        Assert.Equal(2, Engine.Starts.Count);
        Assert.Null(Assert.Single(await Bench.PeriodsAsync()).To);
    }

    [Fact]
    public async Task An_upgrade_starts_beside_switches_and_then_ends_the_old_one()
    {
        var number = await HealthyAsync();
        var old = Assert.Single(Engine.Containers).Key;
        await Bench.ReleaseAsync("1.1.0", Newer);
        Scenario.Done(await Bench.Installations.UpgradeAsync(number));
        await Bench.Installations.WorkAsync();
        Engine.Health = name => name == old ? null : HealthResult.Refused;
        await CycleAsync();

        var deployment = await Bench.DeploymentAsync();
        Assert.Equal(2, Engine.Containers.Count);
        Assert.Equal((8080, DeploymentState.Healthy), (HostedBench.RouteOf(Engine.Snapshot, deployment)!.Port, deployment.State));

        Engine.Health = _ => null;
        await CycleAsync();
        Assert.Equal((9090, 2), (HostedBench.RouteOf(Engine.Snapshot, deployment)!.Port, Engine.Containers.Count));

        await CycleAsync(TimeSpan.FromSeconds(10));
        var left = Assert.Single(Engine.Containers).Value.Spec;
        Assert.Equal((Newer.ImageId, "1000:1000"), (left.Image, left.User));
        Assert.Equal([GenerationState.Retired, GenerationState.Current], (await Bench.GenerationsAsync()).Select(one => one.State));
        Assert.Single(await Bench.PeriodsAsync());
    }

    [Fact]
    public async Task A_version_that_does_not_get_up_leaves_the_one_before()
    {
        var number = await HealthyAsync();
        var old = Assert.Single(Engine.Containers).Key;
        await Bench.ReleaseAsync("1.1.0", Newer);
        Scenario.Done(await Bench.Installations.UpgradeAsync(number));
        await Bench.Installations.WorkAsync();
        Engine.Health = name => name == old ? null : HealthResult.Refused;
        await CycleAsync();
        await CycleAsync(TimeSpan.FromSeconds(121));
        await CycleAsync();

        Assert.Equal(old, Assert.Single(Engine.Containers).Key);
        var hosting = Scenario.Done(await Scenario.Get<DeploymentQueries>().FindAsync(number, null, Scenario.Gus, CancellationToken.None))!;
        Assert.Equal((DeploymentState.Healthy, "1.0.0", "1.1.0"), (hosting.Deployment.State, hosting.Version, hosting.Rejected?.Version));
        Assert.Contains("0.0.0.0:$PORT", hosting.Rejected!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_tier_is_another_period()
    {
        var number = await HealthyAsync();
        await Bench.ReleaseAsync("1.1.0", Newer, tier: "standard");
        var refused = Scenario.Done(await Bench.Installations.UpgradeAsync(number));
        Scenario.Done(await Bench.Installations.UpgradeAsync(number, consent: refused.Missing!.Difference.Hash));

        await Bench.Installations.WorkAsync();
        await SettleAsync();

        var periods = await Bench.PeriodsAsync();
        Assert.Equal(["minimal", "standard"], periods.Select(period => period.Tier));
        Assert.Equal(periods[1].From, periods[0].To);
    }

    [Fact]
    public async Task Uninstalled_nothing_is_left_and_nothing_is_charged()
    {
        var number = await HealthyAsync();
        Scenario.Done(await Ok(Bench.Installations.UninstallAsync(number)));
        await Bench.Installations.WorkAsync();
        var ended = Assert.Single(await Bench.PeriodsAsync()).To;
        Assert.NotNull(ended);
        await CycleAsync();
        await CycleAsync();

        Assert.Empty(Engine.Containers);
        Assert.Empty(Engine.Networks);
        var deployment = await Bench.DeploymentAsync();
        Assert.Equal((DeploymentState.Removed, null), (deployment.State, deployment.NetworkIndex));
        Assert.DoesNotContain(Engine.Snapshot.Installations, installation => installation.Key == deployment.Key);
        var month = BillingMonth.Of(Scenario.Clock.GetUtcNow());
        var spans = await Scenario.QueryAsync(db => Scenario.Get<IHostingPeriods>().ReadAsync(db, [deployment.InstallationId], month, default));
        Assert.Equal(ended, Assert.Single(spans[deployment.InstallationId]).To);
    }

    [Fact]
    public async Task Suspended_it_does_not_run_and_resumed_it_does()
    {
        await HealthyAsync();
        var (id, suspend) = ((await Bench.DeploymentAsync()).InstallationId, Scenario.Get<SuspendDeployment>());
        Assert.Equal("not_found", (await suspend.RunAsync(id, "It mines.", Scenario.Gus, default)).Error?.Code);
        Assert.False((await suspend.RunAsync(id, " ", Scenario.Olu, default)).Succeeded);
        Assert.True((await suspend.RunAsync(id, "It mines.", Scenario.Olu, default)).Succeeded);
        await CycleAsync();
        Assert.Empty(Engine.Containers);
        Assert.NotNull(Assert.Single(await Bench.PeriodsAsync()).To);

        Assert.True((await suspend.ResumeAsync(id, Scenario.Olu, default)).Succeeded);
        await SettleAsync();
        Assert.Equal(DeploymentState.Healthy, (await Bench.DeploymentAsync()).State);
        Assert.Equal(2, (await Bench.PeriodsAsync()).Count);
    }

    [Fact]
    public async Task What_is_not_paid_stops_without_a_charge_and_starts_again_with_the_payment()
    {
        await HealthyAsync();
        var (deployment, follow) = (await Bench.DeploymentAsync(), Scenario.Get<DeployInstallations>());
        var (id, organization, extension) = (deployment.InstallationId, deployment.OrganizationId, deployment.ExtensionKey);
        for (var time = 0; time < 2; time++)
        {
            await follow.RunAsync(new InstallationSuspended(id, organization, extension), Scenario.Clock.GetUtcNow(), default);
        }

        await CycleAsync();
        deployment = await Bench.DeploymentAsync();
        Assert.Equal((DeploymentState.Suspended, "An invoice isn't paid. It starts again when the payment arrives."), (deployment.State, deployment.Reason));
        Assert.Empty(Engine.Containers);
        Assert.NotNull(Assert.Single(await Bench.PeriodsAsync()).To);

        await follow.RunAsync(new InstallationResumed(id, organization, extension), Scenario.Clock.GetUtcNow(), default);
        await SettleAsync();
        Assert.Equal(DeploymentState.Healthy, (await Bench.DeploymentAsync()).State);
        Assert.Equal(2, (await Bench.PeriodsAsync()).Count);
    }

    [Fact]
    public async Task Where_there_is_no_room_it_waits_and_says_so()
    {
        Scenario.Get<Microsoft.Extensions.Options.IOptions<Kiket.Portal.Hosting.HostingOptions>>().Value.Capacity.MemoryMiB = 255;
        await Bench.ReleaseAsync("1.0.0", Image);
        await Bench.Installations.InstalledAsync();
        await CycleAsync();

        var deployment = await Bench.DeploymentAsync();
        Assert.Equal(DeploymentState.WaitingForCapacity, deployment.State);
        Assert.Contains("no room", deployment.Reason, StringComparison.Ordinal);
        Assert.Empty(Engine.Containers);

        Scenario.Get<Microsoft.Extensions.Options.IOptions<Kiket.Portal.Hosting.HostingOptions>>().Value.Capacity.MemoryMiB = 256;
        await SettleAsync();
        Assert.Equal(DeploymentState.Healthy, (await Bench.DeploymentAsync()).State);
    }

    [Fact]
    public async Task While_the_engine_is_down_nothing_is_declared_lost()
    {
        await HealthyAsync();
        Engine.IsDown = true;
        await CycleAsync(TimeSpan.FromMinutes(30));

        Assert.Equal(DeploymentState.Healthy, (await Bench.DeploymentAsync()).State);
        var hosting = Scenario.Done(await Scenario.Get<DeploymentQueries>().OperatedAsync(Scenario.Olu, CancellationToken.None));
        Assert.Equal((Scenario.Clock.GetUtcNow(), 256, 0.25m), (hosting.UnknownSince, hosting.UsedMemoryMiB, hosting.UsedCpu));

        Engine.IsDown = false;
        await CycleAsync();
        Assert.Null(Scenario.Done(await Scenario.Get<DeploymentQueries>().OperatedAsync(Scenario.Olu, CancellationToken.None)).UnknownSince);
        Assert.Single(Engine.Starts);
    }

    [Fact]
    public async Task Operators_read_for_a_day_that_the_engine_had_lost_a_container_and_it_is_started_again()
    {
        await HealthyAsync();
        // The engine has removed it while it listed the others.
        Engine.Containers.Clear();
        Engine.Lost.Add("podman had lost the container kx-1, so it was removed.");
        await CycleAsync();

        Assert.Equal(DeploymentState.Restarting, (await Bench.DeploymentAsync()).State);
        var said = $"{Scenario.Clock.GetUtcNow():yyyy-MM-dd HH:mm} UTC: podman had lost the container kx-1, so it was removed.";
        Assert.Equal((null, said), await SaidAsync());

        await SettleAsync();
        Assert.Equal(DeploymentState.Healthy, (await Bench.DeploymentAsync()).State);
        Assert.Equal((null, said), await SaidAsync());
        await CycleAsync(TimeSpan.FromDays(1));
        Assert.Equal((null, null), await SaidAsync());

        async Task<(DateTimeOffset? Since, string? Problem)> SaidAsync()
        {
            var hosting = Scenario.Done(await Scenario.Get<DeploymentQueries>().OperatedAsync(Scenario.Olu, CancellationToken.None));
            return (hosting.UnknownSince, hosting.Problem);
        }
    }

    [Fact]
    public async Task A_second_process_waits_until_the_first_is_gone()
    {
        await Bench.ReleaseAsync("1.0.0", Image);
        await CycleAsync();
        await Bench.Installations.InstalledAsync();
        var second = NewProcess();
        await second.RunAsync(CancellationToken.None);
        Assert.Empty(Engine.Containers);

        Scenario.Clock.Advance(HostLease.Length);
        await second.RunAsync(CancellationToken.None);
        Assert.Single(Engine.Containers);
    }

    [Fact]
    public async Task Killed_anywhere_the_next_process_ends_with_one_healthy_container()
    {
        var number = await HealthyAsync();
        for (var kill = 1; kill <= 14; kill++)
        {
            Assert.True((await Scenario.Get<RestartDeployment>().RunAsync(number, null, Scenario.Gus, CancellationToken.None)).Succeeded);
            Engine.CountAnew();
            (Engine.KillAt, Engine.KillsAfterwards) = ((kill + 1) / 2, kill % 2 == 0);
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
            Engine.KillAt = null;
            Scenario.Clock.Advance(HostLease.Length);
            Reconcile = NewProcess();
            await SettleAsync();

            var (deployment, generations) = (await Bench.DeploymentAsync(), await Bench.GenerationsAsync());
            var current = Assert.Single(generations, generation => generation.IsLive);
            Assert.Equal((DeploymentState.Healthy, GenerationState.Current, kill + 1), (deployment.State, current.State, current.Number));
            Assert.Equal(current.ContainerName, Assert.Single(Engine.Containers).Key);
            Assert.Single(Engine.Networks);
            Assert.Single(await Bench.PeriodsAsync());
        }
    }

    [Fact]
    public async Task Refused_calls_are_the_customers_with_their_names_and_the_publishers_from_three_customers_on()
    {
        var number = await HealthyAsync();
        var deployment = await Bench.DeploymentAsync();
        var now = Scenario.Clock.GetUtcNow();
        Engine.Blocked = new BlockedReport(Guid.NewGuid(), [new BlockedCount(deployment.Key, "c2VjcmV0.evil.test", "undeclared_host", 2, now, now)]);
        // Not only in a cycle, so that they are listed within seconds.
        await Reconcile.StoreBlockedAsync(CancellationToken.None);
        await Reconcile.StoreBlockedAsync(CancellationToken.None);

        var calls = Scenario.Done(await Scenario.Get<DeploymentQueries>().BlockedAsync(number, null, new(1, 10), Scenario.Gus, CancellationToken.None));
        Assert.Equal(("c2VjcmV0.evil.test", 2), Assert.Single(calls.Items) is var call ? (call.Host, call.Count) : default);
        var published = await Scenario.Get<DeploymentQueries>().PublishedAsync(deployment.ExtensionKey, CancellationToken.None);
        Assert.Empty(published.Blocked);
        Assert.Equal(new VersionCounts("1.0.0", 1, 0, 0, 0), Assert.Single(published.Versions));
        Assert.False((await Scenario.Get<DeploymentQueries>().BlockedAsync(number, null, new(1, 10), Scenario.Ada, CancellationToken.None)).Succeeded);
    }

    private static async Task<Kiket.Portal.Foundation.Result<bool>> Ok(Task<Kiket.Portal.Foundation.Result> result) =>
        await result is { Succeeded: false } refused ? refused.Error! : true;
}
