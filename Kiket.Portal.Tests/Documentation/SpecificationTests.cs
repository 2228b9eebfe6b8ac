using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Kiket.Portal.Documentation;
using static Kiket.Portal.Tests.Documentation.Rendering;

namespace Kiket.Portal.Tests.Documentation;

/// <summary>The text of every example of the CommonMark specification survives, in order.</summary>
public sealed partial class SpecificationTests
{
    private const string GitHub = "gfm-0.29.json";

    /// <summary>
    /// Examples whose text differs on purpose: a tag that HTML doesn't know is shown as text instead of vanishing, because
    /// prose means a placeholder by it.
    /// </summary>
    public static TheoryData<int> Numbers => new(Examples().Select(example => example.Example).Except([150, 201, 613, 614, 623]));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Text_survives(int number)
    {
        var example = Examples().Single(candidate => candidate.Example == number);

        Assert.Equal(Words(example.Html), Words(Html(example.Markdown, picture: _ => new ServedPicture("/files/a.png"))));
    }

    /// <summary>
    /// What GitHub's specification adds. Different on purpose: 203, where a delimiter row that is too short still makes a
    /// table; and 626, where an address ends at its first unmatched parenthesis. Both keep their text. 657 has its own test.
    /// </summary>
    public static TheoryData<int> GitHubNumbers => new(Examples(GitHub).Select(example => example.Example).Except([203, 626, 657]));

    [Theory]
    [MemberData(nameof(GitHubNumbers))]
    public void Text_and_links_of_what_GitHub_adds_survive(int number)
    {
        var example = Examples(GitHub).Single(candidate => candidate.Example == number);

        var html = Html(example.Markdown);

        Assert.Equal(Words(example.Html), Words(html));
        if (example.Links is { } links)
        {
            Assert.Equal(links, Page(html).QuerySelectorAll("a[href]").Select(link => link.GetAttribute("href")));
        }
    }

    /// <summary>The order and nesting of emphasis, which the words alone don't show. 475 is about a picture that isn't there.</summary>
    [Fact]
    public void Emphasis_is_what_the_specification_says()
    {
        var wrong = Examples().Where(example => example.Section == "Emphasis and strong emphasis" && example.Example != 475)
            .Where(example => Emphasis(example.Html) != Emphasis(Html(example.Markdown)))
            .Select(example => $"{example.Example}: {example.Markdown}gives {Emphasis(Html(example.Markdown))}");

        Assert.Equal([], wrong);
    }

    /// <summary>The rule of three counts a run as it is written, not what is left of it.</summary>
    [Theory]
    [InlineData("a***b* c*", "a*<em><em>b</em> c</em>")]
    [InlineData("a***b** c*", "a<em><strong>b</strong> c</em>")]
    [InlineData("*a **b***", "<em>a <strong>b</strong></em>")]
    [InlineData("***a* b**", "<strong><em>a</em> b</strong>")]
    [InlineData("**a*b*c**", "<strong>a<em>b</em>c</strong>")]
    [InlineData("*a __b *c* d__ e*", "<em>a <strong>b <em>c</em> d</strong> e</em>")]
    [InlineData("****a***", "*<em><strong>a</strong></em>")]
    [InlineData("~~a *b~~ c*", "<del>a *b</del> c*")]
    public void Runs_of_stars_pair_as_on_GitHub(string markdown, string expected) => Assert.Equal(expected, Emphasis(Html(markdown)));

    [Fact]
    public void What_GitHub_forbids_is_text()
    {
        var page = Page(Html(Examples(GitHub).Single(example => example.Example == 657).Markdown));

        Assert.Null(page.Body!.QuerySelector("title, style, xmp"));
        Assert.StartsWith("<title> <style>", page.Body.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Contains("<xmp> is disallowed.  <XMP> is also disallowed.", page.Body.TextContent, StringComparison.Ordinal);
    }

    /// <summary>After GitHub's tag filter, which makes these tags text.</summary>
    private static string Words(string html)
    {
        var body = new HtmlParser().ParseDocument("<!DOCTYPE html><html><head></head><body>" + Filtered().Replace(html, "&lt;${tag}")).Body!;
        return string.Join(' ', body.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Text and emphasis without any other tag.</summary>
    private static string Emphasis(string html) => WebUtility.HtmlDecode(OtherTags().Replace(html, "")).Trim();

    private static SpecificationExample[] Examples(string file = "commonmark-0.31.json") => JsonSerializer.Deserialize<SpecificationExample[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", file)), JsonSerializerOptions.Web)!;

    [GeneratedRegex("<(?<tag>/?(?:title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext))", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Filtered();

    [GeneratedRegex("<(?!/?(?:em|strong|del)>)[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex OtherTags();

    private sealed record SpecificationExample(int Example, string Section, string Markdown, string Html, IReadOnlyList<string>? Links = null);
}
