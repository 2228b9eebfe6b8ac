using Kiket.Portal.Documentation;
using Kiket.Portal.Findings;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Snapshots;

/// <summary>
/// Repositories laid out as public ones are, oddities included, read the whole way: which tabs they give, which
/// permissions, and which findings above an information.
/// </summary>
public sealed class RealRepositoryTests : ScenarioTests
{
    [Theory]
    [InlineData(
        "typical",
        "Overview README.md | Getting Started docs/getting-started.md | Examples docs/examples/announce.yaml docs/examples/guarded.yaml",
        "issues:read comments:read custom_data:read notifications:write",
        "M224 D203")]
    [InlineData("github-like", "Overview README.md", "issues:read issues:write", "M116 M510")]
    [InlineData("mailjet-like", "Overview README.md", "issues:write", "M606")]
    [InlineData("flat", "Overview README.md", "", "M114")]
    [InlineData("scaffold", "Overview README.md", "", "M114")]
    [InlineData("manifest-version-1.1", "Overview README.md", "", "M114")]
    [InlineData("manifest-version-2", "Overview README.md", "", "M125")]
    [InlineData("legacy-json", "Overview README.md", "", "M125")]
    [InlineData("kiket-dev-v1", "Overview README.md", "", "M125")]
    [InlineData("project-with-several", "Overview README.md", "", "M125")]
    [InlineData("yml", "Overview README.md", "", "M125")]
    [InlineData("no-manifest", "Overview README.md", "", "M125 M221 M222 M223")]
    [InlineData("crashes-the-client", "Overview README.md", "", "M210 M211 M118 M118 M204 M118 M118 M118 M120")]
    [InlineData("modules", "Overview README.md", "custom_data:read", "M712 M107 M715 M713")]
    [InlineData(
        "other-case",
        "Overview Docs/Readme.MD | Getting Started docs/QUICKSTART.md | Changelog Docs/changelog.md | Examples docs/Examples/a.YAML docs/examples/B.yml",
        "",
        "M221 M222 M223")]
    public async Task A_public_layout_gives_its_tabs_permissions_and_findings(string name, string tabs, string permissions, string findings)
    {
        Scenario.GitHub.Push(Scenario.FullName, SampleRepository.Folder(name));

        var snapshot = Scenario.Done(await Scenario.ReadAsync(await Scenario.StartAsync()));

        Assert.Equal(
            (tabs, permissions, findings),
            (string.Join(" | ", snapshot.Files.Where(file => file.Feeds is "Overview" or "Getting Started" or "Changelog" or "Examples")
                .GroupBy(file => file.Feeds, file => file.Path).Select(tab => $"{tab.Key} {string.Join(' ', tab)}")),
            string.Join(' ', snapshot.Manifest?.Permissions.Select(permission => permission.Scope) ?? []),
            string.Join(' ', snapshot.Findings.Where(finding => finding.Level > FindingLevel.Info).Select(finding => finding.Id))));
    }

    [Fact]
    public async Task Windows_line_ends_and_byte_order_marks_change_nothing_that_is_shown()
    {
        var plain = await PagesAsync(SampleRepository.Folder("typical"));
        var windows = await PagesAsync(SampleRepository.Folder("typical").WithWindowsLineEnds());

        Assert.Equal(plain, windows);
    }

    private static (DocumentTab, string, string?, string) Shown(DocumentPage page, string commit) =>
        (page.Tab, page.Title, page.Description, page.Html.ToString().Replace(commit, "the commit", StringComparison.Ordinal));

    private async Task<List<(DocumentTab, string, string?, string)>> PagesAsync(SampleRepository repository)
    {
        Scenario.GitHub.Push(Scenario.FullName, repository);
        var snapshot = Scenario.Done(await Scenario.ReadAsync(await Scenario.StartAsync()));
        var pages = await Scenario.QueryAsync(db => db.Set<DocumentPage>()
            .AsNoTracking()
            .Where(page => page.DocumentSetId == snapshot.DocumentSetId)
            .OrderBy(page => page.Order)
            .ToListAsync());
        // Links name the commit, and that differs.
        return [.. pages.Select(page => Shown(page, snapshot.Commit))];
    }
}
