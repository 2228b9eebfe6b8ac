using Kiket.Portal.Releases;
using Semver;

namespace Kiket.Portal.Tests.Releases;

public sealed class VersionPolicyTests
{
    [Theory]
    [InlineData("1.2.1", "1.2.0")]
    [InlineData("2.0.0-beta.2", "2.0.0-beta.1")]
    [InlineData("2.0.0", "2.0.0-rc.9")]
    [InlineData("1.10.0", "1.9.9")]
    public void A_higher_version_rises(string candidate, string highest) =>
        Assert.True(VersionPolicy.MustRise(SemVersion.Parse(candidate), Published(highest)).Succeeded);

    /// <summary>A fix of the stable line doesn't wait for the next one, and a prerelease is above all that is out.</summary>
    [Theory]
    [InlineData("1.10.1", "1.10.0 2.0.0-beta.1", null)]
    [InlineData("1.0.0", "2.0.0-beta.1", null)]
    [InlineData("2.0.0", "1.10.0 2.0.0-beta.1", null)]
    [InlineData("2.0.0-beta.2", "1.10.0 2.0.0-beta.1", null)]
    [InlineData("1.10.1", "1.10.0 2.0.0-beta.1 1.10.1", "1.10.1 is not above 1.10.1, the highest stable version")]
    [InlineData("1.9.5", "1.10.0 2.0.0-beta.1", "1.9.5 is not above 1.10.0, the highest stable version")]
    [InlineData("1.11.0-rc.1", "1.10.0 2.0.0-beta.1", "1.11.0-rc.1 is not above 2.0.0-beta.1, the highest prerelease")]
    [InlineData("2.0.0-beta.1", "1.10.0 2.0.0-beta.1", "2.0.0-beta.1 is not above 2.0.0-beta.1, the highest prerelease")]
    [InlineData("2.0.0-beta.2", "2.0.0", "2.0.0-beta.2 is not above 2.0.0, the highest stable version")]
    public void A_version_is_compared_with_those_of_its_kind(string candidate, string published, string? refusal)
    {
        var result = VersionPolicy.MustRise(SemVersion.Parse(candidate), Published(published.Split(' ')));

        Assert.Equal(refusal is null, result.Succeeded);
        Assert.StartsWith(refusal ?? "", result.Error?.Message ?? "", StringComparison.Ordinal);
    }

    private static HighestVersions Published(params string[] versions) => HighestVersions.Of([.. versions.Select(version => SemVersion.Parse(version))]);

    [Fact]
    public void The_first_version_may_be_any() =>
        Assert.True(VersionPolicy.MustRise(SemVersion.Parse("0.0.1"), null).Succeeded);

    [Theory]
    [InlineData("1.2.0", "1.2.0")]
    [InlineData("1.2.0+build.7", "1.2.0")]
    [InlineData("1.1.9", "1.2.0")]
    [InlineData("1.2.0-rc.1", "1.2.0")]
    public void Equal_or_lower_is_refused_and_names_the_current_version_and_what_to_do(string candidate, string highest)
    {
        var refused = VersionPolicy.MustRise(SemVersion.Parse(candidate), Published(highest));

        Assert.Equal(VersionPolicy.NotGreater, refused.Error?.Code);
        Assert.Contains("1.2.0", refused.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("1.2.1", refused.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1.0")]
    [InlineData("v1.0.0")]
    [InlineData("banana")]
    [InlineData("01.0.0")]
    [InlineData("1.0.0 ")]
    public void What_is_not_a_strict_semantic_version_is_refused(string? text) =>
        Assert.False(VersionPolicy.Parse(text).Succeeded);

    [Fact]
    public void A_page_of_digits_is_refused_and_not_echoed_whole()
    {
        var refused = VersionPolicy.Parse("1.0." + new string('9', 5000));

        Assert.InRange(refused.Error!.Message.Length, 1, 200);
    }

    [Fact]
    public void Build_metadata_does_not_make_another_version() =>
        Assert.Equal(VersionPolicy.PrecedenceKey(SemVersion.Parse("1.0.0+a")), VersionPolicy.PrecedenceKey(SemVersion.Parse("1.0.0+b")));
}
