using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Installations.Operating;
using Kiket.Portal.Installations.Rollouts;
using Kiket.Portal.Notifications;
using Kiket.Portal.Releases;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Installations;

/// <summary>A release reaches the installations that upgrade by themselves step by step, and stops when it fails.</summary>
public sealed class RolloutTests : InstallationTestBase
{
    private static readonly InstallationPolicy AtOnce = new() { Mode = UpgradeMode.Minor, CoolDownDays = 0 };

    [Fact]
    public async Task Twenty_installations_get_a_release_in_three_steps_of_a_day()
    {
        var installed = await TwentyAsync();
        await Bench.ReleaseAsync("1.1.0");
        var release = await ReleaseAsync("1.1.0");
        foreach (var share in new[] { 1_000, 5_000, 10_000 })
        {
            await Bench.WorkAsync();

            var upgraded = await Scenario.QueryAsync(db => db.Set<Installation>()
                .Where(one => one.ReleaseId == release.Id)
                .Select(one => one.Id)
                .ToListAsync());
            Assert.Equal(
                installed.Where(id => RolloutStage.Bucket(release.Id, id) < share).Order(),
                upgraded.Order());
            Scenario.Clock.Advance(release.ReleasedAt + (TimeSpan.FromDays(share == 1_000 ? 1 : 2)) - Scenario.Clock.GetUtcNow());
        }
    }

    [Fact]
    public async Task Three_failures_stop_it_and_who_waits_stays()
    {
        await TwentyAsync();
        await Bench.ReleaseAsync("1.1.0");
        await DoneAsync(ChangeAsync(RolloutAction.Complete));
        await Scenario.HandleEventsAsync();
        await Scenario.Get<DecideUpgrades>().RunAsync(CancellationToken.None);
        while (await Scenario.Get<DueUpgradeQueue>().RunNextAsync(CancellationToken.None))
        {
        }

        await NextAsync();
        Bench.Extension.Answer = _ => new ExtensionReply(ReplyVerdict.Denied, "Not today.");
        for (var failure = 1; failure <= 3; failure++)
        {
            Assert.Equal(RolloutState.Running, (await RolloutAsync()).State);
            await NextAsync();
        }

        Assert.Equal((RolloutState.Stopped, "3 of 4 installations and upgrades failed."), ((await RolloutAsync()).State, (await RolloutAsync()).Reason));
        Bench.Extension.Answer = _ => ExtensionReply.GoOn;
        await Bench.WorkAsync();
        var states = (await Bench.OperationsAsync()).Where(operation => operation.Kind == OperationKind.Upgrade).CountBy(operation => operation.State)
            .ToDictionary();
        Assert.Equal((1, 3, 16), (states[OperationState.Succeeded], states[OperationState.Failed], states[OperationState.Cancelled]));
        Assert.Contains("The rollout of dev.acme.alerts 1.1.0 was stopped", await TitlesAsync(Scenario.Ada));
        Assert.Single(await TitlesAsync(Scenario.Gus), title => title == "The rollout of Acme Alerts 1.1.0, which you run, was stopped");
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "rollout.stopped")));

        Assert.Equal("reason_missing", (await ChangeAsync(RolloutAction.Resume)).Error?.Code);
        await DoneAsync(ChangeAsync(RolloutAction.Resume, "Their server was down."));
        await Bench.WorkAsync();

        // What failed once isn't tried by itself again.
        var release = await ReleaseAsync("1.1.0");
        Assert.Equal(17, await Scenario.QueryAsync(db => db.Set<Installation>().CountAsync(one => one.ReleaseId == release.Id)));
    }

    [Theory]
    [InlineData(2, 1, RolloutState.Running)]
    [InlineData(3, 12, RolloutState.Stopped)]
    [InlineData(3, 13, RolloutState.Running)]
    [InlineData(4, 16, RolloutState.Stopped)]
    public async Task At_least_three_failures_and_a_fifth_of_those_tried_stop_it(int failed, int succeeded, RolloutState expected)
    {
        await EndedAsync(failed, OperationSteps.Denied, succeeded);

        await WatchAsync();

        Assert.Equal(expected, (await RolloutAsync("1.0.0")).State);
    }

    [Fact]
    public async Task Failures_that_the_release_is_not_to_blame_for_do_not_count()
    {
        await EndedAsync(9, TargetRules.Yanked, succeeded: 1);

        await WatchAsync();

        Assert.Equal(RolloutState.Running, (await RolloutAsync("1.0.0")).State);
    }

    [Fact]
    public async Task Paused_release_waits_for_its_publisher_and_not_for_a_person()
    {
        var number = await Bench.InstalledAsync(policy: AtOnce);
        await Bench.ReleaseAsync("1.1.0");
        await DoneAsync(ChangeAsync(RolloutAction.Pause, "Alerts are late."));
        await Bench.WorkAsync();

        var details = await Bench.FindAsync(number);
        Assert.Equal("1.0.0", details.Installed.Release.Version);
        var advice = details.Advice;
        Assert.Equal((UpgradeVerdict.Wait, UpgradeReason.Rollout, (DateTimeOffset?)null), (advice.Verdict, advice.Reason, advice.Until));

        await DoneAsync(ChangeAsync(RolloutAction.Resume));
        await Bench.WorkAsync();
        Assert.Equal("1.1.0", await Bench.VersionAsync(number));

        await Bench.ReleaseAsync("1.2.0");
        await DoneAsync(ChangeAsync(RolloutAction.Pause, "Alerts are late.", "1.2.0"));
        Scenario.Done(await Bench.UpgradeAsync(number));
        await Bench.WorkAsync();
        Assert.Equal("1.2.0", await Bench.VersionAsync(number));
    }

    [Fact]
    public async Task Only_the_publishers_Admins_change_it_and_they_say_why()
    {
        await Bench.ReleaseAsync("1.1.0");

        Assert.Equal("reason", Assert.Single((await ChangeAsync(RolloutAction.Pause)).Error!.Details).Field);
        Assert.Equal("organization_not_found", (await ChangeAsync(RolloutAction.Pause, "Wait.", actor: Scenario.Gus)).Code());
        Assert.Equal(ErrorKind.Forbidden, (await ChangeAsync(RolloutAction.Pause, "Wait.", actor: Scenario.Mia)).Error?.Kind);
        Assert.Equal("version_not_found", (await ChangeAsync(RolloutAction.Pause, "Wait.", "9.9.9")).Code());
        Assert.Equal("rollout_complete", (await ChangeAsync(RolloutAction.Complete)).Code());
        await DoneAsync(ChangeAsync(RolloutAction.Pause, "Wait.", actor: Scenario.Ben));
        Assert.Equal("ben", (await Scenario.QueryAsync(db => db.Set<AuditEntry>().SingleAsync(entry => entry.Action == "rollout.paused"))).ActorName);
    }

    private static async Task DoneAsync(Task<Result<ReleaseRollout>> act) => Scenario.Done(await act);

    private Task<Result<ReleaseRollout>> ChangeAsync(RolloutAction action, string? reason = null, string version = "1.1.0", Actor? actor = null) =>
        Scenario.Get<ChangeRollout>().RunAsync(
            new ChangeRolloutRequest(new NamedRelease("acme", "marketplace", Scenario.Id, version), action, reason, actor ?? Scenario.Ada),
            CancellationToken.None);

    /// <summary>Gus owns twenty organizations, and all of them upgrade at once.</summary>
    private async Task<IReadOnlyList<Guid>> TwentyAsync()
    {
        var installed = new List<Guid>();
        for (var number = 1; number <= ReleaseRollout.MinInstallations; number++)
        {
            var slug = number == 1 ? "globex" : $"globex-{number}";
            if (number > 1)
            {
                // A person makes five a day at most.
                Scenario.Clock.Advance(TimeSpan.FromHours(6));
                await Scenario.Database.AddOrganizationAsync(slug, Scenario.Gus);
            }

            var request = new InstallExtensionRequest(slug, Scenario.Id, Registry: null, Version: null, Consent: null, Scenario.Gus) { Policy = AtOnce };
            installed.Add(Scenario.Done(await Scenario.Get<InstallExtension>().RunAsync(request, CancellationToken.None)).InstallationId);
        }

        await Bench.WorkAsync();
        return installed;
    }

    private async Task NextAsync()
    {
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await Scenario.Get<OperationQueue>().RunNextAsync(CancellationToken.None));
        await Scenario.HandleEventsAsync();
    }

    private async Task EndedAsync(int failed, string code, int succeeded)
    {
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        var number = await Bench.InstalledAsync();
        var installation = (await Bench.FindAsync(number)).Installation;
        var now = Scenario.Clock.GetUtcNow();
        await using var db = await Scenario.Database.OpenAsync();
        // The installation itself succeeded, too: one of those that did.
        for (var each = 1; each <= failed + Math.Max(0, succeeded - 1); each++)
        {
            var operation = InstallationOperation.Queue(
                installation.Id, OperationKind.Upgrade, installation.Current, installation.Current, Scenario.Gus, now);
            if (each <= failed)
            {
                operation.Fail(Error.Conflict(code, "It failed."), now);
            }
            else
            {
                operation.Succeed(now);
            }

            db.Add(operation);
        }

        await db.SaveChangesAsync();
    }

    private async Task WatchAsync()
    {
        var release = await ReleaseAsync("1.0.0");
        await Scenario.Get<WatchRollouts>().RunAsync(
            new InstallationOperationFailed(Guid.NewGuid(), Guid.NewGuid(), OperationKind.Upgrade, release.Id, OperationSteps.Denied),
            Scenario.Clock.GetUtcNow(),
            CancellationToken.None);
    }

    private Task<Release> ReleaseAsync(string version) => Scenario.QueryAsync(db => db.Set<Release>().SingleAsync(release => release.Version == version));

    private async Task<ReleaseRollout> RolloutAsync(string version = "1.1.0")
    {
        var release = await ReleaseAsync(version);
        return await Scenario.QueryAsync(db => db.Set<ReleaseRollout>().SingleAsync(rollout => rollout.ReleaseId == release.Id));
    }

    private Task<List<string>> TitlesAsync(Actor person) => Scenario.QueryAsync(db => db.Set<Notification>()
        .Where(one => one.UserId == person.UserId)
        .Select(one => one.Title)
        .ToListAsync());
}
