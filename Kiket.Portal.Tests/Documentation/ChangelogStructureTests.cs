using System.Diagnostics;
using System.Globalization;
using Kiket.Portal.Documentation;

namespace Kiket.Portal.Tests.Documentation;

/// <summary>What belongs to which version, and that nothing is lost.</summary>
public sealed class ChangelogStructureTests
{
    [Theory]
    [InlineData("###", "##", "###")]
    [InlineData("##", "#", "##")]
    [InlineData("##", "##", "##")]
    [InlineData("####", "##", "###")]
    public void A_heading_that_names_a_version_starts_an_entry_whatever_its_depth(string patch, string minor, string part)
    {
        var entries = Changelog.Parse(
            $"{patch} [1.1.1](u) (2024-03-05)\n\n{part} Bug Fixes\n\n* P111\n\n{minor} [1.1.0](u) (2024-03-04)\n\n{part} Features\n\n* P110\n\n"
            + $"{patch} [1.0.1](u) (2024-03-03)\n\n{part} Bug Fixes\n\n* P101");

        Assert.Equal(["1.1.1", "1.1.0", "1.0.1"], entries.Select(entry => entry.Version));
        Assert.Equal([ChangelogKind.Fixed], entries[0].Kinds);
        Assert.Contains("P111", entries[0].Markdown, StringComparison.Ordinal);
        Assert.Contains("P110", entries[1].Markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("P101", entries[1].Markdown, StringComparison.Ordinal);
        Assert.Contains("P101", entries[2].Markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("## Next\n\n- N\n\n## 1.0.0\n\n- a", "N")]
    [InlineData("## 1.0.0\n\n- a\n\n## Older versions\n\n- N", "N")]
    [InlineData("# Changelog\n\nA word N first.\n\n## 1.0.0\n\n- a", "A word N first.")]
    [InlineData("Before N all.\n\n## 1.0.0\n\n- a", "Before N all.")]
    [InlineData("## 1.0.0\n\n- a\n\n# Archive\n\nN\n\n## 0.9.0\n\n- b", "# Archive")]
    [InlineData("## Current work\n\nN\n\n### More\n\nM\n\n## 1.0.0\n\n- a", "## Current work")]
    public void What_names_no_version_stays_in_its_place_with_a_finding(string text, string expected)
    {
        var reading = Changelog.Read(text);

        var whole = string.Join("\n", reading.Sections.Select(section =>
            section.Release is { } release ? $"[{release.Version}]\n{section.Markdown}" : section.Markdown));
        Assert.Contains(expected, whole, StringComparison.Ordinal);
        Assert.Equal(text.IndexOf('N', StringComparison.Ordinal) < text.IndexOf("1.0.0", StringComparison.Ordinal),
            whole.IndexOf('N', StringComparison.Ordinal) < whole.IndexOf("[1.0.0]", StringComparison.Ordinal));
        Assert.Contains(reading.Findings, finding => finding.Id == DocumentationRules.HeadingWithoutVersion.Id && finding.Line > 0);
    }

    [Fact]
    public void The_usual_title_and_introduction_need_no_finding() =>
        Assert.Empty(Changelog.Read("# Changelog\n\nAll notable changes to this project are documented here.\n\n## 1.0.0\n\n- a").Findings);

    [Theory]
    [InlineData("- [BREAKING]: drop Node 12, use 14\n\n[BREAKING]: drop Node 12, use 14", "[BREAKING]: drop Node 12, use 14")]
    [InlineData("```\n[ERROR]: failed\n## 9.9.9\n```", "[ERROR]: failed")]
    [InlineData("```npm install``` does it\n\n- more", "```npm install``` does it")]
    [InlineData("<!-- ## 9.9.9 - 2099-01-01\n## 9.9.8\n-->\n\n- text", "- text")]
    [InlineData("> ## 9.9.9\n\ntext", "> ## 9.9.9")]
    [InlineData("    ## 9.9.9\n", "    ## 9.9.9")]
    [InlineData("- a\n\n  ## 9.9.9\n", "  ## 9.9.9")]
    [InlineData("~~~~\n~~~\n## 9.9.9\n~~~~", "## 9.9.9")]
    public void Code_comments_and_quotes_are_told_by_the_parser(string body, string kept)
    {
        var entries = Changelog.Parse($"## 1.1.0\n\n{body}\n\n## 1.0.0\n\n- a");

        Assert.Equal(["1.1.0", "1.0.0"], entries.Select(entry => entry.Version));
        Assert.Contains(kept, entries[0].Markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("See [#3].", "[#3]:https://u.example", "[#3]:https://u.example")]
    [InlineData("See [the note][n].", "  [n]: <https://u.example> \"N\"", "[n]: <https://u.example> \"N\"")]
    [InlineData("See it[^1].", "[^1]: A note with words.", "[^1]: A note with words.")]
    public void A_version_takes_the_link_targets_that_it_uses(string text, string target, string taken)
    {
        var entries = Changelog.Parse($"## 1.1.0\n\n{text}\n\n## 1.0.0\n\n- a\n\n{target}\n");

        Assert.Equal($"{text}\n\n{taken}", entries[0].Markdown);
    }

    [Theory]
    [InlineData("## [Unreleased]\n\n## 1.0.0\n\n- a")]
    [InlineData("## Unreleased\n\n### Added\n\n### Fixed\n\n## 1.0.0\n\n- a")]
    [InlineData("## Next release\n\n<!-- nothing yet -->\n\n## 1.0.0\n\n- a")]
    public void An_empty_Unreleased_is_not_shown(string text) => Assert.Equal("1.0.0", Assert.Single(Changelog.Read(text).Sections).Release!.Version);

    [Fact]
    public void All_names_of_Unreleased_are_one_section()
    {
        var reading = Changelog.Read(
            "## [Unreleased]\n\n- one\n\n## Unreleased changes\n\n### Fixed\n\n- two\n\n## Upcoming\n\n- three\n\n## 1.0.0\n\n- a");

        Assert.Equal(["Unreleased", "1.0.0"], reading.Versions.Select(entry => entry.Version));
        Assert.Equal("- one\n\n### Fixed\n\n- two\n\n- three", reading.Versions[0].Markdown);
    }

    [Fact]
    public void A_name_before_the_version_is_the_one_that_the_changelog_is_about()
    {
        var entries = Changelog.Parse("## 2.0.0\n\n### Python 3.12\n\n- x\n\n## Rails 7.1\n\n- y\n\n## 1.0.0\n\n- z");

        Assert.Equal(["2.0.0", "1.0.0"], entries.Select(entry => entry.Version));
        Assert.Contains("- y", entries[0].Markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("release-please", "2.1.0 2024-05-17, 2.0.1 2024-04-02, 2.0.0 2024-03-30, 1.4.0 2024-01-09")]
    [InlineData("semantic-release", "1.2.1 2024-03-06, 1.2.0 2024-03-05, 1.1.1 2024-03-04, 1.1.0 2024-03-03, 1.0.1 2024-03-02, 1.0.0 2024-03-01")]
    [InlineData("changesets", "3.1.0, 3.0.0, 2.4.1")]
    [InlineData("keep-a-changelog", "1.1.0 2023-03-05, 1.0.0 2023-02-20, 0.3.0 2023-01-02")]
    [InlineData("git-cliff", "Unreleased, 0.9.0 2024-02-29, 0.8.2 2024-02-11")]
    [InlineData("auto", "4.2.0 2024-03-05, 4.1.3 2024-02-16, 4.1.2 2023-12-04")]
    [InlineData("rails", "7.0.4 2022-09-09, 7.0.3 2022-05-09, 7.0.0 2021-12-15")]
    [InlineData("node", "18.16.0 2023-04-12, 18.15.0 2023-03-07, 18.12.1 2022-11-04")]
    public void The_files_of_every_common_generator_are_read_whole(string sample, string versions)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", "Changelogs", sample + ".md"));
        var reading = Changelog.Read(text);

        Assert.Equal(versions, string.Join(", ", reading.Versions.Select(entry =>
            $"{entry.Version} {entry.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}".TrimEnd())));

        // Every list item is in some section, in the order of the file.
        var shown = string.Join("\n", reading.Sections.Select(section => section.Markdown));
        var items = text.Split('\n').Where(line =>
            line.TrimStart().StartsWith("* ", StringComparison.Ordinal) || line.StartsWith("- ", StringComparison.Ordinal));
        Assert.All(items, item => Assert.Contains(item, shown, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("## 1.0.{0}\n- a [x]\n", 40_000)]
    [InlineData("## {0}.x\n- a\n", 60_000)]
    [InlineData("## {0} [ (](\n", 60_000)]
    [InlineData("> ", 500_000)]
    [InlineData("<!-- {0} ", 90_000)]
    [InlineData("[a{0}]: b\n", 80_000)]
    public void A_megabyte_of_anything_is_read_in_bounded_time(string piece, int count)
    {
        var text = string.Concat(Enumerable.Range(0, count).Select(number => piece.Replace("{0}", $"{number}", StringComparison.Ordinal)));
        var started = Stopwatch.StartNew();

        // Text that is nested too deeply is refused, and shown as it is written.
        _ = Record.Exception(() => Changelog.Read(text[..Math.Min(text.Length, DocumentLimits.ChangelogBytes)]));

        Assert.True(started.Elapsed < TimeSpan.FromSeconds(15), $"{started.Elapsed}");
    }

    [Fact]
    public void A_heading_of_ten_thousand_characters_is_text()
    {
        var reading = Changelog.Read($"## 1.0.0\n\n- a\n\n## 2.0.0 {new string('x', 10_000)}\n\n- b");

        Assert.Equal("1.0.0", Assert.Single(reading.Versions).Version);
        Assert.Contains("xxx", reading.Versions[0].Markdown, StringComparison.Ordinal);
        Assert.NotEmpty(reading.Findings);
    }

    [Fact]
    public void A_comment_that_never_ends_is_a_finding_at_its_line()
    {
        var finding = Assert.Single(Changelog.Read("## 1.0.0\n\n- a\n\n<!-- hidden\n\n## 0.9.0\n\n- b").Findings);

        Assert.Equal((DocumentationRules.OpenComment.Id, 5), (finding.Id, finding.Line));
    }
}
