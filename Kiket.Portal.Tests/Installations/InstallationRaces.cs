using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Installations.Operating;
using Kiket.Portal.Installations.Rollouts;
using Kiket.Portal.Notifications;
using Kiket.Portal.Operations;
using Kiket.Portal.Releases;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Installations;

public sealed class InstallationRacesOnSqlite : InstallationRaces;

public sealed class InstallationRacesOnPostgreSql : InstallationRaces
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;
}

/// <summary>What happens to one installation at the same instant. Whatever comes first, nothing is left half done.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public abstract class InstallationRaces : InstallationTestBase
{
    private static IEnumerable<int> Rounds => TestKit.Rounds.Of(5);

    [Fact]
    public async Task Of_many_installations_at_once_one_is_made()
    {
        foreach (var _ in Rounds)
        {
            var made = await AtOnceAsync([.. Enumerable.Range(0, 6).Select(_ => (Func<Task<Result<StartedInstallation>>>)(() => Bench.RequestAsync()))]);

            var started = Assert.Single(made, result => result.Succeeded).Value;
            Assert.All(made.Where(result => !result.Succeeded), result => Assert.Equal(InstallExtension.AlreadyInstalled, result.Code()));
            await Bench.WorkAsync();
            await RemoveAsync(started.Number);
        }
    }

    [Fact]
    public async Task Upgrade_and_removal_at_once_end_uninstalled()
    {
        await Bench.ReleaseAsync("1.1.0");
        foreach (var _ in Rounds)
        {
            var number = await Bench.InstalledAsync("1.0.0");
            Scenario.Done(await Bench.UpgradeAsync(number, "1.1.0"));

            var (_, removed) = await BothAsync(
                async () => await Scenario.Get<OperationQueue>().RunNextAsync(CancellationToken.None), () => Bench.UninstallAsync(number));
            Assert.True(removed.Succeeded, removed.Error?.Message);
            await AfterLeasesAsync();

            var details = await Bench.FindAsync(number);
            Assert.Equal(InstallationState.Uninstalled, details.Installation.State);
            var upgrade = details.Operations.Single(operation => operation.Kind == OperationKind.Upgrade);
            Assert.Equal(upgrade.State == OperationState.Succeeded ? "1.1.0" : "1.0.0", details.Installed.Release.Version);
            Assert.Contains(upgrade.State, new[] { OperationState.Succeeded, OperationState.Cancelled });
        }
    }

    [Fact]
    public async Task Upgrade_and_yank_at_once_leave_the_old_or_the_new_version()
    {
        await Bench.ReleaseAsync("1.1.0");
        foreach (var _ in Rounds)
        {
            var number = await Bench.InstalledAsync("1.0.0");
            Scenario.Done(await Bench.UpgradeAsync(number, "1.1.0"));
            var request = new YankReleaseRequest("acme", "marketplace", Scenario.Id, "1.1.0", Scenario.Ada);

            var (_, yanked) = await BothAsync(
                async () => await Scenario.Get<OperationQueue>().RunNextAsync(CancellationToken.None),
                () => Scenario.Get<YankRelease>().RunAsync(request, "It loses alerts.", CancellationToken.None));
            Assert.True(yanked.Succeeded, yanked.Error?.Message);
            await AfterLeasesAsync();

            var details = await Bench.FindAsync(number);
            var upgrade = details.Operations.Single(operation => operation.Kind == OperationKind.Upgrade);
            Assert.Equal(InstallationState.Active, details.Installation.State);
            Assert.Equal(upgrade.State == OperationState.Succeeded ? "1.1.0" : "1.0.0", details.Installed.Release.Version);
            Assert.Equal(upgrade.State == OperationState.Succeeded ? null : TargetRules.Yanked, upgrade.ErrorCode);
            Assert.True((await Scenario.Get<YankRelease>().TakeBackAsync(request, CancellationToken.None)).Succeeded);
            await RemoveAsync(number);
        }
    }

    [Fact]
    public async Task Upgrade_and_block_at_once_leave_the_old_version_or_a_notice()
    {
        await Bench.ReleaseAsync("1.1.0");
        var release = await Scenario.QueryAsync(db => db.Set<Release>().Where(one => one.Version == "1.1.0").Select(one => one.Id).SingleAsync());
        foreach (var _ in Rounds)
        {
            var number = await Bench.InstalledAsync("1.0.0");
            Scenario.Done(await Bench.UpgradeAsync(number, "1.1.0"));

            var (_, blocked) = await BothAsync(
                async () => await Scenario.Get<OperationQueue>().RunNextAsync(CancellationToken.None),
                () => Scenario.Get<BlockRelease>().RunAsync(release, "It sends tokens to a stranger.", Scenario.Olu, CancellationToken.None));
            Assert.True(blocked.Succeeded, blocked.Error?.Message);
            await AfterLeasesAsync();

            var details = await Bench.FindAsync(number);
            var upgrade = details.Operations.Single(operation => operation.Kind == OperationKind.Upgrade);
            var link = $"/orgs/globex/extensions/installed/{number}";
            var isNotified = await Scenario.QueryAsync(db => db.Set<Notification>()
                .AnyAsync(one => one.Link == link && one.Title == "Acme Alerts 1.1.0, which you run, is blocked"));
            Assert.Equal(upgrade.State == OperationState.Succeeded ? "1.1.0" : "1.0.0", details.Installed.Release.Version);
            Assert.Equal(upgrade.State == OperationState.Succeeded ? null : TargetRules.ReleaseBlocked, upgrade.ErrorCode);
            Assert.Equal(upgrade.State == OperationState.Succeeded, isNotified);
            Assert.True((await Scenario.Get<BlockRelease>().TakeBackAsync(release, Scenario.Olu, CancellationToken.None)).Succeeded);
            await RemoveAsync(number);
        }
    }

    [Fact]
    public async Task Policy_and_person_at_once_start_one_upgrade()
    {
        await Bench.ReleaseAsync("1.1.0");
        foreach (var _ in Rounds)
        {
            var number = await Bench.InstalledAsync("1.0.0");
            var which = new ChangedInstallation(number, OrganizationId: null, Scenario.Gus);
            var policy = new InstallationPolicy { Mode = UpgradeMode.Minor, CoolDownDays = 0 };
            Assert.True((await Scenario.Get<ChangeInstallation>().ChangePolicyAsync(which, policy, CancellationToken.None)).Succeeded);
            await Scenario.Get<DecideUpgrades>().RunAsync(CancellationToken.None);

            var (_, manual) = await BothAsync(
                async () => await Scenario.Get<DueUpgradeQueue>().RunNextAsync(CancellationToken.None), () => Bench.UpgradeAsync(number, "1.1.0"));
            Assert.True(manual.Succeeded || manual.Code() == StartOperation.Running, manual.Error?.Message);
            await AfterLeasesAsync();

            var details = await Bench.FindAsync(number);
            Assert.Equal("1.1.0", details.Installed.Release.Version);
            Assert.Single(details.Operations, operation => operation.Kind == OperationKind.Upgrade);
            await RemoveAsync(number);
        }
    }

    [Fact]
    public async Task Two_workers_never_take_the_same_due_upgrade_or_operation()
    {
        await Bench.ReleaseAsync("1.1.0");
        foreach (var _ in Rounds)
        {
            var number = await Bench.InstalledAsync("1.0.0", new InstallationPolicy { Mode = UpgradeMode.Minor, CoolDownDays = 0 });
            var calls = Bench.Extension.Calls.Count;
            await Scenario.Get<DecideUpgrades>().RunAsync(CancellationToken.None);

            await AtOnceAsync(Four(() => Scenario.Get<DueUpgradeQueue>().RunNextAsync(CancellationToken.None)));
            await AtOnceAsync(Four(() => Scenario.Get<OperationQueue>().RunNextAsync(CancellationToken.None)));
            await AfterLeasesAsync();

            Assert.Equal("1.1.0", await Bench.VersionAsync(number));
            Assert.Single((await Bench.FindAsync(number)).Operations, operation => operation.Kind == OperationKind.Upgrade);
            Assert.Equal(calls + 1, Bench.Extension.Calls.Count);
            await RemoveAsync(number);
        }
    }

    [Fact]
    public async Task Upgrade_by_policy_never_begins_after_its_rollout_is_paused()
    {
        await Bench.ReleaseAsync("1.1.0");
        var named = new NamedRelease("acme", "marketplace", Scenario.Id, "1.1.0");
        foreach (var _ in Rounds)
        {
            var number = await Bench.InstalledAsync("1.0.0", new InstallationPolicy { Mode = UpgradeMode.Minor, CoolDownDays = 0 });
            await Scenario.Get<DecideUpgrades>().RunAsync(CancellationToken.None);

            var (_, paused) = await BothAsync(
                async () => await Scenario.Get<DueUpgradeQueue>().RunNextAsync(CancellationToken.None),
                () => ChangeAsync(RolloutAction.Pause, "Alerts are late."));
            Assert.True(paused.Succeeded, paused.Error?.Message);
            await AfterLeasesAsync();

            // Also when it was queued right before: it looks again when its turn comes.
            Assert.Equal("1.0.0", await Bench.VersionAsync(number));
            Assert.All(
                (await Bench.FindAsync(number)).Operations.Where(operation => operation.Kind == OperationKind.Upgrade),
                operation => Assert.Equal(OperationState.Cancelled, operation.State));
            Assert.True((await ChangeAsync(RolloutAction.Resume)).Succeeded);
            await AfterLeasesAsync();
            Assert.Equal("1.1.0", await Bench.VersionAsync(number));
            await RemoveAsync(number);
        }

        Task<Result<ReleaseRollout>> ChangeAsync(RolloutAction action, string? reason = null) => Scenario.Get<ChangeRollout>()
            .RunAsync(new ChangeRolloutRequest(named, action, reason, Scenario.Ada), CancellationToken.None);
    }

    [Fact]
    public async Task Of_one_organization_three_operations_run_at_once_however_many_workers_there_are()
    {
        for (var number = 1; number <= 5; number++)
        {
            Scenario.Clock.Advance(TimeSpan.FromMinutes(4));
            await Scenario.ListedAsync(id: $"dev.acme.many-{number}", fullName: $"acme/many-{number}");
            Scenario.Done(await Scenario.Get<InstallExtension>().RunAsync(
                new InstallExtensionRequest("globex", $"dev.acme.many-{number}", Registry: null, Version: null, Consent: null, Scenario.Gus),
                CancellationToken.None));
        }

        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var inside = 0;
        Bench.Extension.Think = () =>
        {
            Interlocked.Increment(ref inside);
            return open.Task;
        };

        var workers = Enumerable.Range(0, 6)
            .Select(_ => Task.Run(() => Scenario.Get<OperationQueue>().RunNextAsync(CancellationToken.None)))
            .ToList();
        await Wait.UntilAsync(
            () => Task.FromResult(Volatile.Read(ref inside) + workers.Count(worker => worker.IsCompleted)), settled => settled >= workers.Count);
        var atOnce = Volatile.Read(ref inside);
        open.SetResult();

        Assert.Equal(WorkOnOperation.MostPerOrganization, atOnce);
        Assert.Equal(WorkOnOperation.MostPerOrganization, (await Task.WhenAll(workers)).Count(worked => worked));
        await AfterLeasesAsync();
        Assert.Equal(5, await Scenario.QueryAsync(db => db.Set<Installation>().CountAsync(one => one.State == InstallationState.Active)));
    }

    [Fact]
    public async Task Consent_to_a_difference_that_changed_meanwhile_is_refused()
    {
        await Bench.ReleaseAsync("1.1.0", wider: true);
        var number = await Bench.InstalledAsync("1.0.0");
        var shown = Scenario.Done(await Bench.UpgradeAsync(number)).Missing!;
        await Bench.ReleaseAsync("1.2.0", wider: true);

        var agreed = Scenario.Done(await Bench.UpgradeAsync(number, consent: shown.Difference.Hash));

        Assert.True(agreed.IsStale);
        Assert.Equal("1.2.0", agreed.Missing!.Target.Release.Version);
        Assert.NotNull(Scenario.Done(await Bench.UpgradeAsync(number, "1.1.0", shown.Difference.Hash)).OperationId);
        await AfterLeasesAsync();
        Assert.Equal("1.1.0", await Bench.VersionAsync(number));
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, TargetRules.Sunset)]
    public async Task Rollback_and_sunset_are_told_apart_by_one_instant(int ticks, string? refusal)
    {
        var number = await Bench.InstalledAsync("1.0.0");
        await Bench.ReleaseAsync("1.1.0");
        Scenario.Done(await Bench.UpgradeAsync(number));
        await Bench.WorkAsync();
        var sunset = Scenario.Clock.GetUtcNow() + TimeSpan.FromDays(1);
        Scenario.Done(await Bench.DeprecateAsync("1.0.0", sunset));

        Scenario.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromTicks(ticks));
        Assert.Equal(refusal, (await Bench.RollBackAsync(number)).Error?.Code);
        await Bench.WorkAsync();

        Assert.Equal(refusal is null ? "1.0.0" : "1.1.0", await Bench.VersionAsync(number));
    }

    private static Func<Task<bool>>[] Four(Func<Task<bool>> act) => [act, act, act, act];

    private static async Task<(T First, TOther Second)> BothAsync<T, TOther>(Func<Task<T>> first, Func<Task<TOther>> second)
    {
        var results = await AtOnceAsync<object?>(async () => await first(), async () => await second());
        return ((T)results[0]!, (TOther)results[1]!);
    }

    /// <summary>A worker that lost leaves its lease behind.</summary>
    private async Task AfterLeasesAsync()
    {
        await Bench.WorkAsync();
        Scenario.Clock.Advance(InstallationOperation.Lease + TimeSpan.FromSeconds(1));
        await Bench.WorkAsync();
        await using var db = await Scenario.Database.OpenAsync();
        Assert.Empty(await InstallationInvariants.BrokenAsync(db));
    }

    private async Task RemoveAsync(long number)
    {
        Assert.True((await Bench.UninstallAsync(number)).Succeeded);
        await Bench.WorkAsync();
        Assert.Equal(InstallationState.Uninstalled, (await Bench.FindAsync(number)).Installation.State);
    }
}
