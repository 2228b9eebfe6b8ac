using Kiket.Portal.Documentation;
using static Kiket.Portal.Tests.Documentation.Rendering;

namespace Kiket.Portal.Tests.Documentation;

/// <summary>Links, pictures and media lead somewhere, or a finding says that they don't.</summary>
public sealed class DocumentLinksTests
{
    private const string Blob = "https://github.com/acme/slack/blob/" + Commit;
    private const string Tree = "https://github.com/acme/slack/tree/" + Commit;

    [Theory]
    [InlineData("[d](http://docs.example.com/a)", "docs/README.md", "http://docs.example.com/a")]
    [InlineData("See http://docs.example.com/a now", "docs/README.md", "http://docs.example.com/a")]
    [InlineData("[i](../../issues/new)", "README.md", "https://github.com/acme/slack/issues/new")]
    [InlineData("[i](../../issues?q=is%3Aopen#top)", "README.md", "https://github.com/acme/slack/issues?q=is%3Aopen#top")]
    [InlineData("[r](../../releases)", "README.md", "https://github.com/acme/slack/releases")]
    [InlineData("[r](../../../releases/latest)", "docs/README.md", "https://github.com/acme/slack/releases/latest")]
    [InlineData("[w](../wiki/Home)", "README.md", "https://github.com/acme/slack/wiki/Home")]
    [InlineData("[home](../..)", "README.md", "https://github.com/acme/slack")]
    [InlineData("[other](../../../other)", "README.md", "https://github.com/acme/other")]
    [InlineData("[b](../../blob/main/docs/guide.md)", "README.md", "https://github.com/acme/slack/blob/main/docs/guide.md")]
    [InlineData("[root](./)", "README.md", Tree)]
    [InlineData("[root](/)", "docs/README.md", Tree)]
    [InlineData("[up](../)", "docs/README.md", Tree)]
    [InlineData("[img](./img/)", "docs/README.md", Tree + "/docs/img")]
    [InlineData("[img](img)", "docs/README.md", Tree + "/docs/img")]
    [InlineData("[g](guide.md?plain=1#L3)", "docs/README.md", Blob + "/docs/guide.md#L3")]
    public void A_link_leads_where_it_leads_on_GitHub(string markdown, string path, string expected)
    {
        var page = Render(markdown, path);
        var link = Page(page.Html.ToString()).QuerySelector("a")!;

        Assert.Equal(expected, link.GetAttribute("href"));
        Assert.Equal("nofollow noopener ugc", link.GetAttribute("rel"));
        Assert.Empty(page.Findings);
    }

    [Theory]
    [InlineData("[c](vscode:extension/acme.x)")]
    [InlineData("[c](ftp://x.example/a)")]
    [InlineData("[c](docs\\guide.md)")]
    [InlineData("[c](../../../../../x)")]
    [InlineData("[c]()")]
    [InlineData("A drawing: <svg viewBox=\"0 0 1 1\"><text>c</text></svg>")]
    public void What_is_not_kept_is_a_finding(string markdown) =>
        Assert.Equal(DocumentationRules.NotShown.Id, Assert.Single(Render(markdown).Findings).Id);

    [Theory]
    [InlineData("https://raw.githubusercontent.com/acme/slack/main/docs/img/a.png")]
    [InlineData("https://raw.githubusercontent.com/acme/slack/refs/heads/main/docs/img/a.png")]
    [InlineData("https://raw.githubusercontent.com/acme/slack/refs/tags/v1.0.0/docs/img/a.png")]
    [InlineData("https://raw.githubusercontent.com/ACME/Slack/HEAD/docs/img/a.png?token=ABC")]
    [InlineData("https://raw.github.com/acme/slack/master/docs/img/a.png")]
    [InlineData("https://media.githubusercontent.com/media/acme/slack/main/docs/img/a.png")]
    [InlineData("https://github.com/acme/slack/blob/main/docs/img/a.png")]
    [InlineData("https://github.com/acme/slack/blob/main/docs/img/a.png?raw=true")]
    [InlineData("https://github.com/acme/slack/raw/main/docs/img/a.png")]
    [InlineData("https://github.com/acme/slack/raw/refs/heads/feature/new/docs/img/a.png")]
    [InlineData("https://github.com/acme/slack/blob/feature%2Fnew/docs/img/a.png")]
    [InlineData("https://github.com/acme/slack/blob/HEAD/docs/img/a.png")]
    [InlineData("https://github.com/acme/slack/blob/0123456789abcdef0123456789abcdef01234567/docs/img/a.png")]
    [InlineData("https://www.github.com/acme/slack.git/blob/main/docs/img/a.png")]
    [InlineData("http://github.com/acme/slack/raw/main/docs/img/a.png")]
    [InlineData("//raw.githubusercontent.com/acme/slack/main/docs/img/a.png")]
    [InlineData("../../raw/main/docs/img/a.png")]
    [InlineData("img/a.png?raw=true")]
    public void Every_form_of_GitHub_for_an_own_file_is_that_file(string address)
    {
        var path = address.StartsWith("../", StringComparison.Ordinal) ? "README.md" : "docs/README.md";

        Assert.Equal(["docs/img/a.png"], Render($"![A]({address})", path).Pictures);
    }

    [Theory]
    [InlineData("http://h.example/p.png", "https://h.example/p.png")]
    [InlineData("https://raw.githubusercontent.com/other/repo/main/a.png", "https://raw.githubusercontent.com/other/repo/main/a.png")]
    [InlineData("https://raw.githubusercontent.com/acme/slack/assets/demo.gif", "https://raw.githubusercontent.com/acme/slack/assets/demo.gif")]
    public void Pictures_elsewhere_are_tried_over_https(string address, string asked) => Assert.Equal([asked], Render($"![A]({address})").Pictures);

    [Theory]
    [InlineData("<video src=\"demo.mp4\" controls></video>", "demo.mp4", Blob + "/docs/demo.mp4")]
    [InlineData("<video controls><source src=\"https://x.example/a.webm\" type=\"video/webm\"></video>", "a.webm", "https://x.example/a.webm")]
    [InlineData("<audio src=\"https://x.example/a.mp3\" title=\"Listen\"></audio>", "Listen", "https://x.example/a.mp3")]
    [InlineData("<embed src=\"https://x.example/a.pdf\">", "a.pdf", "https://x.example/a.pdf")]
    [InlineData("<object data=\"https://x.example/b.pdf\"></object>", "b.pdf", "https://x.example/b.pdf")]
    public void A_medium_becomes_a_link(string html, string words, string address)
    {
        var page = Page(Html(html + "\n\n## Next"));

        var link = page.QuerySelector("a")!;
        Assert.Equal((words, address), (link.TextContent, link.GetAttribute("href")));
        Assert.NotNull(page.QuerySelector("h3"));
    }

    [Theory]
    [InlineData("## \u2699\uFE0F Settings", "#%EF%B8%8F-settings")]
    [InlineData("## :rocket: Launch", "#rocket-launch")]
    [InlineData("## \U0001F680 Launch", "#-launch")]
    [InlineData("## :+1: Good :tada:", "#1-good-tada")]
    [InlineData("## \u0939\u093F\u0928\u094D\u0926\u0940", "#\u0939\u093F\u0928\u094D\u0926\u0940")]
    [InlineData("## \u0939\u093F\u0928\u094D\u0926\u0940", "#%E0%A4%B9%E0%A4%BF%E0%A4%A8%E0%A5%8D%E0%A4%A6%E0%A5%80")]
    [InlineData("## What's `new` in C#?", "#whats-new-in-c")]
    [InlineData("## A & B / C", "#a--b--c")]
    [InlineData("## snake_case-name", "#snake_case-name")]
    [InlineData("## \u00DCber uns", "#\u00FCber-uns")]
    [InlineData("## Part \u2163", "#part-\u2173")]
    [InlineData("## \u4E2D\u6587\uFF1A\u8BF4\u660E", "#\u4E2D\u6587\u8BF4\u660E")]
    [InlineData("## Setup", "#Setup")]
    public void A_heading_has_the_anchor_that_GitHub_gives_it(string heading, string link)
    {
        var page = Page(Html($"{heading}\n\n[go]({link})"));

        Assert.Equal("#" + page.QuerySelector("h3")!.Id, page.QuerySelector("a")!.GetAttribute("href"));
        Assert.Null(page.QuerySelector("h3 span"));
    }

    [Theory]
    [InlineData("![a](d.png#gh-dark-mode-only) ![b](l.png#gh-light-mode-only)")]
    [InlineData("<img src=\"d.png#gh-dark-mode-only\" alt=\"a\"><img src=\"l.png#gh-light-mode-only\" alt=\"b\">")]
    [InlineData("<picture><source media=\"(prefers-color-scheme: dark)\" srcset=\"d.png\"><img src=\"l.png\"></picture>")]
    [InlineData("<picture>\n<source media=\"(prefers-color-scheme: dark)\" srcset=\"d.png 1x, e.png 2x\">\n"
        + "<source media=\"(prefers-color-scheme: light)\" srcset=\"l.png\">\n<img src=\"x.png\">\n</picture>")]
    [InlineData("<picture><source media=\"(prefers-color-scheme: light)\" srcset=\"l.png\"><img src=\"d.png\"></picture>")]
    public void A_theme_shows_its_own_picture(string markdown)
    {
        var page = Page(Html(markdown, "README.md", key => new ServedPicture($"/files/{key}")));

        Assert.Equal("/files/d.png", Assert.Single(page.QuerySelectorAll("img.theme-dark")).GetAttribute("src"));
        Assert.Equal("/files/l.png", Assert.Single(page.QuerySelectorAll("img.theme-light")).GetAttribute("src"));
        Assert.Equal(2, page.QuerySelectorAll("img").Length);
    }

    [Theory]
    [InlineData("# \u05E9\u05DC\u05D5\u05DD \u05E2\u05D5\u05DC\u05DD\n\nText\n\n- \u05D0", 4)]
    [InlineData("> \u0645\u0631\u062D\u0628\u0627", 2)]
    public void Right_to_left_prose_begins_on_its_side(string markdown, int blocks)
    {
        var page = Page(Html(markdown));

        Assert.Equal(blocks, page.QuerySelectorAll("h2, p, ul, li, blockquote").Length);
        Assert.All(page.QuerySelectorAll("h2, p, ul, li, blockquote"), block => Assert.Equal("auto", block.GetAttribute("dir")));
    }

    [Theory]
    [InlineData("$$\\begin{matrix} a \\\\ b \\end{matrix}$$")]
    [InlineData("$$\n\\frac{a}{b} \\\\ c_1 * d_2 * e\n$$")]
    [InlineData("So $a_1*b*c_2$ and $\\{x\\}$.")]
    public void A_formula_stays_as_it_is_written(string markdown) => Assert.Equal(markdown, Page(Html(markdown)).QuerySelector("p")!.TextContent);

    [Theory]
    [InlineData("It costs $5 or *more*, at most $10.", "more")]
    [InlineData("Set $HOME and *then* $PATH.", "then")]
    public void A_price_is_no_formula(string markdown, string emphasized) => Assert.Equal(emphasized, Page(Html(markdown)).QuerySelector("em")!.TextContent);

    [Theory]
    [InlineData("Wow![^1]\n\n[^1]: Note", "Wow!1")]
    [InlineData("a ~~~x~~~ b", "a ~~~x~~~ b")]
    [InlineData("a ~~~~x~ b", "a ~~~~x~ b")]
    public void Small_things_are_read_as_on_GitHub(string markdown, string expected) =>
        Assert.Equal(expected, Page(Html(markdown)).QuerySelector("p")!.TextContent);

    [Fact]
    public void A_row_with_too_many_cells_keeps_those_of_the_header()
    {
        var rows = Page(Html("| a | b |\n|---|---|\n| 1 | 2 | 3 |\n| 4 | 5 |")).QuerySelectorAll("tbody tr").Select(row => row.TextContent.Trim());

        Assert.Equal(["1 2", "4 5"], rows.Select(row => string.Join(' ', row.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));
    }
}
