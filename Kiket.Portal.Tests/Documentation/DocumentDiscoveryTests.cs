using Kiket.Portal.Documentation;

namespace Kiket.Portal.Tests.Documentation;

public sealed class DocumentDiscoveryTests
{
    [Theory]
    [InlineData("docs/README.md", "README.md", "docs/README.md")]
    [InlineData("README.md", "src/README.md", "README.md")]
    [InlineData("readme.MD", "other.md", "readme.MD")]
    [InlineData("Docs/Readme.md", "README.md", "Docs/Readme.md")]
    [InlineData("README.txt", "README.rst", null)]
    public void Overview_is_the_readme_in_docs_and_else_the_one_in_the_root(string first, string second, string? expected) =>
        Assert.Equal(expected, DocumentDiscovery.Find([second, first]).Overview);

    [Theory]
    [InlineData("docs/CHANGELOG.md", "CHANGELOG.md", "docs/CHANGELOG.md")]
    [InlineData("changelog.md", "x", "changelog.md")]
    [InlineData("HISTORY.md", "x", null)]
    public void Changelog_is_in_docs_and_else_in_the_root(string first, string second, string? expected) =>
        Assert.Equal(expected, DocumentDiscovery.Find([second, first]).Changelog);

    [Theory]
    [InlineData("docs/getting-started.md", "docs/quickstart.md", "docs/getting-started.md")]
    [InlineData("docs/Quickstart.md", "getting-started.md", "docs/Quickstart.md")]
    [InlineData("getting-started.md", "quickstart.md", null)]
    public void Getting_started_is_in_docs_alone(string first, string second, string? expected) =>
        Assert.Equal(expected, DocumentDiscovery.Find([second, first]).GettingStarted);

    [Fact]
    public void The_exact_spelling_wins_over_another_case() =>
        Assert.Equal("README.md", DocumentDiscovery.Find(["readme.md", "README.md"]).Overview);

    [Fact]
    public void Examples_are_yaml_files_directly_in_docs_examples_by_name()
    {
        var paths = DocumentDiscovery.Find(
            ["docs/examples/b.yml", "docs/examples/A.yaml", "docs/examples/deep/c.yaml", "docs/examples/d.json", "examples/e.yaml", "docs/Examples/f.YAML"]);

        Assert.Equal(["docs/examples/A.yaml", "docs/examples/b.yml", "docs/Examples/f.YAML"], paths.Examples);
    }

    [Fact]
    public void Every_found_file_has_its_tab()
    {
        var tabs = DocumentDiscovery.Find(["README.md", "docs/quickstart.md", "docs/examples/a.yaml"]).Tabs();

        Assert.Equal(DocumentTab.Overview, tabs["README.md"]);
        Assert.Equal(DocumentTab.GettingStarted, tabs["docs/quickstart.md"]);
        Assert.Equal(DocumentTab.Examples, tabs["docs/examples/a.yaml"]);
    }
}
