using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Installations;

public sealed class OperationsThroughKillsOnSqlite : OperationsThroughKills;

public sealed class OperationsThroughKillsOnPostgreSql : OperationsThroughKills
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;

    protected override (int First, int Stride) Steps => (2, 4);
}

/// <summary>The portal is killed at each step of an operation. After the restart it ends, and each consequence has happened once.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public abstract class OperationsThroughKills : InstallationTestBase
{
    private readonly KillSwitch _kill = new();

    /// <summary>
    /// Which steps of rollbacks, uninstallations and due upgrades are tried, so that it doesn't take long: one database tries the odd ones, the
    /// other, slower one half of the rest.
    /// </summary>
    protected virtual (int First, int Stride) Steps => (1, 2);

    protected override void More(IServiceCollection services) => services.AddSingleton<ISaveChangesInterceptor>(_kill);

    [Fact]
    public async Task Wherever_an_installation_is_killed_it_is_installed_once()
    {
        var step = 1;
        while (await KilledAsync(step, () => Bench.RequestAsync(), OperationKind.Install))
        {
            step++;
            await RemoveAsync();
        }

        // The request, the claim, five steps, each with its commit.
        Assert.InRange(step, 10, 120);
    }

    [Fact]
    public async Task Wherever_an_upgrade_is_killed_it_happens_once()
    {
        var number = await Bench.InstalledAsync();
        await Bench.ReleaseAsync("1.1.0");
        var step = 1;
        while (await KilledAsync(step, () => Bench.UpgradeAsync(number, "1.1.0"), OperationKind.Upgrade))
        {
            step++;
            Assert.Equal("1.1.0", await Bench.VersionAsync(number));
            Assert.True((await Bench.RollBackAsync(number)).Succeeded);
            await Bench.WorkAsync();
            Assert.Equal("1.0.0", await Bench.VersionAsync(number));
        }

        Assert.InRange(step, 10, 120);
    }

    [Fact]
    public async Task Wherever_a_rollback_is_killed_it_happens_once()
    {
        var number = await Bench.InstalledAsync();
        await Bench.ReleaseAsync("1.1.0");
        var step = Steps.First;
        bool wasKilled;
        do
        {
            Scenario.Done(await Bench.UpgradeAsync(number, "1.1.0"));
            await Bench.WorkAsync();
            Assert.Equal("1.1.0", await Bench.VersionAsync(number));

            wasKilled = await KilledAsync(step, () => Bench.RollBackAsync(number), OperationKind.Rollback);
            Assert.Equal("1.0.0", await Bench.VersionAsync(number));
            step += Steps.Stride;
        }
        while (wasKilled);

        Assert.InRange(step, 10, 120);
    }

    [Fact]
    public async Task Wherever_an_uninstallation_is_killed_it_happens_once()
    {
        var step = Steps.First;
        bool wasKilled;
        do
        {
            var number = await Bench.InstalledAsync();
            wasKilled = await KilledAsync(step, () => Bench.UninstallAsync(number), OperationKind.Uninstall);
            Assert.Equal(InstallationState.Uninstalled, (await Bench.FindAsync(number)).Installation.State);
            step += Steps.Stride;
        }
        while (wasKilled);

        Assert.InRange(step, 10, 120);
    }

    [Fact]
    public async Task Wherever_a_due_upgrade_is_killed_the_policy_upgrades_once()
    {
        await Bench.ReleaseAsync("1.1.0");
        var step = Steps.First;
        bool wasKilled;
        do
        {
            var number = await Bench.InstalledAsync("1.0.0", new InstallationPolicy { Mode = UpgradeMode.Minor, CoolDownDays = 0 });
            wasKilled = await KilledAsync(step, () => Task.CompletedTask, OperationKind.Upgrade);
            Assert.Equal("1.1.0", await Bench.VersionAsync(number));
            step += Steps.Stride;
            await RemoveAsync();
        }
        while (wasKilled);

        Assert.InRange(step, 10, 120);
    }

    /// <returns>Whether there was such a step.</returns>
    private async Task<bool> KilledAsync(int step, Func<Task> request, OperationKind kind)
    {
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        var calls = Bench.Extension.Calls.Count;
        var before = await CountAsync(kind);

        _kill.KillAt(step);
        await Record.ExceptionAsync(RunAsync);
        var wasKilled = _kill.Restart();

        // The next process, or the next node, after the lease of the one that died.
        Scenario.Clock.Advance(TimeSpan.FromTicks(Math.Max(InstallationOperation.Lease.Ticks, EventDelivery.Lease.Ticks)) + TimeSpan.FromSeconds(1));
        await RunAsync();

        var after = await CountAsync(kind);
        Assert.Equal((before.Operations + 1, before.Audits + 1, before.Events + 1, before.Notifications + 1),
            (after.Operations, after.Audits, after.Events, after.Notifications));
        Assert.Single(Bench.Extension.Calls.Skip(calls).Select(call => call.Invocation).Distinct());
        return wasKilled;

        async Task RunAsync()
        {
            // The person who saw no answer asks again; if it is under way or done, that is refused or changes nothing.
            await request();
            await Bench.WorkAsync();
        }
    }

    private async Task<(int Operations, int Audits, int Events, int Notifications)> CountAsync(OperationKind kind)
    {
        var (word, title) = kind switch
        {
            OperationKind.Install => ("installation.installed", "is installed"),
            OperationKind.Upgrade => ("installation.upgraded", "runs 1.1.0 now"),
            OperationKind.Rollback => ("installation.rolled_back", "runs 1.0.0 again"),
            _ => ("installation.uninstalled", "is uninstalled"),
        };
        return await Scenario.QueryAsync(async db => (
            await db.Set<InstallationOperation>().CountAsync(one => one.Kind == kind && one.State == OperationState.Succeeded),
            await db.Set<AuditEntry>().CountAsync(entry => entry.Action == word),
            await db.Set<PortalEvent>().CountAsync(one => one.Type == word),
            await db.Set<Notification>().CountAsync(one => one.Title.Contains(title))));
    }

    private async Task RemoveAsync()
    {
        var number = await Scenario.QueryAsync(db => db.Set<Installation>()
            .Where(installation => installation.State != InstallationState.Uninstalled)
            .Select(installation => installation.Number)
            .SingleAsync());
        Assert.True((await Bench.UninstallAsync(number)).Succeeded);
        await Bench.WorkAsync();
    }
}
