using System.Text.Json;
using AngleSharp.Html.Parser;
using Kiket.Portal.Documentation;
using static Kiket.Portal.Tests.Documentation.Rendering;

namespace Kiket.Portal.Tests.Documentation;

/// <summary>The text of every example of the CommonMark specification survives, in order.</summary>
public sealed class SpecificationTests
{
    private const string GitHub = "gfm-0.29.json";

    /// <summary>
    /// Examples whose text differs on purpose: scripts, styles and the like are removed with their content; an image becomes its
    /// words; a leading block between rules is data about the page; and what GitHub adds to CommonMark reads
    /// <c>www.</c>, addresses and task boxes where the specification reads text.
    /// </summary>
    private static readonly HashSet<string> ActiveElements = new(["script", "style", "textarea"], StringComparer.Ordinal);

    public static TheoryData<int> Numbers => new(Examples().Select(example => example.Example));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Text_survives(int number)
    {
        var example = Examples().Single(candidate => candidate.Example == number);

        Assert.Equal(Words(example.Html), Words(Html(example.Markdown, picture: _ => new ServedPicture("/files/a.png"))));
    }

    /// <summary>
    /// What GitHub's specification adds. Different on purpose: 203, where a delimiter row that is too short still makes a
    /// table; 493, where three tildes strike through; 626, where an address ends at its first unmatched parenthesis (all
    /// three keep their text); and 657, whose forbidden elements are removed with their content.
    /// </summary>
    public static TheoryData<int> GitHubNumbers => new(Examples(GitHub).Select(example => example.Example).Except([203, 493, 626, 657]));

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

    [Fact]
    public void What_GitHub_forbids_is_gone()
    {
        var page = Page(Html(Examples(GitHub).Single(example => example.Example == 657).Markdown));

        Assert.Null(page.Body!.QuerySelector("title, style, xmp"));
    }

    private static string Words(string html)
    {
        var body = new HtmlParser().ParseDocument("<!DOCTYPE html><html><head></head><body>" + html).Body!;
        foreach (var active in body.QuerySelectorAll("*").Where(element => ActiveElements.Contains(element.LocalName)).ToList())
        {
            active.Remove();
        }

        return string.Join(' ', body.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static SpecificationExample[] Examples(string file = "commonmark-0.31.json") => JsonSerializer.Deserialize<SpecificationExample[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", file)), JsonSerializerOptions.Web)!;

    private sealed record SpecificationExample(int Example, string Section, string Markdown, string Html, IReadOnlyList<string>? Links = null);
}
