using System.Globalization;
using Bunit;
using Kiket.Portal.Components.Shared;

namespace Kiket.Portal.Tests.Components.Shared;

/// <summary>Charts are lines with gaps and markers, a title for those who can't see them, and a table with everything.</summary>
public sealed class StaticChartTests : BunitContext
{
    [Fact]
    public void Two_lines_of_ninety_points_weigh_little_and_say_what_they_are()
    {
        var chart = Draw(
            [
                new("p50", [.. Enumerable.Range(0, 90).Select(point => (decimal?)(point * 7 % 113))]),
                new("p95", [.. Enumerable.Range(0, 90).Select(point => (decimal?)(point * 31 % 997))]),
            ],
            [new ChartMarker(30, "1.1.0"), new ChartMarker(60, "1.2.0")]);

        var svg = chart.Find("svg");
        Assert.InRange(svg.OuterHtml.Length, 500, 6 * 1024);
        Assert.Equal(("img", "Duration"), (svg.GetAttribute("role"), svg.GetAttribute("aria-label")));
        Assert.Equal("Duration: p50: from 0 to 112, last 58; p95: from 0 to 992, last 765. day 0 to day 89.", svg.QuerySelector("title")!.TextContent);
        Assert.Equal("M337,0V160M674,0V160", svg.QuerySelector(".marker")!.GetAttribute("d"));
        Assert.Equal(90, chart.FindAll("details tbody tr").Count);
        Assert.Contains("1.1.0", chart.FindAll("details tbody th")[30].TextContent, StringComparison.Ordinal);
        Assert.Empty(chart.FindAll("script"));
    }

    [Fact]
    public void A_gap_is_a_gap_and_a_single_value_a_dot()
    {
        var chart = Draw([new("Rate", [1, 2, null, 2, null, 0])], []);

        Assert.Equal("M0,80L200,0M600,0h8M1000,160h-8", chart.Find("path[data-line='0']").GetAttribute("d"));
        Assert.Equal("–", chart.FindAll("details tbody td")[2].TextContent);
    }

    [Fact]
    public void Nothing_at_all_is_a_sentence()
    {
        var chart = Draw([new("Rate", [null, null])], []);

        Assert.Empty(chart.FindAll("svg"));
        Assert.Contains("Nothing in this time.", chart.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Zeros_are_a_line_at_the_bottom()
    {
        var chart = Draw([new("Calls", [0, 0, 0])], []);

        Assert.Equal("M0,160L500,160L1000,160", chart.Find("path[data-line='0']").GetAttribute("d"));
    }

    private IRenderedComponent<StaticChart> Draw(IReadOnlyList<ChartSeries> series, IReadOnlyList<ChartMarker> markers) =>
        Render<StaticChart>(parameters => parameters
        .Add(chart => chart.Title, "Duration")
        .Add(chart => chart.Series, series)
        .Add(chart => chart.Labels, [.. Enumerable.Range(0, series[0].Values.Count).Select(point => $"day {point}")])
        .Add(chart => chart.Markers, markers)
        .Add(chart => chart.Format, value => value.ToString(CultureInfo.InvariantCulture)));
}
