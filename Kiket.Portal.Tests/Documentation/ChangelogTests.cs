using Kiket.Portal.Documentation;
using Semver;

namespace Kiket.Portal.Tests.Documentation;

public sealed class ChangelogTests
{
    private const string KeepAChangelog = """
        # Changelog
        All notable changes.

        ## [Unreleased]
        ### Added
        - soon

        ## [1.2.0] - 2026-01-31
        ### Added
        - more, see [1.1.0]
        ### Security
        - less

        ## [1.1.0] - 2025-12-01 [YANKED]
        ### 🐛 Fixed:
        - a bug
        ```
        ## [9.9.9] is code
        ```

        [Unreleased]: https://github.com/acme/slack/compare/v1.2.0...HEAD
        [1.1.0]: https://github.com/acme/slack/releases/v1.1.0
        """;

    [Fact]
    public void Keep_a_Changelog_is_split_into_versions_with_dates_and_kinds()
    {
        var entries = Changelog.Parse(KeepAChangelog.ReplaceLineEndings("\r\n"));

        Assert.Equal(["Unreleased", "1.2.0", "1.1.0"], entries.Select(entry => entry.Version));
        Assert.True(entries[0].IsUnreleased);
        Assert.Equal(new DateOnly(2026, 1, 31), entries[1].Date);
        Assert.Equal([ChangelogKind.Added, ChangelogKind.Security], entries[1].Kinds);
        Assert.True(entries[2].IsYanked);
        Assert.Equal([ChangelogKind.Fixed], entries[2].Kinds);
        Assert.Contains("9.9.9", entries[2].Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_takes_the_link_targets_it_uses_from_the_end_of_the_file()
    {
        var entries = Changelog.Parse(KeepAChangelog);

        Assert.EndsWith("[1.1.0]: https://github.com/acme/slack/releases/v1.1.0", entries[1].Markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("releases", entries[2].Markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("## 1.2.0", "1.2.0", null)]
    [InlineData("## v1.2.0", "1.2.0", null)]
    [InlineData("# 1.2.0 (2025-01-02)", "1.2.0", "2025-01-02")]
    [InlineData("## [v1.2.0] - 2025-01-02", "1.2.0", "2025-01-02")]
    [InlineData("## [1.2.0](https://x.example) (2025-01-02)", "1.2.0", "2025-01-02")]
    [InlineData("## Version 1.2.0 – 2025-01-02 ##", "1.2.0", "2025-01-02")]
    [InlineData("### 1.2.0-beta.1+build", "1.2.0-beta.1+build", null)]
    [InlineData("1.2.0 / 2025-01-02\n------", "1.2.0", null)]
    [InlineData("## 1.2", "1.2", null)]
    public void Plain_headings_are_understood(string heading, string version, string? date)
    {
        var entry = Assert.Single(Changelog.Parse(heading + "\n\n- text\n"));

        Assert.Equal(version, entry.Version);
        Assert.Equal("- text", entry.Markdown);
        if (date is not null)
        {
            Assert.Equal(DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), entry.Date);
        }
    }

    [Theory]
    [InlineData("# Changelog\n\ntext")]
    [InlineData("## 2.0 migration guide")]
    [InlineData("#1.2.0")]
    [InlineData("")]
    public void Other_headings_are_no_versions(string text) => Assert.Empty(Changelog.Parse(text));

    [Fact]
    public void Between_two_versions_lies_what_is_above_the_one_and_up_to_the_other()
    {
        var entries = Changelog.Parse("## 2.0.0\n## 1.10.0\n## 1.9.0\n## 1.10.0-rc.1\n## Unreleased\n## 1.2.0");

        var between = Changelog.Between(entries, SemVersion.Parse("1.2.0"), SemVersion.Parse("1.10.0+build"));

        Assert.Equal(["1.10.0", "1.10.0-rc.1", "1.9.0"], between.Select(entry => entry.Version));
    }

    [Fact]
    public void A_megabyte_of_headings_is_read_in_bounded_time()
    {
        var started = System.Diagnostics.Stopwatch.StartNew();
        Changelog.Parse(string.Concat(Enumerable.Repeat("## [1.0.0]\n[a]: b\n", 55_000)));
        Changelog.Parse(new string('[', 1_000_000));

        Assert.True(started.Elapsed < TimeSpan.FromSeconds(10), $"{started.Elapsed}");
    }
}
