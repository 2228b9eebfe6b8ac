using Kiket.Portal.Documentation;
using Kiket.Portal.Files;
using static Kiket.Portal.Tests.Documentation.Rendering;

namespace Kiket.Portal.Tests.Documentation;

public sealed class MarkdownTests
{
    [Theory]
    [InlineData("| a | b |\n|---|--:|\n| 1 | 2 |", "<td>1</td>")]
    [InlineData("~~gone~~", "<del>gone</del>")]
    [InlineData("**bold** _slanted_", "<strong>bold</strong> <em>slanted</em>")]
    [InlineData("See https://kiket.dev now", "href=\"https://kiket.dev/\"")]
    [InlineData("- [x] done", "class=\"task-box task-done\" role=\"img\" aria-label=\"Done\"")]
    [InlineData("- [ ] open", "aria-label=\"Not done\"")]
    [InlineData("> [!WARNING]\n> Careful", "class=\"markdown-alert markdown-alert-warning\"")]
    [InlineData("> [!NOTE]\n> Text", "<p class=\"markdown-alert-title\">Note</p>")]
    [InlineData("A[^1]\n\n[^1]: note", "class=\"footnotes\"")]
    [InlineData("```yaml\na: 1\n```", "<code class=\"language-yaml\">")]
    [InlineData("<details><summary>More</summary>\n\ntext\n\n</details>", "<summary>More</summary>")]
    [InlineData("<kbd>Ctrl</kbd>", "<kbd>Ctrl</kbd>")]
    [InlineData(":tada: done", "<p>\U0001F389 done</p>")]
    [InlineData("Ask ada@acme.test.", "<a href=\"mailto:ada@acme.test\"")]
    [InlineData("See www.kiket.dev", "href=\"https://www.kiket.dev/\"")]
    [InlineData("| a |\n|---|\n| 1 |", "<div class=\"wide-table\" tabindex=\"0\"><table>")]
    public void GitHub_flavoured_Markdown_is_understood(string markdown, string expected) =>
        Assert.Contains(expected, Html(markdown), StringComparison.Ordinal);

    [Theory]
    [InlineData("```\n| a |\n|---|\nb\n```")]
    [InlineData("    | a |\n    |---|\n    b")]
    public void A_table_in_code_stays_as_it_is_written(string markdown) =>
        Assert.Equal("| a | |---| b", string.Join(' ', Page(Html(markdown)).Body!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void Headings_have_anchors_as_on_GitHub_and_a_table_of_contents()
    {
        var page = Render("# Set up: the *basics*!\n\n## Same\n\n## Same\n\n[down](#same-1)");

        Assert.Equal(
            [new(1, "Set up: the basics!", "user-content-set-up-the-basics"), new(2, "Same", "user-content-same"), new(2, "Same", "user-content-same-1")],
            page.Headings);
        Assert.Contains("<h3 id=\"user-content-same-1\">", page.Html.ToString(), StringComparison.Ordinal);
        Assert.Contains("<a href=\"#user-content-same-1\">down</a>", page.Html.ToString(), StringComparison.Ordinal);
        // The page has its own first heading: the extension's name.
        Assert.DoesNotContain("<h1", page.Html.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Links_within_a_page_stay_on_the_page_it_is_shown_on()
    {
        var html = Render("## Here\n\n[x](#here) `<a href=\"#here\">`").Html;

        Assert.Contains("<a href=\"/marketplace/slack#user-content-here\">", html.ToMarkup("/marketplace/slack").Value, StringComparison.Ordinal);
        Assert.Contains("&lt;a href=\"#here\"&gt;", html.ToMarkup("/marketplace/slack").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Footnotes_lead_to_their_note_and_back()
    {
        var page = Page(Html("A[^1]\n\n[^1]: note"));

        foreach (var link in page.QuerySelectorAll("a"))
        {
            Assert.NotNull(page.GetElementById(link.GetAttribute("href")![1..]));
        }
    }

    [Fact]
    public void Front_matter_is_not_shown_and_a_rule_is()
    {
        Assert.DoesNotContain("layout", Html("---\nlayout: page\n---\n# Title"), StringComparison.Ordinal);
        Assert.Contains("<hr>", Html("---\n\ntext: here\n\n---\nmore"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[g](guide.md)", "https://github.com/acme/slack/blob/" + Commit + "/docs/guide.md")]
    [InlineData("[g](./guide.md#part)", "https://github.com/acme/slack/blob/" + Commit + "/docs/guide.md#part")]
    [InlineData("[s](../src/App.cs)", "https://github.com/acme/slack/blob/" + Commit + "/src/App.cs")]
    [InlineData("[s](/src/App.cs)", "https://github.com/acme/slack/blob/" + Commit + "/src/App.cs")]
    [InlineData("<a href=\"guide.md\">g</a>", "https://github.com/acme/slack/blob/" + Commit + "/docs/guide.md")]
    [InlineData("[k](https://kiket.dev/a?b=c)", "https://kiket.dev/a?b=c")]
    [InlineData("[m](mailto:a@b.example)", "mailto:a@b.example")]
    public void Links_lead_to_the_commit(string markdown, string expected)
    {
        var link = Page(Html(markdown)).QuerySelector("a")!;

        Assert.Equal(expected, link.GetAttribute("href"));
        Assert.Equal("nofollow noopener ugc", link.GetAttribute("rel"));
    }

    [Theory]
    [InlineData("[up](../../../etc/passwd)")]
    [InlineData("[h](http://kiket.dev)")]
    [InlineData("[f](file:///etc/passwd)")]
    [InlineData("[j](javascript:alert(1))")]
    [InlineData("[d](data:text/html,x)")]
    [Asvs("V1.2.2")]
    public void Links_that_lead_nowhere_a_reader_may_go_are_text(string markdown)
    {
        var page = Page(Html(markdown));

        Assert.Null(page.QuerySelector("a[href]"));
        Assert.NotEqual("", page.Body!.TextContent.Trim());
    }

    [Fact]
    public void A_link_to_a_file_that_is_not_there_is_an_information() =>
        Assert.Equal(DocumentationRules.BrokenLink.Id, Assert.Single(Render("[x](missing.md) [y](guide.md) [z](../src/)").Findings).Id);

    [Theory]
    [InlineData("![A](img/a.png)", "docs/img/a.png")]
    [InlineData("<p align=\"center\"><img src=\"./img/a.png\" width=\"20\"></p>", "docs/img/a.png")]
    [InlineData("![A](https://raw.githubusercontent.com/acme/slack/main/docs/img/a.png)", "docs/img/a.png")]
    [InlineData("![A](https://github.com/acme/slack/raw/main/docs/img/a.png)", "docs/img/a.png")]
    [InlineData("![A](https://img.shields.io/badge.svg)", "https://img.shields.io/badge.svg")]
    public void Pictures_are_served_by_the_portal(string markdown, string asked)
    {
        var page = Render(markdown, picture: key => key == asked ? new ServedPicture("/files/ab.png") : null);

        Assert.Equal([asked], page.Pictures);
        Assert.Equal("/files/ab.png", Page(page.Html.ToString()).QuerySelector("img")!.GetAttribute("src"));
    }

    [Theory]
    [InlineData("![A](img/a.png)", "640", "360")]
    [InlineData("<img src=\"img/a.png\" width=\"320\">", "320", "180")]
    [InlineData("<img src=\"img/a.png\" width=\"50%\">", "50%", null)]
    [InlineData("<img src=\"img/a.png\" height=\"20\">", null, "20")]
    public void A_picture_has_its_room_before_it_is_there(string markdown, string? width, string? height)
    {
        var picture = Page(Html(markdown, picture: _ => new ServedPicture("/files/ab.png", new PictureSize(640, 360)))).QuerySelector("img")!;

        Assert.Equal((width, height), (picture.GetAttribute("width"), picture.GetAttribute("height")));
    }

    [Fact]
    public void Columns_keep_their_alignment()
    {
        var cells = Page(Html("| a | b | c | d |\n|---|:--|:-:|--:|\n| 1 | 2 | 3 | 4 |")).QuerySelectorAll("td").Select(cell => cell.GetAttribute("align"));

        Assert.Equal([null, null, "center", "right"], cells);
    }

    [Fact]
    public void A_picture_that_cannot_be_had_becomes_its_words_with_a_link()
    {
        var link = Page(Html("![The flow](img/none.png)")).QuerySelector("a")!;

        Assert.Equal("The flow", link.TextContent);
        Assert.Equal($"https://github.com/acme/slack/blob/{Commit}/docs/img/none.png", link.GetAttribute("href"));
    }

    [Fact]
    public void A_missing_picture_in_a_link_leaves_the_link()
    {
        var page = Page(Html("[![Build](https://ci.example/b.svg)](https://ci.example/run)"));

        Assert.Equal("Build", Assert.Single(page.QuerySelectorAll("a[href='https://ci.example/run']")).TextContent);
    }

    [Fact]
    public void Direction_tricks_are_shown_in_code_and_gone_from_text()
    {
        var html = Html("`a\u202Eb` c\u202Ed");

        Assert.DoesNotContain('\u202E', html);
        Assert.Contains("<span class=\"hidden-control\"", html, StringComparison.Ordinal);
        Assert.Contains("U+202E", html, StringComparison.Ordinal);
        Assert.Contains(" cd", html, StringComparison.Ordinal);
    }
}
