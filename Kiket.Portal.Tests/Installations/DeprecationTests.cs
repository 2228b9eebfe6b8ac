using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Installations.Deprecations;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Deprecations;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Installations;

/// <summary>A publisher ends versions, and customers learn of it in time.</summary>
public sealed class DeprecationTests : InstallationTestBase
{
    [Theory]
    [InlineData(-1, null, "1.1.0")]
    [InlineData(0, TargetRules.Sunset, "1.0.0")]
    [InlineData(1, TargetRules.Sunset, "1.0.0")]
    public async Task Version_is_installed_until_its_sunset_and_never_from_it_on(int milliseconds, string? refusal, string shown)
    {
        await Bench.ReleaseAsync("1.1.0");
        var sunset = Scenario.Clock.GetUtcNow() + TimeSpan.FromDays(40);
        Scenario.Done(await Bench.DeprecateAsync("1.1.0", sunset));
        Scenario.Clock.Advance(sunset - Scenario.Clock.GetUtcNow() + TimeSpan.FromMilliseconds(milliseconds));

        Assert.Equal(refusal, (await Bench.RequestAsync("1.1.0")).Error?.Code);
        await Scenario.Get<PassSunsets>().RunAsync(CancellationToken.None);

        Assert.Equal(shown, await ShownAsync());
        await Bench.WorkAsync();
    }

    [Fact]
    public async Task Those_who_run_it_are_notified_once_and_the_publisher_sees_who_read_and_who_acted()
    {
        var number = await Bench.InstalledAsync("1.0.0");
        await Bench.ReleaseAsync("1.1.0");
        var sunset = Scenario.Clock.GetUtcNow() + TimeSpan.FromDays(40);

        var announced = Scenario.Done(await Bench.DeprecateAsync("<1.1.0", sunset, "1.1.0"));
        await Bench.WorkAsync();
        await RemindAsync();

        var notice = Assert.Single(await NoticesAsync("is deprecated"));
        Assert.Equal("Acme Alerts 1.0.0, which you run, is deprecated", notice.Title);
        Assert.StartsWith($"It loses alerts. From {SunsetInstant.Text(sunset)} on,", notice.Body, StringComparison.Ordinal);
        Assert.EndsWith("Upgrade to 1.1.0.", notice.Body, StringComparison.Ordinal);
        Assert.Equal(AudienceState.Unread, Assert.Single((await FollowAsync(announced)).Rows).State);

        await Scenario.Get<MarkNotificationsRead>().RunAsync(Scenario.Gus.UserId, notice.Id, CancellationToken.None);
        Assert.Equal(AudienceState.Read, Assert.Single((await FollowAsync(announced)).Rows).State);

        Scenario.Done(await Bench.UpgradeAsync(number, "1.1.0"));
        await Bench.WorkAsync();
        var acted = Assert.Single((await FollowAsync(announced)).Rows);
        Assert.Equal((AudienceState.Upgraded, "1.0.0", "1.1.0"), (acted.State, acted.From, acted.Now));
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "release.deprecated")));
    }

    [Fact]
    public async Task Later_release_inside_the_range_counts_too_until_it_is_withdrawn()
    {
        await Bench.ReleaseAsync("2.0.0-beta.1");
        await Bench.ReleaseAsync("1.1.0");
        var announced = Scenario.Done(await Bench.DeprecateAsync("1.0.x"));
        Scenario.Clock.Advance(TimeSpan.FromMinutes(4));
        await Bench.ReleaseAsync("1.1.1");
        Scenario.Done(await Bench.DeprecateAsync("1.1.0 - 1.1.0 || 1.2.x"));
        await Bench.ReleaseAsync("1.2.0");
        Assert.Equal(["1.0.0", "1.1.0", "1.2.0"], await DeprecatedAsync());

        var number = await Bench.InstalledAsync("1.2.0");
        await RemindAsync();
        Assert.Equal("deprecated", Assert.Single(await NoticesAsync("is deprecated")).Title.Split(' ')[^1]);
        Assert.NotNull((await Bench.FindAsync(number)).Deprecation);

        Scenario.Done(await Scenario.Get<DeprecateVersions>().WithdrawAsync(Bench.Published, announced.Id, CancellationToken.None));
        Assert.Equal(["1.1.0", "1.2.0"], await DeprecatedAsync());
    }

    [Fact]
    public async Task Earlier_sunset_is_pointed_out_and_a_withdrawal_ends_it()
    {
        await Bench.InstalledAsync("1.0.0");
        await Bench.ReleaseAsync("1.1.0");
        var first = Scenario.Clock.GetUtcNow() + TimeSpan.FromDays(40);
        var deprecation = Scenario.Done(await Bench.DeprecateAsync("1.0.0", first));
        await Bench.WorkAsync();

        Scenario.Done(await ChangeAsync(deprecation, terms => terms with { SunsetAt = first.AddDays(-5) }));
        Scenario.Done(await ChangeAsync(deprecation, terms => terms));
        await Bench.WorkAsync();
        var changed = Assert.Single(await NoticesAsync("ends earlier than announced"));
        Assert.Contains($"moved from {SunsetInstant.Text(first)} to {SunsetInstant.Text(first.AddDays(-5))}", changed.Body, StringComparison.Ordinal);
        Assert.Equal("sunset_past", (await ChangeAsync(deprecation, terms => terms with { SunsetAt = Scenario.Clock.GetUtcNow() })).Code());

        var withdraw = Scenario.Get<DeprecateVersions>();
        Scenario.Done(await withdraw.WithdrawAsync(Bench.Published, deprecation.Id, CancellationToken.None));
        await Bench.WorkAsync();
        Scenario.Clock.Advance(TimeSpan.FromDays(34));
        await RemindAsync();

        Assert.Single(await NoticesAsync("is no longer deprecated"));
        Assert.Empty(await NoticesAsync("ends in"));
        Assert.Empty(await DeprecatedAsync());
        Assert.Equal("deprecation_withdrawn", (await withdraw.WithdrawAsync(Bench.Published, deprecation.Id, CancellationToken.None)).Code());
        Assert.Equal("deprecation_withdrawn", (await ChangeAsync(deprecation, terms => terms with { Reason = "No." })).Code());
    }

    [Fact]
    public async Task Only_the_publisher_s_Admins_deprecate_and_each_range_once()
    {
        await Bench.ReleaseAsync("1.1.0");
        var deprecate = Scenario.Get<DeprecateVersions>();
        var input = new NewDeprecation("1.0.0", "Over.", null, null);

        var member = await deprecate.AnnounceAsync(Bench.Published with { Actor = Scenario.Mia }, input, CancellationToken.None);
        var stranger = await deprecate.AnnounceAsync(Bench.Published with { Organization = "globex", Actor = Scenario.Gus }, input, CancellationToken.None);

        Assert.Equal(ErrorKind.Forbidden, member.Error!.Kind);
        Assert.Equal("extension_not_found", stranger.Code());
        Scenario.Done(await Bench.DeprecateAsync("1.0.0"));
        Assert.Equal("already_deprecated", (await Bench.DeprecateAsync(" 1.0.0 ")).Code());
        Assert.Equal("range_matches_everything", (await Bench.DeprecateAsync("1.1.0")).Code());
    }

    [Fact]
    public async Task Recommendation_is_the_publisher_s_choice_while_it_can_be_used_and_says_what_it_takes()
    {
        await Bench.InstalledAsync("1.0.0");
        await Bench.ReleaseAsync("1.1.0");
        await Bench.ReleaseAsync("2.0.0", wider: true);
        var organization = (await Bench.FindAsync(await NumberAsync())).Organization.Id;
        Assert.Empty(await RecommendAsync(organization));

        Scenario.Done(await Bench.DeprecateAsync("1.0.0", recommended: "1.1.0"));
        var chosen = Assert.Single(await RecommendAsync(organization));
        Assert.Equal(("1.1.0", false, UpgradeMode.Minor, 0), (chosen.Target, chosen.NeedsConsent, chosen.Class, chosen.Changes));

        Scenario.Done(await Bench.DeprecateAsync("1.1.0"));
        var highest = Assert.Single(await RecommendAsync(organization));
        Assert.Equal(("2.0.0", true, UpgradeMode.All, 1), (highest.Target, highest.NeedsConsent, highest.Class, highest.Changes));

        var yank = new YankReleaseRequest("acme", "marketplace", Scenario.Id, "2.0.0", Scenario.Ada);
        Assert.True((await Scenario.Get<YankRelease>().RunAsync(yank, "It fails.", CancellationToken.None)).Succeeded);
        Assert.Null(Assert.Single(await RecommendAsync(organization)).Target);
    }

    private Task<long> NumberAsync() => Scenario.QueryAsync(db => db.Set<Installation>().Select(installation => installation.Number).SingleAsync());

    private Task<IReadOnlyList<UpgradeRecommendation>> RecommendAsync(Guid organization) =>
        Scenario.Get<RecommendUpgrades>().RunAsync(organization, CancellationToken.None);

    private Task RemindAsync() => Scenario.Get<RemindOfSunsets>().RunAsync(CancellationToken.None);

    private Task<Audience> FollowAsync(Deprecation deprecation) => Scenario.Get<DeprecationAudience>().FollowAsync(deprecation, CancellationToken.None);

    private Task<Result<Deprecation>> ChangeAsync(Deprecation deprecation, Func<DeprecationTerms, DeprecationTerms> change) =>
        Scenario.Get<DeprecateVersions>().ChangeAsync(Bench.Published, deprecation.Id, change, CancellationToken.None);

    private Task<string> ShownAsync() => Scenario.QueryAsync(db => db.Set<Listing>().Select(listing => listing.Version).SingleAsync());

    private Task<List<string>> DeprecatedAsync() => Scenario.QueryAsync(db => db.Set<Release>()
        .Where(release => release.DeprecationId != null)
        .OrderBy(release => release.Version)
        .Select(release => release.Version)
        .ToListAsync());

    private Task<List<Notification>> NoticesAsync(string words) => Scenario.QueryAsync(db => db.Set<Notification>().AsNoTracking()
        .Where(one => one.UserId == Scenario.Gus.UserId && one.Title.Contains(words))
        .ToListAsync());
}

/// <summary>Many ask at the instant of a sunset. What the instant decides is decided once for each of them.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public abstract class SunsetRaces : InstallationTestBase
{
    /// <summary>SQLite has one writer, so more only wait longer for it.</summary>
    protected virtual int Installers => 40;

    [Fact]
    public async Task Installing_at_the_sunset_is_decided_by_one_reading_of_the_clock()
    {
        await Bench.ReleaseAsync("1.1.0");
        var sunset = Scenario.Clock.GetUtcNow() + TimeSpan.FromDays(40);
        Scenario.Done(await Bench.DeprecateAsync("1.0.0", sunset));
        var organizations = await Bench.CustomersAsync(Installers);
        Scenario.Clock.Advance(sunset - Scenario.Clock.GetUtcNow() - TimeSpan.FromMilliseconds(1));
        var started = 0;
        var results = await AtOnceAsync([.. organizations.Select<string, Func<Task<string?>>>(organization => async () =>
        {
            // In the middle of them, the sunset comes.
            if (Interlocked.Increment(ref started) == Installers / 2)
            {
                Scenario.Clock.Advance(TimeSpan.FromMilliseconds(1));
            }

            var result = await Scenario.Get<InstallExtension>().RunAsync(
                new InstallExtensionRequest(organization, Scenario.Id, Registry: null, "1.0.0", Consent: null, Scenario.Gus), CancellationToken.None);
            return result.Code();
        })]);

        Assert.All(results, refusal => Assert.Contains(refusal, new[] { null, TargetRules.Sunset }));
        var installations = await Scenario.QueryAsync(db => db.Set<Installation>().AsNoTracking().ToListAsync());
        Assert.Equal(results.Count(refusal => refusal is null), installations.Count);
        Assert.All(installations, installation => Assert.True(installation.CreatedAt < sunset, $"Begun at {installation.CreatedAt:O}."));

        // An installation that was requested before the sunset and runs after it is refused, too.
        await Bench.WorkAsync();
        var after = await Scenario.QueryAsync(db => db.Set<Installation>().AsNoTracking().ToListAsync());
        Assert.All(after, installation => Assert.Equal(InstallationState.Failed, installation.State));
    }
}

public sealed class SunsetRacesOnSqlite : SunsetRaces;

public sealed class SunsetRacesOnPostgreSql : SunsetRaces
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;

    protected override int Installers => 200;
}
