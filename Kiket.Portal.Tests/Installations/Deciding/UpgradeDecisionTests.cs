using System.Globalization;
using Kiket.Portal.Installations.Deciding;
using Semver;

namespace Kiket.Portal.Tests.Installations.Deciding;

/// <summary>
/// Now is Monday 30 November 2026, 12:00 UTC. Unless a test says otherwise 1.4.2 is installed, minor versions go by themselves after three
/// days, at any hour.
/// </summary>
public sealed class UpgradeDecisionTests
{
    private static readonly DateTimeOffset Now = At("2026-11-30T12:00:00Z");

    private static readonly InstallationPolicy Minor = new() { Mode = UpgradeMode.Minor };

    private static readonly InstallationPolicy Weekend = Minor with
    {
        Window = new UpgradeWindow("Europe/Berlin", [DayOfWeek.Saturday, DayOfWeek.Sunday], new TimeOnly(2, 0), new TimeOnly(5, 0)),
    };

    [Theory]
    [InlineData("2026-11-27T12:00:00Z", "Upgrade 1.4.3")]
    [InlineData("2026-11-27T12:00:01Z", "Wait 1.4.3 CoolDown 2026-11-30T12:00:01Z")]
    public void Cool_down_ends_to_the_instant(string releasedAt, string expected) =>
        Assert.Equal(expected, Decide(Minor, Release("1.4.3", releasedAt)));

    [Theory]
    [InlineData(true, "Upgrade 1.5.0")]
    [InlineData(false, "Wait 1.5.0 CoolDown 2026-12-02T09:00:00Z")]
    public void Security_fix_skips_the_cool_down_if_the_policy_says_so(bool bypass, string expected) => Assert.Equal(
        expected, Decide(Minor with { SecurityBypass = bypass }, Release("1.5.0", "2026-11-29T09:00:00Z") with { IsSecurityFix = true }));

    [Fact]
    public void Major_version_is_offered_beside_the_patch_that_goes_by_itself()
    {
        var advice = Advice(Minor, "1.4.2", Now, Release("1.4.3", "2026-11-25T00:00:00Z"), Release("2.0.0", "2026-11-20T00:00:00Z"));

        Assert.Equal("Upgrade 1.4.3", Text(advice));
        Assert.Equal("Offer 2.0.0", Text(Assert.Single(advice.Beside)));
    }

    [Fact]
    public void Wider_version_waits_for_consent_beside_the_one_that_goes_by_itself()
    {
        var advice = Advice(
            Minor, "1.4.2", Now, Release("1.5.0", "2026-11-20T00:00:00Z") with { NeedsConsent = true }, Release("1.4.3", "2026-11-21T00:00:00Z"));

        Assert.Equal("Upgrade 1.4.3", Text(advice));
        Assert.Equal("Consent 1.5.0", Text(Assert.Single(advice.Beside)));
    }

    [Theory]
    [InlineData("0.4.1", "0.5.0", UpgradeMode.Minor, "Offer 0.5.0")]
    [InlineData("0.4.1", "0.4.2", UpgradeMode.Minor, "Upgrade 0.4.2")]
    [InlineData("0.4.1", "0.4.2", UpgradeMode.Patch, "Upgrade 0.4.2")]
    [InlineData("0.4.1", "0.5.0", UpgradeMode.All, "Upgrade 0.5.0")]
    [InlineData("0.9.0", "1.0.0", UpgradeMode.Minor, "Offer 1.0.0")]
    [InlineData("1.4.2", "1.4.3", UpgradeMode.Patch, "Upgrade 1.4.3")]
    [InlineData("1.4.2", "1.5.0", UpgradeMode.Patch, "Offer 1.5.0")]
    [InlineData("1.4.2", "1.5.0", UpgradeMode.Minor, "Upgrade 1.5.0")]
    [InlineData("1.4.2", "2.0.0", UpgradeMode.Minor, "Offer 2.0.0")]
    [InlineData("1.4.2", "2.0.0", UpgradeMode.All, "Upgrade 2.0.0")]
    [InlineData("1.4.2", "1.4.3", UpgradeMode.Manual, "Offer 1.4.3")]
    [InlineData("1.4.2", "1.4.2+build.9", UpgradeMode.All, "None")]
    [InlineData("1.4.2", "1.4.1", UpgradeMode.All, "None")]
    public void Mode_allows_by_the_class_of_the_version(string installed, string candidate, UpgradeMode mode, string expected) =>
        Assert.Equal(expected, Text(Advice(Minor with { Mode = mode }, installed, Now, Release(candidate, "2026-11-01T00:00:00Z"))));

    [Theory]
    [InlineData("2026-11-30T12:00:00Z", "Wait 1.4.3 Window 2026-12-05T01:00:00Z")]
    [InlineData("2026-12-05T01:00:00Z", "Upgrade 1.4.3")]
    [InlineData("2026-12-06T03:59:59Z", "Upgrade 1.4.3")]
    [InlineData("2026-12-06T04:00:00Z", "Wait 1.4.3 Window 2026-12-12T01:00:00Z")]
    public void Window_is_open_until_its_end_and_no_longer(string now, string expected) =>
        Assert.Equal(expected, Text(Advice(Weekend, "1.4.2", At(now), Release("1.4.3", "2026-11-20T00:00:00Z"))));

    [Fact]
    public void Security_fix_waits_for_the_window_too() => Assert.Equal(
        "Wait 1.4.3 Window 2026-12-05T01:00:00Z",
        Decide(Weekend, Release("1.4.3", "2026-11-30T11:00:00Z") with { IsSecurityFix = true }));

    [Fact]
    public void Yanked_version_is_no_candidate()
    {
        var yanked = Release("1.5.0", "2026-11-20T00:00:00Z") with { IsYanked = true };

        Assert.Equal("None", Decide(Minor, yanked));
        Assert.Equal("Upgrade 1.4.3", Decide(Minor, yanked, Release("1.4.3", "2026-11-20T00:00:00Z")));
    }

    [Theory]
    [InlineData("2026-11-30T12:00:00.001Z", "Upgrade 1.4.3")]
    [InlineData("2026-11-30T12:00:00Z", "None")]
    public void Version_is_no_candidate_from_its_sunset_on(string sunset, string expected) =>
        Assert.Equal(expected, Decide(Minor, Release("1.4.3", "2026-11-20T00:00:00Z") with { SunsetAt = At(sunset) }));

    [Theory]
    [InlineData("16fd2706-8baf-433b-82eb-8c7fada847da", 1107, "Upgrade 1.4.3")]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e", 8858, "Wait 1.4.3 Rollout 2026-12-01T12:00:00Z")]
    public void Rollout_takes_those_whose_bucket_is_below_its_share(string installation, int bucket, string expected)
    {
        var release = Guid.Parse("7c9e6679-7425-40de-944b-e07fc1f90ae7");
        var rollout = new RolloutStage(2_000, NextAt: At("2026-12-01T12:00:00Z"));
        var candidate = Release("1.4.3", "2026-11-20T00:00:00Z") with { ReleaseId = release, Rollout = rollout };

        Assert.Equal(bucket, RolloutStage.Bucket(release, Guid.Parse(installation)));
        Assert.Equal(expected, Text(Advice(Minor, "1.4.2", Now, Guid.Parse(installation), candidate)));
    }

    [Theory]
    [InlineData(1107, false)]
    [InlineData(1108, true)]
    public void Bucket_equal_to_the_share_is_not_included(int share, bool isIncluded) => Assert.Equal(
        isIncluded,
        new RolloutStage(share).Includes(Guid.Parse("7c9e6679-7425-40de-944b-e07fc1f90ae7"), Guid.Parse("16fd2706-8baf-433b-82eb-8c7fada847da")));

    [Fact]
    public void Halted_rollout_stops_even_those_that_it_includes() => Assert.Equal(
        "Wait 1.4.3 Rollout",
        Decide(Minor, Release("1.4.3", "2026-11-20T00:00:00Z") with { Rollout = new RolloutStage(RolloutStage.Whole, IsHalted: true) }));

    [Theory]
    [InlineData("1.4.2", "1.5.0-rc.1", "None")]
    [InlineData("1.5.0-beta.1", "1.5.0-beta.2", "Upgrade 1.5.0-beta.2")]
    [InlineData("1.5.0-beta.1", "1.5.0", "Upgrade 1.5.0")]
    [InlineData("1.5.0-beta.1", "1.5.1-beta.1", "None")]
    [InlineData("1.5.0-beta.1", "1.6.0", "Upgrade 1.6.0")]
    public void Prerelease_is_only_a_candidate_for_another_of_the_same_core(string installed, string candidate, string expected) =>
        Assert.Equal(expected, Text(Advice(Minor, installed, Now, Release(candidate, "2026-11-01T00:00:00Z"))));

    [Fact]
    public void Pinned_installation_is_only_offered_what_is_newer() => Assert.Equal(
        "Offer 1.5.0",
        Decide(Minor with { Pinned = true }, Release("1.4.3", "2026-11-01T00:00:00Z"), Release("1.5.0", "2026-11-01T00:00:00Z") with { NeedsConsent = true }));

    [Fact]
    public void Skipped_version_is_passed_over()
    {
        var policy = Minor.Skip("1.4.3");

        Assert.Equal("None", Decide(policy, Release("1.4.3+build.7", "2026-11-01T00:00:00Z")));
        Assert.Equal("Upgrade 1.4.4", Decide(policy, Release("1.4.3", "2026-11-01T00:00:00Z"), Release("1.4.4", "2026-11-02T00:00:00Z")));
    }

    [Fact]
    public void Newer_version_that_still_cools_down_does_not_hold_the_older_one_back()
    {
        var advice = Advice(Minor, "1.4.2", Now, Release("1.4.3", "2026-11-20T00:00:00Z"), Release("1.4.4", "2026-11-29T00:00:00Z"));

        Assert.Equal("Upgrade 1.4.3", Text(advice));
        Assert.Equal(At("2026-12-02T00:00:00Z"), advice.NextAt);
    }

    [Fact]
    public void Of_two_that_wait_the_one_that_goes_first_is_named_and_decided_next()
    {
        var advice = Advice(Minor, "1.4.2", Now, Release("1.4.3", "2026-11-28T00:00:00Z"), Release("1.4.4", "2026-11-29T00:00:00Z"));

        Assert.Equal("Wait 1.4.3 CoolDown 2026-12-01T00:00:00Z", Text(advice));
        Assert.Equal(At("2026-12-01T00:00:00Z"), advice.NextAt);
    }

    [Theory]
    [InlineData(UpgradeReason.PublisherSuspended)]
    [InlineData(UpgradeReason.OwnershipChanged)]
    [InlineData(UpgradeReason.RepositoryReplaced)]
    public void Nothing_moves_while_the_publisher_is_in_question(UpgradeReason blocked)
    {
        var advice = UpgradeDecision.Decide(new DecisionInput(
            Guid.NewGuid(), Version("1.4.2"), Minor, [Release("1.4.3", "2026-11-20T00:00:00Z") with { IsSecurityFix = true }], blocked, Now));

        Assert.Equal((UpgradeVerdict.Blocked, blocked), (advice.Verdict, advice.Reason));
        Assert.Null(advice.NextAt);
    }

    private static string Decide(InstallationPolicy policy, params UpgradeCandidate[] candidates) => Text(Advice(policy, "1.4.2", Now, candidates));

    private static UpgradeAdvice Advice(InstallationPolicy policy, string installed, DateTimeOffset now, params UpgradeCandidate[] candidates) =>
        Advice(policy, installed, now, Guid.Parse("16fd2706-8baf-433b-82eb-8c7fada847da"), candidates);

    private static UpgradeAdvice Advice(
        InstallationPolicy policy, string installed, DateTimeOffset now, Guid installation, params UpgradeCandidate[] candidates) =>
        UpgradeDecision.Decide(new DecisionInput(installation, Version(installed), policy, candidates, UpgradeReason.None, now));

    private static UpgradeCandidate Release(string version, string releasedAt) => new(Guid.NewGuid(), Version(version), At(releasedAt), NeedsConsent: false);

    private static string Text(UpgradeAdvice advice) => advice.Chosen is { } chosen ? Text(chosen) : advice.Verdict.ToString();

    private static string Text(CandidateVerdict verdict) => $"{verdict.Verdict} {verdict.Candidate.Version}"
        + (verdict.Reason == UpgradeReason.None ? "" : $" {verdict.Reason}")
        + (verdict.Until is { } until ? until.ToString(" yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "");

    private static SemVersion Version(string text) => SemVersion.Parse(text, SemVersionStyles.Strict);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
