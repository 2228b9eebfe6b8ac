using Bunit;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Findings;

namespace Kiket.Portal.Tests.Components.Shared;

public sealed class FindingListTests : BunitContext
{
    private static readonly Finding Wildcard = new("M204", FindingLevel.Warning, "A wildcard.", "Name the hosts.", "manifest.yaml", 14, 2, "\t- *.slack.com");
    private static readonly Finding Version = new("M101", FindingLevel.Error, "Not a version.", "Write 1.2.0.", "manifest.yaml", 3, 12);
    private static readonly Finding Changelog = new("D301", FindingLevel.Info, "No changelog.", "Add one.");

    [Fact]
    public void The_gravest_come_first_and_are_counted()
    {
        var list = Render<FindingList>(set => set.Add(part => part.Findings, [Changelog, Wildcard, Version]));

        Assert.Equal("1 error, 1 warning, 1 note", list.Find(".kp-findings-counts").TextContent);
        Assert.Equal(["M101", "M204", "D301"], list.FindAll(".kp-finding-where a[href^='/docs/']").Select(link => link.TextContent));
    }

    [Fact]
    public void A_place_leads_to_the_line_and_the_id_to_its_meaning()
    {
        var list = Render<FindingList>(set => set
            .Add(part => part.Findings, [Version])
            .Add(part => part.AddressOf, finding => $"https://github.com/a/b/blob/c/{finding.Path}#L{finding.Line}"));

        Assert.Equal("manifest.yaml:3:12", list.Find("a[href='https://github.com/a/b/blob/c/manifest.yaml#L3']").TextContent);
        Assert.NotNull(list.Find("a[href='/docs/findings#M101']"));
    }

    [Fact]
    public void The_caret_stands_below_its_column_after_a_tab() =>
        Assert.Equal("\t- *.slack.com\n\t^", Render<FindingItem>(set => set.Add(part => part.Finding, Wildcard)).Find("pre").TextContent);

    [Fact]
    public void A_column_beyond_a_bounded_excerpt_has_no_caret() =>
        Assert.Equal(
            "short",
            Render<FindingItem>(set => set.Add(part => part.Finding, Version with { Column = 900, Excerpt = "short" }))
                .Find("pre").TextContent);

    [Fact]
    public void Hostile_text_is_shown_and_not_run()
    {
        var item = Render<FindingItem>(set => set.Add(
            part => part.Finding,
            Version with { Message = "<script>alert(1)</script>", Excerpt = "<img src=x onerror=alert(1)>" }));

        Assert.Empty(item.FindAll("script, img"));
    }

    [Fact]
    public void Nothing_found_is_said() =>
        Assert.Contains("Nothing found", Render<FindingList>(set => set.Add(part => part.Findings, [])).Markup, StringComparison.Ordinal);
}
