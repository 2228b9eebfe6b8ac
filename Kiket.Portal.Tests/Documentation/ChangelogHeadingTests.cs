using System.Globalization;
using Kiket.Portal.Documentation;

namespace Kiket.Portal.Tests.Documentation;

/// <summary>Headings as generators and people write them.</summary>
public sealed class ChangelogHeadingTests
{
    [Theory]
    [InlineData("## Rails 7.0.4 (September 09, 2022) ##", "7.0.4", "2022-09-09", "Rails")]
    [InlineData("## 2023-04-12, Version 18.16.0 'Hydrogen'", "18.16.0", "2023-04-12", "'Hydrogen'")]
    [InlineData("## \\[2.0.1]", "2.0.1", null, "")]
    [InlineData("## my-ext@1.0.1", "1.0.1", null, "my-ext")]
    [InlineData("## @acme/my-ext@1.0.1 - 2024-03-05", "1.0.1", "2024-03-05", "acme/my-ext")]
    [InlineData("## my-ext-v1.0.1", "1.0.1", null, "my-ext")]
    [InlineData("## 1.0.1, 2024-03-05", "1.0.1", "2024-03-05", "")]
    [InlineData("## 1.0.0 / 2024-03-05", "1.0.0", "2024-03-05", "")]
    [InlineData("## 1.0.0 (Mar 4 2024)", "1.0.0", "2024-03-04", "")]
    [InlineData("## 1.0.0 - 5 Mar 2024", "1.0.0", "2024-03-05", "")]
    [InlineData("## 1.0.0 - March 4th, 2024", "1.0.0", "2024-03-04", "")]
    [InlineData("## 1.0.0 - 04.03.2024", "1.0.0", "2024-03-04", "")]
    [InlineData("## 1.0.0 - 4.3.2024", "1.0.0", "2024-03-04", "")]
    [InlineData("## 1.0.0 - Tuesday, 5th of March 2024", "1.0.0", "2024-03-05", "")]
    [InlineData("## 1.0.0 - 05-Mar-2024", "1.0.0", "2024-03-05", "")]
    [InlineData("## 1.0.0 - 2024/3/5", "1.0.0", "2024-03-05", "")]
    [InlineData("## 1.0.0 - 2024-03-05 14:30:00 +0100", "1.0.0", "2024-03-05", "")]
    [InlineData("## 1.0.0 (2024-03-05T14:30Z)", "1.0.0", "2024-03-05", "")]
    [InlineData("## 1.0.0 (3/25/2024)", "1.0.0", "2024-03-25", "")]
    [InlineData("## 1.0.0 (3/4/2024)", "1.0.0", null, "(3/4/2024)")]
    [InlineData("## 1.0.0 (2024年3月5日)", "1.0.0", "2024-03-05", "")]
    [InlineData("## 1.0.0 (20240305)", "1.0.0", "2024-03-05", "")]
    [InlineData("## 1.0.0 (2024-13-45)", "1.0.0", null, "(2024-13-45)")]
    [InlineData("## 1.0.0 - Spring 2024", "1.0.0", null, "Spring 2024")]
    [InlineData("## [1.0.1][] - 2024-03-05", "1.0.1", "2024-03-05", "")]
    [InlineData("## [1.0.1][r] (2024-03-05)\n\n[r]: https://x.example", "1.0.1", "2024-03-05", "")]
    [InlineData("## <small>1.0.1 (2024-03-05)</small>", "1.0.1", "2024-03-05", "")]
    [InlineData("## 🎉 1.1.0 (2024-03-06)", "1.1.0", "2024-03-06", "")]
    [InlineData("## :tada: 1.1.0", "1.1.0", null, "")]
    [InlineData("## **1.1.0** *(2024-03-06)*", "1.1.0", "2024-03-06", "")]
    [InlineData("## `1.1.0`", "1.1.0", null, "")]
    [InlineData("## 1&#46;1.0", "1.1.0", null, "")]
    [InlineData("<h2>1.1.0 <small>2024-03-06</small></h2>\n", "1.1.0", "2024-03-06", "")]
    [InlineData("## [3.0.0](https://x.example) One Piece (2020-09-18)", "3.0.0", "2020-09-18", "One Piece")]
    [InlineData("## 1.2.0: faster, and with pictures", "1.2.0", null, "faster, and with pictures")]
    [InlineData("## What's new in 1.2.0", "1.2.0", null, "")]
    [InlineData("## Release v1.2.0-beta.1+build.5", "1.2.0-beta.1+build.5", null, "")]
    [InlineData("## 2024.3.5", "2024.3.5", null, "")]
    [InlineData("## [1.3.0] - Unreleased", "1.3.0", null, "Unreleased")]
    [InlineData("Acme 2.1.0\n==========", "2.1.0", null, "Acme")]
    public void A_version_and_its_date_are_read_wherever_they_stand(string heading, string version, string? date, string words)
    {
        var section = Assert.Single(Changelog.Read(heading + "\n\n- text\n").Sections);

        Assert.Equal(version, section.Release!.Version);
        Assert.Equal(date is null ? null : DateOnly.Parse(date, CultureInfo.InvariantCulture), section.Release.Date);
        Assert.Equal(words, section.Words);
        Assert.StartsWith("- text", section.Markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.0 migration guide")]
    [InlineData("2.0 Migration Guide")]
    [InlineData("2.0.0 migration guide")]
    [InlineData("Migrating from 1.0.0 to 2.0.0")]
    [InlineData("Upgrade to 2.0.0")]
    [InlineData("Bump lodash from 4.17.20 to 4.17.21")]
    [InlineData("Support for Node 18.0.0")]
    [InlineData("Node.js 18.0.0 support")]
    [InlineData("Requires Kiket >= 2.1")]
    [InlineData("Known issues in 1.2.0")]
    [InlineData("1.5 times faster")]
    [InlineData("1.x roadmap")]
    [InlineData("1.2.3.4")]
    [InlineData("2024-03-05")]
    [InlineData("Costs $1.50")]
    public void Words_are_no_version(string heading) =>
        Assert.Equal(["1.0.0"], Changelog.Parse($"## 1.0.0\n\n- a\n\n## {heading}\n\n- b").Select(entry => entry.Version));

    [Theory]
    [InlineData("> 4 March 2024", "")]
    [InlineData("2024-03-04", "")]
    [InlineData("*Released on March 4, 2024*", "")]
    [InlineData("_Release date: 4.3.2024_", "")]
    [InlineData("Released by Ada on 2024-03-04", "Released by Ada on 2024-03-04")]
    public void A_date_below_the_heading_is_the_versions_date(string line, string left)
    {
        var entry = Assert.Single(Changelog.Parse($"## 1.0.0\n{line}\n\n- text"));

        Assert.Equal(new DateOnly(2024, 3, 4), entry.Date);
        Assert.Equal((left + "\n\n- text").TrimStart('\n'), entry.Markdown);
    }

    [Theory]
    [InlineData("> Spring 2024")]
    [InlineData("Since 2024-03-04 the API is open.")]
    [InlineData("> 3/4/2024")]
    public void A_line_that_is_no_date_stays(string line)
    {
        var entry = Assert.Single(Changelog.Parse($"## 1.0.0\n\n{line}\n"));

        Assert.Null(entry.Date);
        Assert.Equal(line, entry.Markdown);
    }

    [Theory]
    [InlineData("## [1.0.0] - 2024-03-04 [YANKED]")]
    [InlineData("## 1.0.0 (yanked)")]
    [InlineData("## [1.0.0] [Yanked] 2024-03-04")]
    [InlineData("## 1.0.0 - 2024-03-04 - YANKED")]
    public void A_yanked_mark_is_read(string heading)
    {
        var section = Assert.Single(Changelog.Read(heading + "\n\n- a").Sections);

        Assert.True(section.Release!.IsYanked);
        Assert.Equal("", section.Words);
    }
}
