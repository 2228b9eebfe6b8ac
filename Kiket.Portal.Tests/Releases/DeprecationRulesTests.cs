using System.Globalization;
using Kiket.Portal.Releases.Deprecations;
using Kiket.Portal.Tests.Accounts;
using Semver;

namespace Kiket.Portal.Tests.Releases;

/// <summary>What may be announced, and what is refused with a sentence that helps.</summary>
public sealed class DeprecationRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("1.0.0", "1.0.0")]
    [InlineData(" 1.0.0+build.5 ", "1.0.0")]
    [InlineData("<1.2.0", "1.2.0-rc.1,1.1.0,1.0.0")]
    [InlineData("1.1.x", "1.1.0")]
    [InlineData(">=1.0.0 <1.2.0-0", "1.1.0,1.0.0")]
    [InlineData("1.0.0 || 1.2.0", "1.2.0,1.0.0")]
    [InlineData("~1.2.0-rc.1", "1.2.0,1.2.0-rc.1")]
    public void Range_covers_versions_by_their_precedence(string range, string covered) =>
        Assert.Equal(covered, string.Join(',', DeprecationRules.Covered(range, Released("1.0.0", "1.1.0", "1.2.0-rc.1", "1.2.0", "2.0.0")).Value));

    [Theory]
    [InlineData("", "1.0.0,2.0.0", "version_missing")]
    [InlineData("the old ones", "1.0.0,2.0.0", "version_invalid")]
    [InlineData("<0.9.0", "1.0.0,2.0.0", "range_matches_nothing")]
    [InlineData("1.0.1", "1.0.0,2.0.0", "range_matches_nothing")]
    [InlineData("*", "1.0.0,2.0.0", "range_matches_everything")]
    [InlineData("<9", "1.0.0,2.0.0", "range_matches_everything")]
    [InlineData("1.0.0", "1.0.0", "only_version")]
    [InlineData("1.x", "1.0.0,yanked 2.0.0", "range_matches_everything")]
    [InlineData("1.x", "1.0.0,deprecated 2.0.0", "range_matches_everything")]
    public void Range_that_helps_nobody_is_refused(string range, string released, string code)
    {
        var refused = DeprecationRules.Covered(range, Released(released.Split(',')));

        Assert.Equal(code, refused.Code());
        Assert.Equal("version", Assert.Single(refused.Error!.Details).Field);
    }

    [Theory]
    [InlineData("3.0.0", "recommended_not_found")]
    [InlineData("two", "recommended_not_found")]
    [InlineData("1.3.0", "recommended_yanked")]
    [InlineData("1.4.0", "recommended_deprecated")]
    [InlineData("1.1.0", "recommended_deprecated")]
    [InlineData("1.0.0", "recommended_lower")]
    [InlineData("2.1.0-beta.1", "recommended_prerelease")]
    [InlineData("2.0.0", null)]
    public void Only_a_usable_higher_version_can_be_recommended(string recommended, string? code)
    {
        var released = Released("1.0.0", "1.1.0", "1.2.0", "yanked 1.3.0", "deprecated 1.4.0", "2.0.0", "2.1.0-beta.1");
        var covered = DeprecationRules.Covered("1.1.0 || 1.2.0", released).Value;

        Assert.Equal(code, DeprecationRules.Problem(new DeprecationTerms("Over.", null, recommended), covered, released, Now)?.Code);
        Assert.Equal(["2.0.0"], DeprecationRules.Recommendable(covered, released).Select(version => version.ToString()));
    }

    [Theory]
    [InlineData(-1, "sunset_past")]
    [InlineData(0, "sunset_past")]
    [InlineData(1, null)]
    [InlineData(4_000L * 24 * 3600 * 1000, "sunset_far")]
    public void Sunset_lies_ahead(long milliseconds, string? code)
    {
        var released = Released("1.0.0", "2.0.0");
        var terms = new DeprecationTerms("Over.", Now.AddMilliseconds(milliseconds), null);

        Assert.Equal(code, DeprecationRules.Problem(terms, [released[0].Version], released, Now)?.Code);
    }

    [Fact]
    public void Reason_is_needed() =>
        Assert.Equal("reason_length", DeprecationRules.Problem(new DeprecationTerms("", null, null), [], Released("1.0.0"), Now)?.Code);

    [Theory]
    [InlineData("2027-03-28 01:59", "2027-03-28T00:59:00Z")]
    [InlineData("2027-03-28 02:00", "sunset_skipped")]
    [InlineData("2027-03-28 02:59", "sunset_skipped")]
    [InlineData("2027-03-28 03:00", "2027-03-28T01:00:00Z")]
    [InlineData("2026-10-25 01:59", "2026-10-24T23:59:00Z")]
    [InlineData("2026-10-25 02:00", "sunset_twice")]
    [InlineData("2026-10-25 02:59", "sunset_twice")]
    [InlineData("2026-10-25 03:00", "2026-10-25T02:00:00Z")]
    public void Time_that_a_clock_change_makes_unclear_is_refused(string local, string expected)
    {
        var read = DateTime.ParseExact(local, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var sunset = SunsetInstant.Of(DateOnly.FromDateTime(read), TimeOnly.FromDateTime(read), "Europe/Berlin");

        Assert.Equal(expected, sunset.Succeeded ? sunset.Value.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : sunset.Code());
    }

    [Theory]
    [InlineData("2026-12-31", "2026-12-31T00:00:00Z")]
    [InlineData("2026-12-31T01:00:00+01:00", "2026-12-31T00:00:00Z")]
    [InlineData("2026-12-31T00:00:00.5Z", "2026-12-31T00:00:00Z")]
    [InlineData("2026-12-31T00:00:00", "sunset_without_zone")]
    [InlineData("soon", "sunset_invalid")]
    [InlineData("2026-02-30", "sunset_invalid")]
    public void Sunset_of_the_API_says_its_zone(string text, string expected)
    {
        var sunset = SunsetInstant.Parse(text);

        Assert.Equal(expected, sunset.Succeeded ? sunset.Value.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : sunset.Code());
    }

    private static RangedVersion[] Released(params string[] versions) =>
    [
        .. versions.Select(text => text.Split(' ')).Select(words => new RangedVersion(
            SemVersion.Parse(words[^1], SemVersionStyles.Strict), words[0] == "yanked", words[0] == "deprecated")),
    ];
}
