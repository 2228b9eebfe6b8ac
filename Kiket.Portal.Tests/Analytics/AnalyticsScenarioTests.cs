using Kiket.Portal.Analytics;
using Kiket.Portal.Analytics.Alerts;
using Kiket.Portal.Analytics.Counts;
using Kiket.Portal.Analytics.Ingestion;
using Kiket.Portal.Analytics.Queries;
using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Rollouts;
using Kiket.Portal.Notifications;
using Kiket.Portal.Releases;
using Kiket.Portal.Tests.Installations;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Analytics;

/// <summary>From installations and calls to what a publisher reads, and to the alert after a release.</summary>
public sealed class AnalyticsScenarioTests : InstallationTestBase
{
    protected override void More(IServiceCollection services) => services.AddMetrics().AddAnalytics();

    [Fact]
    public async Task Installations_are_counted_by_day_once_and_without_the_publishers_own()
    {
        await PrepareAsync();
        var first = await Bench.InstalledAsync();
        await Bench.ReleaseAsync("1.1.0");
        Scenario.Clock.Advance(TimeSpan.FromDays(1));
        Scenario.Done(await Bench.UpgradeAsync(first));
        await Bench.WorkAsync();
        var key = (await ReleaseAsync("1.0.0")).ExtensionKey;
        var installation = (await Bench.FindAsync(first)).Installation;
        // A handler may run again, and the publisher tries its own extension.
        var record = Scenario.Get<RecordInstallationEvents>();
        var now = installation.InstalledAt!.Value;
        var again = new InstallationInstalled(installation.Id, installation.OrganizationId, key, installation.ReleaseId, installation.OfferId);
        await record.RunAsync(again, now, CancellationToken.None);
        await record.RunAsync(again, now, CancellationToken.None);
        var acme = (await Scenario.QueryAsync(db => db.Set<Kiket.Portal.Extensions.Extension>().SingleAsync(one => one.Id == key))).OrganizationId;
        await record.RunAsync(again with { InstallationId = Guid.NewGuid(), OrganizationId = acme }, now, CancellationToken.None);
        await Scenario.Get<CountInstallations>().RunAsync(CancellationToken.None);

        var report = await ReportAsync(key);
        Assert.Equal((1, 1, 0, 1), (report.Active, report.Installed, report.Uninstalled, report.Net));
        Assert.Equal(1, report.Versions.Single(row => row.Version == "1.1.0").Active);
        Assert.Equal((1, 0, 0), (report.Funnel.Installed, report.Funnel.OldEnough, report.Funnel.Stayed));

        Scenario.Clock.Advance(TimeSpan.FromDays(2));
        Assert.True((await Bench.UninstallAsync(first)).Succeeded);
        await Bench.WorkAsync();
        await Scenario.Get<CountInstallations>().RunAsync(CancellationToken.None);
        await Scenario.Get<CountInstallations>().RunAsync(CancellationToken.None);
        var left = await ReportAsync(key);
        Assert.Equal((0, 1, 1, 0), (left.Active, left.Installed, left.Uninstalled, left.Net));
        Assert.Equal([(DepartureReason.MissingFunction, 1)], left.Reasons);
        Assert.Equal(7, left.Days.Count);
        Scenario.Clock.Advance(TimeSpan.FromDays(4));
        var funnel = (await ReportAsync(key, AnalyticsSpan.Month)).Funnel;
        Assert.Equal((1, 1, 0), (funnel.Installed, funnel.OldEnough, funnel.Stayed));
    }

    [Fact]
    public async Task A_release_that_fails_more_often_is_told_once_and_its_rollout_stops()
    {
        await PrepareAsync();
        var key = (await ReleaseAsync("1.0.0")).ExtensionKey;
        await SendAsync(key, "1.0.0", ok: 9_950, errors: 50);
        Scenario.Clock.Advance(TimeSpan.FromHours(2));
        await Bench.ReleaseAsync("1.1.0");
        await SendAsync(key, "1.1.0", ok: 988, errors: 12);
        await WatchAsync();
        Assert.Equal(RolloutState.Running, (await RolloutAsync("1.1.0")).State);

        await SendAsync(key, "1.1.0", ok: 0, errors: 18);
        await WatchAsync();
        await WatchAsync();

        var stopped = await RolloutAsync("1.1.0");
        Assert.Equal(RolloutState.Stopped, stopped.State);
        Assert.Equal("2.95 % of 1,018 calls failed since it is out, and 0.5 % of 10,000 with the versions before.", stopped.Reason);
        var told = Assert.Single(await Scenario.QueryAsync(db => db.Set<Notification>()
            .Where(one => one.UserId == Scenario.Ada.UserId && one.Title.Contains("fails more often"))
            .ToListAsync()));
        Assert.Equal("dev.acme.alerts 1.1.0 fails more often than before", told.Title);
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<Kiket.Portal.Audit.AuditEntry>().CountAsync(entry => entry.Action == "rollout.stopped")));
        var report = await ReportAsync(key);
        Assert.Equal(stopped.Reason, report.Versions.Single(row => row.Version == "1.1.0").Alert);
        Assert.Equal(["1.0.0", "1.1.0"], report.Releases.Select(marker => marker.Version));
        Assert.Equal(ErrorGroupState.Open, Assert.Single(report.Errors).State);
    }

    [Theory]
    [InlineData(TelemetrySource.Unverified, 1)]
    [InlineData(TelemetrySource.Publisher, 73)]
    public async Task Nobody_is_told_of_made_up_events_or_of_a_release_that_is_three_days_old(TelemetrySource source, int hours)
    {
        await PrepareAsync();
        var key = (await ReleaseAsync("1.0.0")).ExtensionKey;
        await SendAsync(key, "1.0.0", ok: 9_950, errors: 50);
        await Bench.ReleaseAsync("1.1.0");
        Scenario.Clock.Advance(TimeSpan.FromHours(hours));
        await SendAsync(key, "1.1.0", ok: 500, errors: 500, source);
        await WatchAsync();

        Assert.Equal(RolloutState.Running, (await RolloutAsync("1.1.0")).State);
        Assert.Equal(source == TelemetrySource.Unverified ? 1_000 : 0, (await ReportAsync(key)).Unverified.Count);
    }

    [Fact]
    public async Task Days_of_a_report_follow_the_readers_clock()
    {
        await PrepareAsync();
        var key = (await ReleaseAsync("1.0.0")).ExtensionKey;
        // 18:30 UTC is midnight in Kolkata.
        var now = Scenario.Clock.GetUtcNow();
        Scenario.Clock.Advance(now.Date.AddHours(18.5) - now.DateTime - TimeSpan.FromMinutes(1));
        await SendAsync(key, "1.0.0", ok: 3, errors: 0);
        Scenario.Clock.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(key, "1.0.0", ok: 5, errors: 0);

        var kolkata = await ReportAsync(key, AnalyticsSpan.Month, "Asia/Kolkata");
        Assert.Equal([3L, 5L], kolkata.Points.TakeLast(2).Select(point => point.Totals.Count));
        Assert.Equal([0L, 8L], (await ReportAsync(key, AnalyticsSpan.Month)).Points.TakeLast(2).Select(point => point.Totals.Count));
        Assert.Equal(8, (await ReportAsync(key, AnalyticsSpan.Year)).Totals.Count);
        Assert.Equal(8, (await ReportAsync(key, AnalyticsSpan.Day)).Totals.Count);
    }

    private Task PrepareAsync() => Scenario.Get<TelemetryStore>().PrepareAsync(CancellationToken.None);

    private async Task SendAsync(Guid key, string version, int ok, int errors, TelemetrySource source = TelemetrySource.Publisher)
    {
        var totals = new AggregateTelemetry(new NothingKnown());
        var sender = new TelemetrySender(source, key, Scenario.Id, TokenId: null, Guid.Empty, Release: null, WithTexts: true);
        await totals.AddAsync(sender, Sent.Ok(version: version), Scenario.Clock.GetUtcNow(), ok);
        await totals.AddAsync(sender, Sent.Failed(version: version), Scenario.Clock.GetUtcNow(), errors);
        await Scenario.Get<StoreTelemetry>().RunAsync(StoreTelemetry.NewWriter(), totals.Changed(), CancellationToken.None);
    }

    private Task<AnalyticsReport> ReportAsync(Guid key, AnalyticsSpan span = AnalyticsSpan.Week, string zone = "UTC") =>
        Scenario.Get<PublisherAnalytics>().RunAsync(key, span, TimeZoneInfo.FindSystemTimeZoneById(zone), version: null, CancellationToken.None);

    private Task WatchAsync() => Scenario.Get<WatchReleases>().RunAsync(CancellationToken.None);

    private Task<Release> ReleaseAsync(string version) => Scenario.QueryAsync(db => db.Set<Release>().SingleAsync(release => release.Version == version));

    private async Task<ReleaseRollout> RolloutAsync(string version)
    {
        var release = await ReleaseAsync(version);
        return await Scenario.QueryAsync(db => db.Set<ReleaseRollout>().SingleAsync(rollout => rollout.ReleaseId == release.Id));
    }
}
