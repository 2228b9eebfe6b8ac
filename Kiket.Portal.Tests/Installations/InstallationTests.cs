using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Installations.Operating;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Installations;

/// <summary>An organization's whole way with an extension.</summary>
public sealed class InstallationTests : InstallationTestBase
{
    private static readonly InstallationPolicy Automatic = new() { Mode = UpgradeMode.Minor };

    [Fact]
    public async Task Installing_is_agreed_to_recorded_and_announced()
    {
        var number = await Bench.InstalledAsync();

        var details = await Bench.FindAsync(number);
        Assert.Equal("1.0.0", details.Installed.Release.Version);
        var consent = Assert.Single(details.Consents);
        Assert.Equal((details.Installed.Offer.Id, Scenario.Gus.UserId), (consent.OfferId, consent.PersonId));
        Assert.Contains("See issues", consent.Difference, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, await EventsAsync("installation.installed"));
        Assert.Equal(1, await AuditAsync("installation.installed"));
        var told = await Scenario.QueryAsync(db => db.Set<Notification>().SingleAsync(one => one.UserId == Scenario.Gus.UserId));
        Assert.Equal("Acme Alerts 1.0.0 is installed", told.Title);
    }

    [Fact]
    public async Task Only_an_Admin_installs_and_nobody_sees_what_others_run()
    {
        Assert.Equal("organization_not_found", (await Bench.RequestAsync(actor: Scenario.Mia)).Code());
        var number = await Bench.InstalledAsync();

        var stranger = await Scenario.Get<InstallationQueries>().FindAsync(number, organizationId: null, Scenario.Ada, CancellationToken.None);

        Assert.Equal("installation_not_found", stranger.Code());
        Assert.Equal(InstallExtension.AlreadyInstalled, (await Bench.RequestAsync()).Code());
    }

    [Fact]
    public async Task Minor_version_arrives_by_itself_after_its_cool_down()
    {
        var number = await Bench.InstalledAsync(policy: Automatic);
        await Bench.ReleaseAsync("1.1.0");
        await Bench.WorkAsync();
        Assert.Equal("1.0.0", await Bench.VersionAsync(number));

        Scenario.Clock.Advance(TimeSpan.FromDays(3));
        await Bench.WorkAsync();

        Assert.Equal("1.1.0", await Bench.VersionAsync(number));
        var upgrade = (await Bench.OperationsAsync())[^1];
        Assert.True(upgrade.IsAutomatic);
        Assert.Equal(1, await EventsAsync("installation.upgraded"));
        Assert.Contains(await TitlesAsync(), title => title == "Acme Alerts runs 1.1.0 now");
    }

    [Theory]
    [InlineData(true, "1.1.0")]
    [InlineData(false, "1.0.0")]
    public async Task Security_fix_skips_the_cool_down_where_the_policy_wants_that(bool bypass, string expected)
    {
        var number = await Bench.InstalledAsync(policy: Automatic with { SecurityBypass = bypass });

        await Bench.ReleaseAsync("1.1.0", isFix: true);
        await Bench.WorkAsync();

        Assert.Equal(expected, await Bench.VersionAsync(number));
    }

    [Fact]
    public async Task Wider_version_waits_for_consent_to_exactly_its_difference()
    {
        var number = await Bench.InstalledAsync(policy: Automatic with { CoolDownDays = 0 });
        await Bench.ReleaseAsync("1.1.0", wider: true);
        await Bench.WorkAsync();
        Assert.Equal("1.0.0", await Bench.VersionAsync(number));
        Assert.Contains(await TitlesAsync(), title => title == "Acme Alerts 1.1.0 needs your consent");

        var asked = Scenario.Done(await Bench.UpgradeAsync(number));
        Assert.Null(asked.OperationId);
        Assert.Contains(asked.Missing!.Difference.Changes, change => change.Key == "attachments:read");
        Assert.True(Scenario.Done(await Bench.UpgradeAsync(number, consent: new string('0', 64))).IsStale);
        Assert.NotNull(Scenario.Done(await Bench.UpgradeAsync(number, consent: asked.Missing.Difference.Hash)).OperationId);
        await Bench.WorkAsync();

        Assert.Equal("1.1.0", await Bench.VersionAsync(number));
        Assert.Equal(asked.Missing.Difference.Hash, (await Bench.FindAsync(number)).Consents[0].Hash);
    }

    [Fact]
    public async Task Rolling_back_restores_the_version_before_and_skips_the_one_it_leaves()
    {
        var number = await Bench.InstalledAsync(policy: Automatic with { CoolDownDays = 0 });
        await Bench.ReleaseAsync("1.1.0");
        await Bench.WorkAsync();
        Assert.Equal("1.1.0", await Bench.VersionAsync(number));

        Scenario.Done(await Bench.RollBackAsync(number));
        await Bench.WorkAsync();

        var details = await Bench.FindAsync(number);
        Assert.Equal("1.0.0", details.Installed.Release.Version);
        Assert.Equal(["1.1.0"], details.Installation.Policy.Skipped);
        Assert.Equal("nothing_to_roll_back", (await Bench.RollBackAsync(number)).Code());
        await Bench.ReleaseAsync("1.1.1");
        await Bench.WorkAsync();
        Assert.Equal("1.1.1", await Bench.VersionAsync(number));
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, "rollback_expired")]
    public async Task Rolling_back_is_possible_for_thirty_days_to_the_instant(int ticks, string? refusal)
    {
        var number = await Bench.InstalledAsync();
        await Bench.ReleaseAsync("1.1.0");
        Scenario.Done(await Bench.UpgradeAsync(number));
        await Bench.WorkAsync();
        var until = (await Bench.FindAsync(number)).Installation.RollbackUntil!.Value;

        Scenario.Clock.Advance(until - Scenario.Clock.GetUtcNow() + TimeSpan.FromTicks(ticks));

        Assert.Equal(refusal, (await Bench.RollBackAsync(number)).Error?.Code);
    }

    [Fact]
    public async Task Yank_stops_new_installations_at_once_and_leaves_what_runs()
    {
        await Bench.ReleaseAsync("1.1.0");
        var number = await Bench.InstalledAsync();

        Scenario.Done(await YankAsync("1.1.0"));
        await Bench.WorkAsync();

        Assert.Equal("1.0.0", await Scenario.QueryAsync(db => db.Set<Listing>().Select(listing => listing.Version).SingleAsync()));
        Assert.Equal("1.1.0", await Bench.VersionAsync(number));
        Assert.Contains(await TitlesAsync(), title => title == "Acme Alerts 1.1.0, which you run, was yanked");
        var refused = await Scenario.Get<InstallExtension>().PlanAsync(
            new InstallExtensionRequest("acme", Scenario.Id, Registry: null, "1.1.0", Consent: null, Scenario.Ada), CancellationToken.None);
        Assert.Equal(TargetRules.Yanked, refused.Code());
        Assert.Contains("It loses alerts.", refused.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("Use 1.0.0 instead.", refused.Error.Message, StringComparison.Ordinal);

        Assert.True((await Scenario.Get<YankRelease>().TakeBackAsync(Yanked("1.1.0"), CancellationToken.None)).Succeeded);
        Assert.Equal("1.1.0", await Scenario.QueryAsync(db => db.Set<Listing>().Select(listing => listing.Version).SingleAsync()));
    }

    [Fact]
    public async Task Uninstalling_tells_the_publisher_why_and_frees_the_place()
    {
        var number = await Bench.InstalledAsync();

        Assert.True((await Bench.UninstallAsync(number)).Succeeded);
        await Bench.WorkAsync();
        Assert.True((await Bench.UninstallAsync(number)).Succeeded);

        var gone = (await Bench.FindAsync(number)).Installation;
        Assert.Equal((InstallationState.Uninstalled, Scenario.Clock.GetUtcNow() + Departure.RetentionTime), (gone.State, gone.DataUntil));
        var row = Assert.Single((await Scenario.Get<InstallationQueries>()
            .DeparturesAsync(gone.ExtensionKey, new PageRequest(1, 10), CancellationToken.None)).Items);
        Assert.Equal(("globex", DepartureReason.MissingFunction, "No threads."), (row.Organization?.ToLowerInvariant(), row.Reason, row.Text));
        Assert.NotEqual(number, await Bench.InstalledAsync());

        Scenario.Clock.Advance(Departure.RetentionTime);
        await Scenario.Get<SweepDepartures>().RunAsync(CancellationToken.None);
        Assert.Null((await Bench.FindAsync(number)).Installation.DataUntil);
    }

    [Fact]
    public async Task Extension_that_denies_leaves_what_runs_and_says_why()
    {
        var number = await Bench.InstalledAsync();
        await Bench.ReleaseAsync("1.1.0");
        Bench.Extension.Answer = _ => new ExtensionReply(ReplyVerdict.Denied, "Ask your account manager first.");

        Scenario.Done(await Bench.UpgradeAsync(number));
        await Bench.WorkAsync();

        var details = await Bench.FindAsync(number);
        Assert.Equal(("1.0.0", InstallationState.Active), (details.Installed.Release.Version, details.Installation.State));
        Assert.Equal((OperationState.Failed, "extension_denied", "Ask your account manager first."),
            (details.Operations[0].State, details.Operations[0].ErrorCode, details.Operations[0].ErrorMessage));
        Assert.Equal(1, await AuditAsync("installation.upgrade_failed"));
    }

    [Theory]
    [InlineData(false, OperationState.Succeeded, InstallationState.Active)]
    [InlineData(true, OperationState.Failed, InstallationState.Failed)]
    public async Task Extension_that_does_not_answer_is_called_again_and_then_left_unless_it_must_answer(
        bool isRequired, OperationState ended, InstallationState state)
    {
        Bench.Extension.Answer = _ => new ExtensionReply(ReplyVerdict.TryAgain, "The extension took too long.", isRequired);
        var started = Scenario.Done(await Bench.RequestAsync());
        foreach (var (calls, wait) in new[] { (1, 30), (2, 120), (3, 600) })
        {
            await Bench.WorkAsync();
            Assert.Equal(calls, Bench.Extension.Calls.Count);
            Scenario.Clock.Advance(TimeSpan.FromSeconds(wait) - TimeSpan.FromTicks(1));
            await Bench.WorkAsync();
            Assert.Equal(calls, Bench.Extension.Calls.Count);
            Scenario.Clock.Advance(TimeSpan.FromTicks(1));
        }

        await Bench.WorkAsync();

        Assert.Equal(4, Bench.Extension.Calls.Count);
        Assert.Single(Bench.Extension.Calls.Select(call => call.Invocation).Distinct());
        var operation = Assert.Single(await Bench.OperationsAsync());
        Assert.Equal((ended, state), (operation.State, (await Bench.FindAsync(started.Number)).Installation.State));
        Assert.Contains("The extension took too long.", isRequired ? operation.ErrorMessage : operation.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Farewell_is_tried_six_times_in_twelve_hours_and_holds_nothing_up()
    {
        var number = await Bench.InstalledAsync();
        Bench.Extension.Answer = _ => new ExtensionReply(ReplyVerdict.TryAgain, "The extension can't be reached.");
        Assert.True((await Bench.UninstallAsync(number)).Succeeded);
        await Bench.WorkAsync();
        Assert.Equal(InstallationState.Uninstalled, (await Bench.FindAsync(number)).Installation.State);

        for (var minutes = 0; minutes < 12 * 60; minutes++)
        {
            Scenario.Clock.Advance(TimeSpan.FromMinutes(1));
            await Scenario.Get<OperationQueue>().RunNextAsync(CancellationToken.None);
        }

        Assert.Equal(6, Bench.Extension.Calls.Count(call => call.Kind == OperationKind.Uninstall));
        Assert.Equal(OperationState.Succeeded, (await Bench.OperationsAsync())[^1].State);
    }

    [Fact]
    public async Task Version_that_is_yanked_while_its_installation_waits_is_not_installed()
    {
        await Bench.ReleaseAsync("1.1.0");
        var started = Scenario.Done(await Bench.RequestAsync());

        Scenario.Done(await YankAsync("1.1.0"));
        await Bench.WorkAsync();

        var details = await Bench.FindAsync(started.Number);
        Assert.Equal((InstallationState.Failed, TargetRules.Yanked), (details.Installation.State, details.Operations[0].ErrorCode));
        Assert.Equal(started.Number, Scenario.Done(await Bench.RequestAsync()).Number);
        await Bench.WorkAsync();
        Assert.Equal("1.0.0", await Bench.VersionAsync(started.Number));
    }

    private YankReleaseRequest Yanked(string version) => new("acme", "marketplace", Scenario.Id, version, Scenario.Ada);

    private Task<Result<Guid>> YankAsync(string version) =>
        Scenario.Get<YankRelease>().RunAsync(Yanked(version), "It loses alerts.", CancellationToken.None);

    private Task<int> EventsAsync(string type) => Scenario.QueryAsync(db => db.Set<PortalEvent>().CountAsync(one => one.Type == type));

    private Task<int> AuditAsync(string action) => Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == action));

    private Task<List<string>> TitlesAsync() => Scenario.QueryAsync(db => db.Set<Notification>()
        .Where(one => one.UserId == Scenario.Gus.UserId)
        .Select(one => one.Title)
        .ToListAsync());
}
