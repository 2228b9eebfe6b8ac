using System.Text;
using Kiket.Portal.Documentation;
using static Kiket.Portal.Tests.Documentation.Rendering;

namespace Kiket.Portal.Tests.Documentation;

public sealed class ExampleReaderTests
{
    private static readonly HashSet<string> Declared = new(["slack.sendMessage", "archive"], StringComparer.Ordinal);

    [Fact]
    public void Title_and_description_are_the_files_own()
    {
        var example = Read("title: Notify\r\ndescription: Sends a message\r\non_enter:\r\n- extension: slack.sendMessage\r\n  channel: \"#alerts\"\r\n");

        Assert.Equal(("Notify", "Sends a message"), (example.Title, example.Description));
        Assert.Empty(example.Findings);
        Assert.Equal(example.Source, Text(example.Html));
        Assert.DoesNotContain('\r', example.Source);
    }

    [Fact]
    public void Without_a_title_the_file_name_stands_in()
    {
        var example = Read("a: 1");

        Assert.Equal("Notify on issue", example.Title);
        Assert.Equal(DocumentationRules.ExampleHasNoTitle.Id, Assert.Single(example.Findings).Id);
    }

    [Theory]
    [InlineData("title: x\na: [1,\nb: 2", 3)]
    [InlineData("title: x\na: b: c", 2)]
    [InlineData("title: x\n\ta: 1", 2)]
    public void YAML_that_does_not_parse_is_a_warning_at_its_line_and_still_shown(string yaml, int line)
    {
        var example = Read(yaml);

        var finding = Assert.Single(example.Findings);
        Assert.Equal(DocumentationRules.ExampleDoesNotParse.Id, finding.Id);
        Assert.InRange(finding.Line!.Value, line - 1, line + 1);
        Assert.Equal(yaml, Text(example.Html));
    }

    [Theory]
    [InlineData("title: x\non_enter:\n\t- extension: slack.sendMessage", 3)]
    [InlineData("title: x\non_enter:\n  - extension: slack.sendMessage\n\t  channel: a", 4)]
    [InlineData("title: x\na:\n  b:\n \t c: 1", 4)]
    public void A_tab_is_named_at_its_own_line(string yaml, int line)
    {
        var finding = Assert.Single(Read(yaml).Findings);

        Assert.Equal(line, finding.Line);
        Assert.Contains("tab", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("")]
    public void Nothing_is_no_description(string nothing)
    {
        Assert.Null(Read($"title: Notify\ndescription: {nothing}\n").Description);
        Assert.Equal("Notify on issue", Read($"title: {nothing}\n").Title);
        Assert.Equal("~", Read("title: x\ndescription: '~'\n").Description);
    }

    [Theory]
    [InlineData("on_enter:\n- extension: slack.sendMesage", 3)]
    [InlineData("automations:\n- actions:\n  - extension: dev.kiket.ext.slack\n    command: slack.gone", 5)]
    [InlineData("automations:\n- guards:\n  - {extension: dev.kiket.ext.slack, check: nothing}", 4)]
    public void An_action_that_the_manifest_does_not_declare_is_a_warning_at_its_line(string body, int line)
    {
        var finding = Assert.Single(Read("title: x\n" + body).Findings);

        Assert.Equal((DocumentationRules.ExampleNamesUnknownAction.Id, (int?)line), (finding.Id, finding.Line));
    }

    [Theory]
    [InlineData("- {extension: dev.kiket.ext.slack, command: slack.sendMessage}")]
    [InlineData("- {extension: dev.kiket.ext.slack, command: sendMessage}")]
    [InlineData("- {extension: slack, command: archive}")]
    [InlineData("- {extension: dev.kiket.ext.slack.archive}")]
    [InlineData("- {extension: dev.kiket.ext.slack, channel: x}")]
    [InlineData("- {extension: dev.kiket.ext.github, command: github.close}")]
    [InlineData("- {extension: github.close}")]
    [InlineData("- {type: transition, to: done, command: whatever}")]
    [InlineData("- {extension: dev.kiket.ext.slack, command: \"{{ chosen }}\"}")]
    public void Declared_actions_and_those_of_other_extensions_are_fine(string body) => Assert.Empty(Read("title: x\nactions:\n" + body).Findings);

    [Theory]
    [InlineData("[", 64 * 1024)]
    [InlineData("- ", 32 * 1024)]
    [InlineData("{a: ", 16 * 1024)]
    [InlineData("a: &a [*a, *a]\n", 4_000)]
    [InlineData("? ", 32 * 1024)]
    public void Bombs_are_a_finding_in_bounded_time(string piece, int count)
    {
        var started = System.Diagnostics.Stopwatch.StartNew();
        var example = Read(string.Concat(Enumerable.Repeat(piece, count)));

        Assert.NotEmpty(example.Findings);
        Assert.True(started.Elapsed < TimeSpan.FromSeconds(10), $"{started.Elapsed}");
    }

    private static Example Read(string yaml) =>
        ExampleReader.Read("docs/examples/notify-on_issue.yaml", Encoding.UTF8.GetBytes(yaml), Declared, "dev.kiket.ext.slack");
}
