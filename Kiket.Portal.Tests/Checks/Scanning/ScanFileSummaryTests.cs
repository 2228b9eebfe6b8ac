using System.Text;
using Kiket.Portal.Checks.Scanning;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Tests.Checks.Scanning;

public sealed class ScanFileSummaryTests
{
    [Fact]
    public void Sarif_shows_the_tool_and_its_results_by_level()
    {
        var summary = Read(
            """
            {"version":"2.1.0","runs":[{"tool":{"driver":{"name":"CodeQL","semanticVersion":"2.15.3","rules":[
              {"id":"js/quiet","defaultConfiguration":{"level":"note"}}]}},
              "results":[{"level":"error"},{"level":"warning"},{"ruleId":"js/quiet"},{"ruleId":"unknown"}]}]}
            """);

        Assert.Equal(ScanFileFormat.Sarif, summary.Format);
        Assert.Equal("SARIF 2.1.0 by CodeQL 2.15.3: 1 error, 2 warnings, 1 note", summary.Label);
    }

    [Fact]
    public void Sarif_without_results_says_so() =>
        Assert.Equal("SARIF 2.1.0 by Semgrep: no results", Read("""{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Semgrep"}},"results":[]}]}""").Label);

    [Fact]
    public void CycloneDX_shows_components_licenses_and_vulnerabilities()
    {
        var summary = Read(
            """
            {"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"tools":{"components":[{"name":"syft","version":"1.4.0"}]}},
             "components":[{"licenses":[{"license":{"id":"MIT"}}]},{"licenses":[{"license":{"id":"MIT"}}]},
            """
            + """
            {"licenses":[{"expression":"Apache-2.0 OR MIT"}]},{}],
             "vulnerabilities":[{"ratings":[{"severity":"low"},{"severity":"critical"}]},{}]}
            """);

        Assert.Equal(4, summary.Components);
        Assert.Equal(new ScanCount("MIT", 2), summary.Licenses[0]);
        Assert.Equal([new ScanCount("critical", 1), new ScanCount("unknown", 1)], summary.Levels);
        Assert.Equal(["syft 1.4.0"], summary.Tools);
    }

    [Fact]
    public void CycloneDX_lists_tools_in_the_older_way_too() =>
        Assert.Equal(["trivy 0.5"], Read("""{"bomFormat":"CycloneDX","metadata":{"tools":[{"name":"trivy","version":"0.5"}]}}""").Tools);

    [Fact]
    public void Spdx_shows_packages_and_licenses()
    {
        var summary = Read(
            """
            {"spdxVersion":"SPDX-2.3","creationInfo":{"creators":["Organization: Acme","Tool: syft-1.4"]},
             "packages":[{"licenseConcluded":"NOASSERTION","licenseDeclared":"BSD-3-Clause"},{"licenseConcluded":"MIT"},{}]}
            """);

        Assert.Equal("SPDX 2.3 by syft-1.4: 3 components, licenses BSD-3-Clause (1), MIT (1), unknown (1)", summary.Label);
    }

    [Fact]
    public void Spdx_as_lines_is_understood()
    {
        var summary = Read(
            "SPDXVersion: SPDX-2.2\r\nCreator: Tool: reuse-3.0\r\nPackageName: a\r\nPackageLicenseConcluded: MIT\r\n"
            + "PackageName: b\r\nPackageLicenseConcluded: NOASSERTION\r\n");

        Assert.Equal("SPDX 2.2 by reuse-3.0: 2 components, licenses MIT (1), unknown (1)", summary.Label);
    }

    [Theory]
    [InlineData("""{"hello":1}""", "scan_file_unknown")]
    [InlineData("[]", "scan_file_unknown")]
    [InlineData("null", "scan_file_unknown")]
    [InlineData("""{"version":"2.1.0","runs":{}}""", "scan_file_unknown")]
    [InlineData("plain text", "scan_file_broken")]
    [InlineData("", "scan_file_broken")]
    [InlineData("""{"bomFormat":"CycloneDX","components":[""", "scan_file_broken")]
    public void Other_files_are_recognized_and_refused(string text, string code) => Assert.Equal(code, Summarise(text).Error?.Code);

    [Fact]
    public void A_bomb_of_brackets_is_refused() => Assert.Equal("scan_file_broken", Summarise(new string('[', 1_000_000)).Error?.Code);

    [Fact]
    public void A_file_above_the_bound_is_refused_by_its_size() =>
        Assert.Equal("scan_file_too_large", ScanFileSummary.Of(new byte[ScanFileSummary.MaxBytes + 1]).Error?.Code);

    [Theory]
    [InlineData("""{"version":"2.1.0","runs":[1,null,{"tool":7,"results":[null,"x",{"level":9},{"level":"fatal"}]}]}""")]
    [InlineData("""{"bomFormat":"CycloneDX","specVersion":1,"metadata":[],"components":[null,{"licenses":7},{"licenses":[1]}],"vulnerabilities":"x"}""")]
    [InlineData("""{"spdxVersion":"x","creationInfo":[],"packages":[[],1,{"licenseConcluded":{}}]}""")]
    public void Properties_of_another_kind_are_passed_over(string text) => Assert.NotEqual("", Read(text).Label);

    [Fact]
    public void Names_are_shortened_and_freed_of_control_characters()
    {
        var name = """ev\u0000il\u202E""" + new string('x', 5000);
        var tool = Assert.Single(
            Read("""{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"NAME"}}}]}""".Replace("NAME", name, StringComparison.Ordinal)).Tools);

        Assert.StartsWith("evilx", tool);
        Assert.True(tool.Length <= 81);
    }

    [Fact]
    public void Very_many_licenses_are_counted_together()
    {
        var components = string.Join(
            ',',
            Enumerable.Range(0, 20_000).Select(
                number => """{"licenses":[{"license":{"name":"L#"}}]}""".Replace("#", $"{number}", StringComparison.Ordinal)));
        var summary = Read("""{"bomFormat":"CycloneDX","components":[#]}""".Replace("#", components, StringComparison.Ordinal));

        Assert.Equal(ScanFileSummary.MostNames, summary.Licenses.Count);
        Assert.Equal(20_000, summary.Components);
        Assert.Equal("other", summary.Licenses[0].Name);
    }

    private static ScanFileSummary Read(string text)
    {
        var result = Summarise(text);
        Assert.True(result.Succeeded, result.Error?.Message);
        return result.Value;
    }

    private static Result<ScanFileSummary> Summarise(string text) => ScanFileSummary.Of(Encoding.UTF8.GetBytes(text));
}
