using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Operations;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Installations;

/// <summary>A version that turned out to be dangerous is blocked for every installation at once.</summary>
public sealed class BlockedReleaseTests : InstallationTestBase
{
    private const string Reason = "It sends tokens to a stranger.";

    [Fact]
    public async Task Block_is_announced_to_everyone_concerned_and_recorded_in_both_audit_logs()
    {
        var number = await Bench.InstalledAsync();

        await DoneAsync(BlockAsync("1.0.0"));
        await Bench.WorkAsync();

        Assert.Contains("Acme Alerts 1.0.0, which you run, is blocked", await TitlesAsync(Scenario.Gus));
        Assert.Contains("dev.acme.alerts 1.0.0 was blocked", await TitlesAsync(Scenario.Ada));
        var notice = await Scenario.QueryAsync(db => db.Set<Notification>().SingleAsync(one => one.Key.StartsWith("installation.release_blocked")));
        Assert.Contains(Reason, notice.Body, StringComparison.Ordinal);
        Assert.EndsWith($"/installed/{number}", notice.Link, StringComparison.Ordinal);
        Assert.Equal("olu", Assert.Single(await AuditAsync("acme", "release.blocked")).ActorName);
        Assert.Contains(Reason, Assert.Single(await AuditAsync("globex", "installation.blocked")).After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_comes_to_a_blocked_version()
    {
        await Bench.ReleaseAsync("1.1.0");
        var number = await Bench.InstalledAsync("1.0.0");

        await DoneAsync(BlockAsync("1.1.0"));

        Assert.Equal("1.0.0", await Scenario.QueryAsync(db => db.Set<Listing>().Select(listing => listing.Version).SingleAsync()));
        Assert.Equal(TargetRules.ReleaseBlocked, (await Bench.UpgradeAsync(number, "1.1.0")).Code());
        var install = new InstallExtensionRequest("acme", Scenario.Id, Registry: null, "1.1.0", Consent: null, Scenario.Ada);
        var refused = (await Scenario.Get<InstallExtension>().PlanAsync(install, CancellationToken.None)).Error!;
        Assert.Equal(TargetRules.ReleaseBlocked, refused.Code);
        Assert.Contains($"{Reason} Use 1.0.0 instead.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaving_is_possible_by_rollback_upgrade_and_removal_and_coming_back_is_not()
    {
        var number = await Bench.InstalledAsync();
        await Bench.ReleaseAsync("1.1.0");
        Scenario.Done(await Bench.UpgradeAsync(number));
        await Bench.WorkAsync();

        await DoneAsync(BlockAsync("1.1.0"));
        Scenario.Done(await Bench.RollBackAsync(number));
        await Bench.WorkAsync();
        Assert.Equal("1.0.0", await Bench.VersionAsync(number));

        await Bench.ReleaseAsync("1.2.0");
        await DoneAsync(BlockAsync("1.0.0"));
        Scenario.Done(await Bench.UpgradeAsync(number));
        await Bench.WorkAsync();
        Assert.Equal("1.2.0", await Bench.VersionAsync(number));
        Assert.Equal(TargetRules.ReleaseBlocked, (await Bench.RollBackAsync(number)).Code());

        await DoneAsync(BlockAsync("1.2.0"));
        Assert.True((await Bench.UninstallAsync(number)).Succeeded);
        await Bench.WorkAsync();
        Assert.Equal(InstallationState.Uninstalled, (await Bench.FindAsync(number)).Installation.State);
    }

    [Fact]
    public async Task Nothing_is_sent_to_a_blocked_version_until_that_is_taken_back()
    {
        var number = await Bench.InstalledAsync();
        Assert.NotNull((await TargetAsync(number)).Target);

        await DoneAsync(BlockAsync("1.0.0"));
        Assert.Null((await TargetAsync(number)).Target);
        var tested = await Scenario.Get<TestInstallation>().RunAsync(number, organizationId: null, "ping", Scenario.Gus, CancellationToken.None);
        Assert.Equal(TargetRules.ReleaseBlocked, tested.Code());

        await DoneAsync(UnblockAsync("1.0.0"));
        await Bench.WorkAsync();
        Assert.NotNull((await TargetAsync(number)).Target);
        Assert.Contains("Acme Alerts 1.0.0 is no longer blocked", await TitlesAsync(Scenario.Gus));
        Assert.Single(await AuditAsync("globex", "installation.unblocked"));
    }

    [Fact]
    public async Task Second_block_is_announced_again()
    {
        await Bench.InstalledAsync();
        await DoneAsync(BlockAsync("1.0.0"));
        await Bench.WorkAsync();
        Scenario.Clock.Advance(TimeSpan.FromHours(1));
        await DoneAsync(UnblockAsync("1.0.0"));
        Assert.Equal("not_blocked", (await UnblockAsync("1.0.0")).Error?.Code);
        await Bench.WorkAsync();
        Scenario.Clock.Advance(TimeSpan.FromHours(1));

        await DoneAsync(BlockAsync("1.0.0"));
        Assert.Equal("already_blocked", (await BlockAsync("1.0.0")).Error?.Code);
        await Bench.WorkAsync();

        Assert.Equal(2, (await TitlesAsync(Scenario.Gus)).Count(title => title == "Acme Alerts 1.0.0, which you run, is blocked"));
        Assert.Equal(2, (await AuditAsync("globex", "installation.blocked")).Count);
    }

    [Fact]
    public async Task Upgrade_that_waits_for_its_turn_fails_and_leaves_what_runs()
    {
        var number = await Bench.InstalledAsync();
        await Bench.ReleaseAsync("1.1.0");
        Scenario.Done(await Bench.UpgradeAsync(number));

        await DoneAsync(BlockAsync("1.1.0"));
        await Bench.WorkAsync();

        var details = await Bench.FindAsync(number);
        Assert.Equal(("1.0.0", TargetRules.ReleaseBlocked), (details.Installed.Release.Version, details.Operations[0].ErrorCode));
    }

    [Fact]
    public async Task Only_operators_block_and_they_must_say_why()
    {
        Assert.Equal("not_found", (await BlockAsync("1.0.0", Scenario.Ada)).Error?.Code);
        Assert.Equal("platform_role_missing", (await BlockAsync("1.0.0", Scenario.Rita)).Error?.Code);
        Assert.Equal("reason", Assert.Single((await BlockAsync("1.0.0", reason: " ")).Error!.Details).Field);
        Assert.Equal(
            "release_not_found", (await Scenario.Get<BlockRelease>().RunAsync(Guid.NewGuid(), Reason, Scenario.Olu, CancellationToken.None)).Error?.Code);
    }

    private static async Task DoneAsync(Task<Result> act)
    {
        var result = await act;
        Assert.True(result.Succeeded, result.Error?.Message);
    }

    private async Task<Result> BlockAsync(string version, Actor? actor = null, string reason = Reason) =>
        await Scenario.Get<BlockRelease>().RunAsync(await IdAsync(version), reason, actor ?? Scenario.Olu, CancellationToken.None);

    private async Task<Result> UnblockAsync(string version) =>
        await Scenario.Get<BlockRelease>().TakeBackAsync(await IdAsync(version), Scenario.Olu, CancellationToken.None);

    private Task<Guid> IdAsync(string version) =>
        Scenario.QueryAsync(db => db.Set<Release>().Where(release => release.Version == version).Select(release => release.Id).SingleAsync());

    private async Task<CalledRelease> TargetAsync(long number)
    {
        var installation = (await Bench.FindAsync(number)).Installation;
        return await Scenario.QueryAsync(
            db => Scenario.Get<CallTargets>().ReadAsync(db, installation, installation.Current, CancellationToken.None));
    }

    private Task<List<string>> TitlesAsync(Actor person) => Scenario.QueryAsync(db => db.Set<Notification>()
        .Where(one => one.UserId == person.UserId)
        .Select(one => one.Title)
        .ToListAsync());

    private Task<List<AuditEntry>> AuditAsync(string organization, string action) => Scenario.QueryAsync(db => db.Set<AuditEntry>()
        .Where(entry => entry.Action == action
            && db.Set<Organization>().Any(one => one.Id == entry.OrganizationId && one.Slug == organization))
        .ToListAsync());
}
