using Kiket.Portal.Data;
using Kiket.Portal.Edge;
using Kiket.Portal.Events;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Calls;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Hosting.Deployments;

public sealed class HostedCallsOnSqlite : HostedCalls;

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class HostedCallsOnPostgreSql : HostedCalls
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;

    protected override (int First, int Stride) Steps => (6, 45);
}

/// <summary>What an extension hears of its installation, and when, whatever happens to the portal.</summary>
public abstract class HostedCalls : HostedWithExtension
{
    private readonly KillSwitch _kill = new();

    /// <summary>At which steps the portal is killed, so that it doesn't take long: both databases try others.</summary>
    protected virtual (int First, int Stride) Steps => (1, 10);

    protected override void More(IServiceCollection services)
    {
        base.More(services);
        services.AddSingleton<ISaveChangesInterceptor>(_kill);
    }

    [Fact]
    public async Task It_hears_of_its_installation_once_when_it_is_healthy_and_never_before()
    {
        await Bench.ReleaseAsync("1.0.0", Image);
        Engine.Health = _ => HealthResult.Refused;
        var number = await Bench.Installations.InstalledAsync();
        await SettleAsync();
        await Scenario.HandleEventsAsync();
        Assert.Empty(Extension.Calls);
        Assert.Equal(InstallationState.Active, (await Bench.Installations.FindAsync(number)).Installation.State);

        // It is healthy and not yet ready for calls, which is no failure of the installation.
        Engine.Health = _ => null;
        Extension.Answer = Status(503);
        await CycleAsync();
        await Scenario.HandleEventsAsync();
        Assert.Equal(DeploymentState.Healthy, (await Bench.DeploymentAsync()).State);
        Assert.Single(Extension.Calls);
        Assert.Equal(InstallationState.Active, (await Bench.Installations.FindAsync(number)).Installation.State);

        Extension.Answer = Status(200);
        Scenario.Clock.Advance(TimeSpan.FromSeconds(3));
        await Scenario.HandleEventsAsync();
        Assert.Equal(2, Extension.Calls.Count);
        Assert.Single(Extension.Calls.Select(call => call.Headers["X-Kiket-Invocation"]).Distinct());
        var received = Extension.Calls.Last();
        Assert.Equal(("/hooks", LifecycleEvents.Installed), (received.Path, received.Headers["X-Kiket-Event"]));
        Assert.Equal($"{(await Bench.DeploymentAsync()).Key}.apps.localhost", received.Headers["Host"]);

        // Another container of the same installation isn't another installation.
        Assert.True((await Scenario.Get<RestartDeployment>().RunAsync(number, null, Scenario.Gus, CancellationToken.None)).Succeeded);
        await SettleAsync();
        await Scenario.HandleEventsAsync();
        Assert.Equal(2, (await Bench.GenerationsAsync()).Count);
        Assert.Equal(2, Extension.Calls.Count);
    }

    [Fact]
    public async Task It_hears_of_an_upgrade_and_a_rollback_in_the_container_of_that_version_and_of_its_end_while_it_runs()
    {
        var number = await HealthyAsync();
        await Scenario.HandleEventsAsync();
        Extension.Calls.Clear();

        await Bench.ReleaseAsync("1.1.0", new ReleaseImage("sha256:" + new string('2', 64), 8080, null));
        Assert.True((await Bench.Installations.UpgradeAsync(number, "1.1.0")).Succeeded);
        await Bench.Installations.WorkAsync();
        await Scenario.HandleEventsAsync();
        // The container of 1.0.0 still gets the calls.
        Assert.Empty(Extension.Calls);
        await HeardAsync(LifecycleEvents.Upgraded);

        Assert.True((await Bench.Installations.RollBackAsync(number)).Succeeded);
        await Bench.Installations.WorkAsync();
        await Scenario.HandleEventsAsync();
        Assert.Empty(Extension.Calls);
        await HeardAsync(LifecycleEvents.RolledBack);

        // It answers with an error, and nothing waits for it.
        Extension.Answer = Status(500);
        Assert.True((await Bench.Installations.UninstallAsync(number)).Succeeded);
        await Bench.Installations.WorkAsync();
        var told = Assert.Single(Extension.Calls);
        Assert.Equal(LifecycleEvents.Uninstalled, told.Headers["X-Kiket-Event"]);
        Assert.Contains("\"delete_by\":\"", told.Body, StringComparison.Ordinal);
        Assert.Equal(OperationState.Succeeded, (await Bench.Installations.OperationsAsync())[^1].State);
        await SettleAsync();
        Assert.Empty(Engine.Containers);
        Assert.Single(Extension.Calls);

        async Task HeardAsync(string happened)
        {
            await SettleAsync();
            await Scenario.HandleEventsAsync();
            Assert.Equal(happened, Assert.Single(Extension.Calls).Headers["X-Kiket-Event"]);
            Extension.Calls.Clear();
        }
    }

    [Fact]
    public async Task Wherever_the_portal_is_killed_while_a_new_version_takes_over_it_hears_of_it_with_one_invocation()
    {
        var number = await HealthyAsync();
        await Scenario.HandleEventsAsync();
        await Bench.ReleaseAsync("1.1.0", new ReleaseImage("sha256:" + new string('2', 64), 8080, null));
        var (step, isNewer, wasKilled) = (Steps.First, false, true);
        while (wasKilled)
        {
            Assert.True(isNewer
                ? (await Bench.Installations.RollBackAsync(number)).Succeeded
                : (await Bench.Installations.UpgradeAsync(number, "1.1.0")).Succeeded);
            await Bench.Installations.WorkAsync();
            Extension.Calls.Clear();
            isNewer = !isNewer;

            wasKilled = await KilledAsync(step, () => Task.CompletedTask, SwitchAsync);
            Assert.Equal(isNewer ? LifecycleEvents.Upgraded : LifecycleEvents.RolledBack, HeardOnce());
            Assert.Equal(isNewer ? "1.1.0" : "1.0.0", await Bench.Installations.VersionAsync(number));
            var current = Assert.Single(await Bench.GenerationsAsync(), one => one.State == GenerationState.Current);
            Assert.Equal(current.ContainerName, Assert.Single(Engine.Containers).Key);
            step += Steps.Stride;
        }

        // The lease, the start, the health, the call and what it says, each with its commit.
        Assert.InRange(step, 20, 200);
    }

    [Fact]
    public async Task Wherever_the_portal_is_killed_while_it_uninstalls_the_extension_hears_of_it_before_its_container_ends()
    {
        await Bench.ReleaseAsync("1.0.0", Image);
        var silent = 0;
        Extension.Answer = _ =>
        {
            silent += Engine.Containers.IsEmpty ? 1 : 0;
            return Task.CompletedTask;
        };
        var (step, wasKilled) = (Steps.First, true);
        while (wasKilled)
        {
            var number = await Bench.Installations.InstalledAsync();
            await SwitchAsync();
            Extension.Calls.Clear();

            wasKilled = await KilledAsync(step, () => Bench.Installations.UninstallAsync(number), async () =>
            {
                await Bench.Installations.WorkAsync();
                await SwitchAsync();
            });
            Assert.Equal(LifecycleEvents.Uninstalled, HeardOnce());
            Assert.Equal(InstallationState.Uninstalled, (await Bench.Installations.FindAsync(number)).Installation.State);
            Assert.Empty(Engine.Containers);
            Assert.Empty(Engine.Networks);
            step += Steps.Stride;
        }

        Assert.Equal(0, silent);
        Assert.InRange(step, 20, 200);
    }

    /// <returns>Whether there was such a step.</returns>
    private async Task<bool> KilledAsync(int step, Func<Task> request, Func<Task> work)
    {
        _kill.KillAt(step);
        await Record.ExceptionAsync(RunAsync);
        var wasKilled = _kill.Restart();
        Reconcile = NewProcess();
        Scenario.Clock.Advance(TimeSpan.FromTicks(Math.Max(InstallationOperation.Lease.Ticks, EventDelivery.Lease.Ticks)) + TimeSpan.FromSeconds(1));
        await RunAsync();
        return wasKilled;

        async Task RunAsync()
        {
            // The person who saw no answer asks again.
            await request();
            await work();
        }
    }

    /// <summary>A new container takes over, and what follows from it.</summary>
    private async Task SwitchAsync()
    {
        await SettleAsync();
        await Scenario.HandleEventsAsync();
    }

    /// <returns>The event of which it heard, at most twice, and then as one.</returns>
    private string HeardOnce()
    {
        Assert.InRange(Extension.Calls.Count, 1, 2);
        Assert.Single(Extension.Calls.Select(call => call.Headers["X-Kiket-Invocation"]).Distinct());
        return Assert.Single(Extension.Calls.Select(call => call.Headers["X-Kiket-Event"]).Distinct());
    }
}
