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

    [Theory]
    [InlineData("`a\u202Eb` c\u202Ed", "a U+202E b c U+202E d")]
    [InlineData("`isAdmin\u200B()` and isAdmin\u200B()", "isAdmin U+200B () and isAdmin U+200B ()")]
    [InlineData("soft\u00ADhyphen, word\u2060joiner, \uFEFFmark", "soft U+00AD hyphen, word U+2060 joiner, U+FEFF mark")]
    [InlineData("filler \u3164 and \u001b[31m", "filler U+3164 and U+001B [31m")]
    [InlineData("```js\nlet a\u200D = 1;\n```", "let a U+200D = 1;")]
    [InlineData("no character: \uFFFE, &#xFFFF;, \uFDD0, \U0001FFFE", "no character: U+FFFE , U+FFFF , U+FDD0 , U+1FFFE")]
    [InlineData("tags \U000E0049\U000E0047", "tags U+E0049 U+E0047")]
    [InlineData("a joiner\u200C here", "a joiner U+200C here")]
    public void Invisible_characters_are_shown_by_their_number(string markdown, string expected)
    {
        var page = Page(Html(markdown));
        foreach (var mark in page.QuerySelectorAll(".hidden-control"))
        {
            mark.TextContent = $" {mark.TextContent} ";
        }

        Assert.Equal(expected, string.Join(' ', page.Body!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    [Theory]
    [InlineData("\U0001F469\u200D\U0001F4BB and \u2699\uFE0F")]
    [InlineData("\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F")]
    [InlineData("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645 (C++)\u200F")]
    [InlineData("\u0E2A\u0E27\u0E31\u0E2A\u200B\u0E14\u0E35")]
    [InlineData("\u28FF\u2800\u28FF")]
    public void Characters_that_a_script_needs_stay(string markdown) => Assert.Equal(markdown, Page(Html(markdown)).Body!.TextContent.Trim());

    [Theory]
    [InlineData("Type it into the <title> field.")]
    [InlineData("Type it into the <textarea> field.")]
    [InlineData("A <style> or a <script> here.")]
    [InlineData("Choose in the <select> with its <option> values.")]
    [InlineData("Press the <button> there, or close it")]
    [InlineData("An <object>, an <iframe>, an <embed> and an <applet>.")]
    [InlineData("A <template>, a <noscript>, an <xmp> and a <plaintext>.")]
    [InlineData("Draw with <svg>, <math> or <canvas>.")]
    [InlineData("Play with <video> or <audio> and <track>.")]
    [InlineData("Add a <meta>, a <link> and a <base> to the <head>, above the <body>.")]
    [InlineData("Type into the <input> of a <form> in a <dialog>.")]
    [InlineData("A <frameset> with a <noframes> and a <noembed>.")]
    [InlineData("Run kiket install <extension> as <user>.")]
    [InlineData("From <select> on.\n\nThat goes up to </select> here.")]
    public void A_tag_named_in_prose_swallows_nothing(string prose)
    {
        var page = Page(Html(prose + "\n\n## Next\n\nThe [rest](guide.md) stays.\n\n- a **list**"));

        var text = string.Join(' ', page.Body!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("Next The rest stays. a list", text, StringComparison.Ordinal);
        Assert.Equal("Next", page.QuerySelector("h3")!.TextContent);
        Assert.NotNull(page.QuerySelector("p > a[href], li > strong"));
        foreach (var word in prose.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.Contains(word, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("<center>\n\n# Title\n\n", "Title")]
    [InlineData("<button>Save</button> it", "Save it")]
    [InlineData("<form action=\"https://x.example\"><label>Name <input name=\"a\"></label></form>", "Name")]
    [InlineData("<font color=\"red\">red</font> <nav>menu</nav>", "red menu")]
    public void Markup_that_is_not_shown_leaves_its_words(string markdown, string expected) =>
        Assert.Equal(expected, Page(Html(markdown)).Body!.TextContent.Trim());
}
